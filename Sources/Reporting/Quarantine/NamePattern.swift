/// A test's name as a regular expression that matches this name and no other.
///
/// Where the key was masked (`<tmp>`, `<uuid>`, `<time>`, `0x*`, `*`), the pattern takes what the
/// mask stands for, or the very words of the mask: `test_mul[3*4]` is a name too, and must not
/// match `test_mul[3+4]`.
enum NamePattern {
  enum Dialect {
    case javaScript, pcre, re2, java, python, icu
    /// CMake: no `(?:`, no `{n}`, no character escapes.
    case cmake
  }

  private static let masks: [(mask: String, pattern: String)] = [
    ("<tmp>", #"(?:<tmp>|(?:/|[A-Za-z]:\\)[^\s\])}>,;'"|]*)"#),
    ("<uuid>", "(?:<uuid>|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})"),
    ("<time>", #"(?:<time>|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+Z]{5,})"#),
    ("0x*", #"0[xX](?:\*|[0-9A-Fa-f]{6,})"#),
    ("*", #"(?:\*|[0-9A-Fa-f]{4,})"#),
  ]

  static func isMasked(_ name: String) -> Bool { masks.contains { name.contains($0.mask) } }

  /// The pattern without anchors.
  static func of(_ name: String, _ dialect: Dialect) -> String {
    guard dialect != .cmake else { return escaped(name, dialect) }
    var out = ""
    var rest = name[...]
    while !rest.isEmpty {
      if let (mask, pattern) = masks.first(where: { rest.hasPrefix($0.mask) }) {
        out += dialect == .pcre ? pattern.replacing("/", with: "\\/") : pattern
        rest = rest.dropFirst(mask.count)
      } else {
        // Scalars, not characters: a combining mark after a bracket must not hide it.
        let scalar = rest.unicodeScalars.removeFirst()
        out += escaped(String(scalar), dialect)
      }
    }
    return out
  }

  /// Alternatives, anchored at both ends: `^(?:a|b)$`.
  static func anyOf(_ patterns: [String]) -> String {
    patterns.count == 1 ? "^\(patterns[0])$" : "^(?:\(patterns.joined(separator: "|")))$"
  }

  /// What matches all names but these: `^(?!(?:a|b)$)`.
  static func noneOf(_ patterns: [String]) -> String {
    "^(?!(?:\(patterns.joined(separator: "|")))$)"
  }

  private static func escaped(_ text: String, _ dialect: Dialect) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "^", "$", ".", "|", "?", "*", "+", "(", ")", "[", "]":
        out += "\\" + String(scalar)
      case "{", "}": out += dialect == .cmake ? String(scalar) : "\\" + String(scalar)
      case "/": out += dialect == .pcre ? "\\/" : "/"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        out += dialect == .cmake ? String(scalar) : "\\x" + (hex.count < 2 ? "0" + hex : hex)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
