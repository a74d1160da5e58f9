import Foundation
import History
import Hummingbird
import Reporting

/// A browser's request for a page: who asks for what.
struct PageCall: Sendable {
  let desk: Desk
  let visitor: Visitor
  /// The parameters of the query or of a form.
  let values: [String: String]
  /// Seconds since 1970.
  let now: Int

  /// A page that is not there, or not for this visitor: both look the same.
  struct Missing: Error {}

  var store: Store { desk.store }

  /// A parameter; nil when it is empty, too, as browsers send fields that were left open.
  func text(_ name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : String($0.prefix(2000)) }
  }

  /// Names of the repositories the visitor sees; nil for all.
  var sight: [String]? {
    switch visitor.sight {
    case .all: nil
    case .only(let names): names.sorted()
    }
  }

  /// The repositories a list is about: the one asked for, else all the visitor sees.
  func repositories() throws -> [String]? {
    guard text("repository") != nil else { return sight }
    return [try repository()]
  }

  /// The repository that must be named.
  func repository() throws -> String {
    guard let name = text("repository"), visitor.sees(name), try store.hasRepository(name) else {
      throw Missing()
    }
    return name
  }

  /// Every repository the list is about, one by one.
  func names() throws -> [String] { try repositories() ?? store.repositories() }

  /// Where a page of a list begins.
  func place(_ list: String) throws -> ListPlace? {
    guard let cursor = try cursor(list) else { return nil }
    guard let major = cursor.integer(0), let minor = cursor.integer(1),
      let least = cursor.integer(2)
    else { throw Missing() }
    return ListPlace(major, Int64(minor), Int64(least))
  }

  func cursor(_ list: String) throws -> Cursor? {
    guard let text = values["after"], !text.isEmpty else { return nil }
    guard let cursor = Cursor(text, of: list) else { throw Missing() }
    return cursor
  }
}

/// Paths of the service's own pages, with every value escaped for where it stands.
enum PagePath {
  /// `/tests/history?repository=a%2Fb&test=…`; values that are nil are left out.
  static func of(_ path: String, _ query: KeyValuePairs<String, String?> = [:]) -> String {
    let parts = query.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }
    return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
  }

  static func run(_ id: String) -> String { "/runs/" + escaped(id) }
  static func failure(_ fingerprint: String) -> String { "/failures/" + escaped(fingerprint) }
  static func test(_ name: String, in repository: String) -> String {
    of("/tests/history", ["repository": repository, "test": name])
  }

  private static let kept: CharacterSet = {
    var set = CharacterSet.alphanumerics.intersection(
      CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
    set.insert(charactersIn: "-._~")
    return set
  }()

  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: kept) ?? ""
  }
}

/// Fields of a query or of a form as browsers send them.
enum FormFields {
  /// The last value of a name wins; at most 50 fields.
  static func parse(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for pair in text.split(separator: "&").prefix(50) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = plain(parts[0]) else { continue }
      values[name] = parts.count > 1 ? plain(parts[1]) ?? "" : ""
    }
    return values
  }

  private static func plain(_ text: Substring) -> String? {
    String(text.replacing("+", with: " ")).removingPercentEncoding?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
