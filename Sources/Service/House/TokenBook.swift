import Crypto
import Foundation
import History
import Synchronization

/// The tokens that are valid now, re-read from the store every few seconds.
package final class TokenBook: Sendable {
  /// Seconds after which a revoked token opens nothing any more.
  static let freshness = 2

  private struct Page {
    /// When it was read; nil before that.
    var time: Int?
    var tokens: [TokenRecord] = []
  }

  private let store: Store
  private let page = Mutex(Page())

  package init(store: Store) { self.store = store }

  /// Whether there are no tokens at all.
  func isEmpty(at time: Int) throws(StoreError) -> Bool { try tokens(at: time).isEmpty }

  /// Who bears this token; nil for nobody.
  ///
  /// Every digest is compared over its whole length, so that the time taken says nothing about
  /// how near a guess is.
  func visitor(_ token: String, at time: Int) throws(StoreError) -> Visitor? {
    let digest = Self.digest(token)
    var found: TokenRecord?
    for record in try tokens(at: time) where Self.isEqual(record.digest, digest) {
      found = record
    }
    guard let found, found.isValid(at: time) else { return nil }
    return Visitor(
      name: found.name, scopes: Set(found.scopes.compactMap(Visitor.Scope.init)),
      sight: found.repositories.map { .only(Set($0)) } ?? .all)
  }

  private func tokens(at time: Int) throws(StoreError) -> [TokenRecord] {
    let known = page.withLock { $0 }
    // A clock that was set back must not make a page last.
    if let read = known.time, time >= read, time - read < Self.freshness { return known.tokens }
    let tokens = try store.tokens()
    page.withLock { $0 = Page(time: time, tokens: tokens) }
    return tokens
  }

  /// A new token: 256 random bits, recognisable by its first letters.
  package static func make() -> String {
    let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let text = key.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    return "flt_" + text.replacing("=", with: "")
  }

  /// What the store keeps of it.
  package static func digest(_ token: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(token.utf8)))
  }

  /// Whether two byte strings are equal, in a time that depends on their length only.
  package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}
