import Assistant
import Foundation
import History

/// Where the next page of a list begins, as one word that means nothing to its bearer.
///
/// It says a place in the list's order, not a number of rows, so rows that are added or go away
/// between two pages neither repeat nor hide others.
struct Cursor: Sendable, Equatable {
  /// The operation it belongs to.
  var list: String
  /// The parts of the place, in the list's order.
  var parts: [JSON]

  init(_ list: String, _ parts: [JSON]) {
    self.list = list
    self.parts = parts
  }

  /// What an operation's parameter `cursor` must look like; the longest one is a page of tests
  /// with a long name.
  static let pattern = "^[A-Za-z0-9_-]{8,8000}$"

  var text: String {
    Data(JSON.array([.string(list)] + parts).text.utf8).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// nil when `text` is no cursor of `list`.
  init?(_ text: String, of list: String) {
    var base = text.replacing("-", with: "+").replacing("_", with: "/")
    base += String(repeating: "=", count: (4 - base.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: base),
      let json = JSON(String(decoding: data, as: UTF8.self)),
      case .array(let parts) = json, parts.first?.string == list
    else { return nil }
    self.list = list
    self.parts = Array(parts.dropFirst())
  }

  func integer(_ index: Int) -> Int? { parts.indices.contains(index) ? parts[index].integer : nil }
  func string(_ index: Int) -> String? { parts.indices.contains(index) ? parts[index].string : nil }
}

extension APICall {
  /// The cursor given, if one was; one that is not of this list names a page that does not exist.
  func cursor(_ list: String) throws -> Cursor? {
    guard let text = text("cursor") else { return nil }
    guard let cursor = Cursor(text, of: list) else { throw APIProblem.notFound }
    return cursor
  }

  /// The same for lists whose places are three integers.
  func place(_ list: String) throws -> ListPlace? {
    guard let cursor = try cursor(list) else { return nil }
    guard let major = cursor.integer(0), let minor = cursor.integer(1),
      let least = cursor.integer(2)
    else { throw APIProblem.notFound }
    return ListPlace(major, Int64(minor), Int64(least))
  }
}

extension Cursor {
  /// The cursor of a place, when there is one.
  init?(_ list: String, _ place: ListPlace?) {
    guard let place else { return nil }
    self.init(
      list, [.integer(place.major), .integer(Int(place.minor)), .integer(Int(place.least))])
  }
}

/// A page of a list in memory, sorted by a key of its own.
struct PageCut<Item> {
  var items: [Item]
  var next: Cursor?

  /// - Parameters:
  ///   - key: what an item is sorted by, unique; compared part by part.
  init(
    _ all: [Item], list: String, after: Cursor?, limit: Int,
    key: (Item) -> (Int, String, String)
  ) {
    let sorted = all.map { (key($0), $0) }.sorted { $0.0 < $1.0 }
    var rest = sorted[...]
    if let after, let major = after.integer(0), let minor = after.string(1),
      let least = after.string(2)
    {
      rest = rest.drop { $0.0 <= (major, minor, least) }
    }
    items = rest.prefix(limit).map(\.1)
    guard rest.count > limit, let last = rest.prefix(limit).last else { return }
    next = Cursor(list, [.integer(last.0.0), .string(last.0.1), .string(last.0.2)])
  }
}
