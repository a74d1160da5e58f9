/// Why something could not be had from a CI's API. Never holds a token, a header or a query.
public struct FetchError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// The request cannot be made from what was given.
    case unusable
    /// 401, 403: no token, or not one for this.
    case refused
    case notFound
    /// 410, or a log that is no longer kept.
    case gone
    /// The API asks to wait longer than we do.
    case limited
    case server
    /// An address or scheme that must not be asked.
    case unsafeAddress
    case tooLarge
    case tooSlow
    case connection
    /// The answer is not what the API promises.
    case malformed
  }

  public let kind: Kind
  public let message: String

  public var description: String { message }

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
