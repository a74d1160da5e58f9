/// HTML or SVG that cannot be broken out of: text and attribute values are escaped where they
/// enter, and there is no way in for a string that is markup already.
package struct Markup: Sendable {
  /// The bytes so far.
  package private(set) var html: String

  private init(html: String) { self.html = html }

  package static let none = Markup(html: "")

  /// Text, with nothing in it that hides, reorders or acts.
  package static func text(_ text: some StringProtocol) -> Markup {
    Markup(html: escape(Visible.text(text)))
  }

  /// An element. Attributes whose value is nil are left out.
  package static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
    _ children: [Markup]
  ) -> Markup {
    var html = "<\(name)"
    for (key, value) in attributes {
      if let value { html += " \(key)=\"\(escape(Visible.text(value)))\"" }
    }
    html += ">"
    for child in children { html += child.html }
    return Markup(html: html + "</\(name)>")
  }

  /// An element around text.
  package static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
    _ text: String
  ) -> Markup {
    tag(name, attributes, [.text(text)])
  }

  /// An element that has no content, such as `meta` or `br`.
  package static func void(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:]
  ) -> Markup {
    var html = "<\(name)"
    for (key, value) in attributes {
      if let value { html += " \(key)=\"\(escape(Visible.text(value)))\"" }
    }
    return Markup(html: html + ">")
  }

  package static func list(_ children: [Markup]) -> Markup {
    Markup(html: children.map(\.html).joined())
  }

  /// The page's own style sheet, which holds no text of anybody else.
  package static func style(_ css: StaticString) -> Markup { Markup(html: "<style>\(css)</style>") }

  /// A whole document.
  package static func document(_ root: Markup) -> String { "<!doctype html>\n" + root.html + "\n" }

  package static func + (left: Markup, right: Markup) -> Markup {
    Markup(html: left.html + right.html)
  }

  private static func escape(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// A link, only for `http` and `https`; otherwise the words alone.
  package static func link(_ url: String?, _ words: String) -> Markup {
    guard let url, isWeb(url) else { return .text(words) }
    return .tag("a", ["href": url, "rel": "noopener noreferrer"], words)
  }

  package static func isWeb(_ url: String) -> Bool {
    url.hasPrefix("https://") || url.hasPrefix("http://")
  }
}
