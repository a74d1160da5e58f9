import Crypto
import Foundation
import Hummingbird

/// One delivery as it arrived.
package struct WebhookRequest: Sendable {
  package var headers: HTTPFields
  /// Exactly as it was sent: signatures are of bytes.
  package var body: [UInt8]
  /// Seconds since 1970.
  package var now: Int

  package init(headers: HTTPFields, body: [UInt8], now: Int) {
    self.headers = headers
    self.body = body
    self.now = now
  }

  func header(_ name: String) -> String? {
    HeaderName(name).flatMap { headers[$0] }
  }
}

/// One CI system's way of telling about its runs.
///
/// A conformer is one file in `Sources/` plus its line in ``WebhookSources/all``; the contract suite
/// sends it really signed requests.
package protocol WebhookSource: Sendable {
  /// The word in the configuration, and the path below `/hooks/` without one.
  static var name: String { get }
  /// Whether somebody who knows one of the secrets sent exactly this, and lately where the protocol
  /// has a time. Takes the same time for every wrong answer.
  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool
  /// The sender's id of this delivery: the same when it is sent again, another one for every other.
  static func id(_ request: WebhookRequest) -> String?
  /// What the delivery says; nil when it is of no use here.
  static func event(_ request: WebhookRequest) throws -> WebhookEvent?
}

/// The CI systems whose webhooks are understood.
package enum WebhookSources {
  package static let all: [any WebhookSource.Type] = [
    GitHubHook.self, GitLabHook.self, JenkinsHook.self, CircleCIHook.self, BuildkiteHook.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  static func named(_ name: String) -> (any WebhookSource.Type)? { all.first { $0.name == name } }
}

/// How far a sender's clock may be off, in seconds.
enum ReplayWindow {
  static let seconds = 300

  static func holds(_ time: Int?, now: Int) -> Bool {
    time.map { abs($0.subtractingReportingOverflow(now).partialValue) <= seconds } ?? false
  }
}

/// Keyed digests.
enum Signature {
  /// HMAC-SHA256 of the parts one after the other.
  static func sha256(_ secret: Secret, _ parts: [UInt8]...) -> [UInt8] {
    var code = HMAC<SHA256>(key: SymmetricKey(data: secret.bytes))
    for part in parts { code.update(data: part) }
    return Array(code.finalize())
  }

  /// Whether any of the secrets makes this digest: all are tried, each compared whole.
  static func matches(_ given: [UInt8], _ secrets: [Secret], _ parts: [UInt8]...) -> Bool {
    var isOne = false
    for secret in secrets {
      var code = HMAC<SHA256>(key: SymmetricKey(data: secret.bytes))
      for part in parts { code.update(data: part) }
      if TokenBook.isEqual(Array(code.finalize()), given) { isOne = true }
    }
    return isOne
  }

  /// Whether a shared word is one of the secrets, told in a time that depends on nothing but its
  /// length: digests are compared, which are all of one length.
  static func isSecret(_ word: String?, _ secrets: [Secret]) -> Bool {
    let given = TokenBook.digest(word ?? "")
    var isOne = false
    for secret in secrets where TokenBook.isEqual(TokenBook.digest(secret.text), given) {
      isOne = true
    }
    return isOne && word?.isEmpty == false
  }

  /// The bytes of hexadecimal digits; nil for anything else.
  static func hex(_ text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    func value(_ digit: UInt8) -> UInt8? {
      switch digit {
      case 0x30...0x39: digit - 0x30
      case 0x61...0x66: digit - 0x57
      case 0x41...0x46: digit - 0x37
      default: nil
      }
    }
    var out: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }
}

/// JSON that a stranger wrote.
enum WebhookJSON {
  enum Failure: Error { case tooDeep }

  /// Objects in objects: a decoder's time grows with the square of it.
  static let depth = 64

  /// - Parameter isSnakeCase: whether the type's own names are written in camel case there; a type
  ///   that spells its keys is read faster.
  static func decode<Value: Decodable>(
    _ type: Value.Type, _ body: [UInt8], isSnakeCase: Bool = true
  ) throws -> Value {
    guard isShallow(body) else { throw Failure.tooDeep }
    let decoder = JSONDecoder()
    if isSnakeCase { decoder.keyDecodingStrategy = .convertFromSnakeCase }
    return try decoder.decode(type, from: Data(body))
  }

  static func isShallow(_ body: [UInt8]) -> Bool {
    var level = 0
    var isText = false
    var isEscaped = false
    for byte in body {
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        level += 1
        if level > depth { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): level -= 1
      default: break
      }
    }
    return true
  }
}
