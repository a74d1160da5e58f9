import Foundation

/// An address in its parts, parsed once: what is checked, what is connected to and what is shown are
/// the same words.
public struct Endpoint: Sendable, Equatable {
  public let scheme: String
  /// Lower case.
  public let host: String
  public let port: Int?
  /// With its leading slash, percent-encoded.
  public let path: String
  public let query: String?

  /// - Throws: when it is no `http` or `https` address, or has a user in it.
  public init(_ text: String) throws(FetchError) {
    guard text.utf8.count <= 8192, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased()
    else { throw FetchError(.unusable, "not a web address") }
    guard scheme == "https" || scheme == "http" else {
      throw FetchError(.unsafeAddress, "scheme '\(scheme)' is not https")
    }
    guard let host = parts.host?.lowercased(), !host.isEmpty else {
      throw FetchError(.unusable, "a web address without a host")
    }
    guard parts.user == nil, parts.password == nil else {
      throw FetchError(.unsafeAddress, "an address with a user in it is not asked")
    }
    self.scheme = scheme
    self.host = host.trimmingCharacters(in: ["[", "]"])
    port = parts.port
    path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    query = parts.percentEncodedQuery
  }

  private init(_ base: Endpoint, path: String, query: String?) {
    scheme = base.scheme
    host = base.host
    port = base.port
    self.path = path
    self.query = query
  }

  /// The address of `path` below this one; `path` begins with a slash and may have a query.
  public func appending(_ path: String) -> Endpoint {
    let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
    let own = self.path.hasSuffix("/") ? String(self.path.dropLast()) : self.path
    return Endpoint(self, path: own + parts[0], query: parts.count > 1 ? parts[1] : nil)
  }

  /// Where a `Location` header leads from here.
  public func following(_ location: String) throws(FetchError) -> Endpoint {
    if location.hasPrefix("/"), !location.hasPrefix("//") {
      return try Endpoint(origin + location)
    }
    return try Endpoint(location)
  }

  /// Scheme, host and port: a token is for one of these only.
  public var origin: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(scheme)://\(name)" + (port.map { ":\($0)" } ?? "")
  }

  /// The whole address, for the transport alone: a query may be a signature.
  var text: String { origin + path + (query.map { "?" + $0 } ?? "") }

  /// What may be shown: host and path.
  public var shown: String { host + path }
}

/// One segment of a path: nothing in it can leave the segment.
enum PathSegment {
  static func encoded(_ text: String) -> String {
    let allowed = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")
    let encoded = text.addingPercentEncoding(
      withAllowedCharacters: allowed.union(CharacterSet(charactersIn: ".")))
    return text == "." || text == ".." ? "%2E%2E" : encoded ?? ""
  }

  /// `owner/name` as two segments.
  static func pair(_ repository: String?) throws(FetchError) -> String {
    let parts = (repository ?? "").split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw FetchError(.unusable, "repository '\(repository ?? "")' is not of the form owner/name")
    }
    return parts.map { encoded(String($0)) }.joined(separator: "/")
  }

  /// An id that must be a number.
  static func number(_ text: String?, _ what: String) throws(FetchError) -> String {
    guard let text, !text.isEmpty, text.count < 20, text.allSatisfy({ $0.isASCII && $0.isNumber })
    else { throw FetchError(.unusable, "\(what) '\(text ?? "")' is not a number") }
    return text
  }
}
