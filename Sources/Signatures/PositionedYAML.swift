import Yams

/// A YAML value that knows where it stands, for files other than rule files: Yams is imported in
/// this module alone.
///
///     store: db        →  mapping [(text "store" at 1:1, text "db" at 1:8)]
public struct PositionedYAML: Sendable {
  public indirect enum Content: Sendable {
    /// Any scalar, as it is written; empty for a key without a value.
    case text(String)
    case list([PositionedYAML])
    case mapping([(key: PositionedYAML, value: PositionedYAML)])
  }

  public var content: Content
  public var place: Place

  /// Aliases are written out, so that a small file could become a very large value.
  public static let mostValues = 20_000

  /// Parses `text`; nil when there is nothing but blanks and comments.
  ///
  /// Throws one ``Problem`` with its place when it is not YAML, a key is given twice, or the value
  /// is too large.
  public static func read(_ text: String, path: String) throws(Problem) -> PositionedYAML? {
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch {
      let (place, message) = RuleFileReader.explain(error)
      throw Problem(path: path, place: place, message: message)
    }
    guard let node else { return nil }
    var room = mostValues
    guard let value = PositionedYAML(node, room: &room) else {
      throw Problem(
        path: path, place: Place(line: 1, column: 1),
        message: "holds more than \(mostValues) values, aliases written out")
    }
    return value
  }

  /// Nil when `room` runs out.
  private init?(_ node: Node, room: inout Int) {
    room -= 1
    guard room >= 0 else { return nil }
    place = Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    switch node {
    case .sequence(let nodes):
      var values: [PositionedYAML] = []
      for node in nodes {
        guard let value = PositionedYAML(node, room: &room) else { return nil }
        values.append(value)
      }
      content = .list(values)
    case .mapping(let pairs):
      var values: [(key: PositionedYAML, value: PositionedYAML)] = []
      for (key, value) in pairs {
        guard let key = PositionedYAML(key, room: &room),
          let value = PositionedYAML(value, room: &room)
        else { return nil }
        values.append((key, value))
      }
      content = .mapping(values)
    default: content = .text(node.scalar?.string ?? "")
    }
  }

  /// The scalar's text; nil for lists and mappings.
  public var text: String? {
    if case .text(let text) = content { text } else { nil }
  }
}
