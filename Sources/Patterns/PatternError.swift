/// Why a pattern was refused, and where.
public struct PatternError: Error, Equatable, Sendable {
  /// Byte offset into the pattern's UTF-8 text: where PCRE2 stopped reading it.
  public let offset: Int
  /// One clause in plain words: PCRE2's own text, or ours for the rules that are ours.
  public let message: String

  public init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }
}

extension PatternError: CustomStringConvertible {
  public var description: String { "byte \(offset): \(message)" }
}
