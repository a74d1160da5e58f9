/// Text that cannot become Markdown, HTML, a link, an image or a mention.
///
/// GitHub and GitLab look for mentions and references after Markdown is done, in the text that is
/// left: neither a backslash nor `&#64;` keeps `@name` or `#1` from acting (github/cmark-gfm#181,
/// #389). Only code is left alone, so each word that is more than letters becomes a code span.
package enum Markdown {
  /// Prose: plain words stay, every other word is code.
  package static func escape(_ text: String) -> String {
    Visible.text(text).split(separator: " ", omittingEmptySubsequences: false).enumerated()
      .map { word($1, isFirst: $0 == 0) }
      .joined(separator: " ")
  }

  /// One word: its punctuation on both sides stays outside the code span.
  private static func word(_ word: Substring, isFirst: Bool) -> String {
    var core = word.unicodeScalars[...]
    let opening = core.prefix { "(“‘'".unicodeScalars.contains($0) }
    core = core.dropFirst(opening.count)
    var closing: [Unicode.Scalar] = []
    while let last = core.last, ".,;:?)”’'".unicodeScalars.contains(last) {
      closing.insert(last, at: 0)
      core = core.dropLast()
    }
    let before = String(String.UnicodeScalarView(opening))
    let after = String(String.UnicodeScalarView(closing))
    if core.isEmpty { return before + escapedEdge(after) }
    guard isPlain(core) || (core.count == 1 && (core.first == "%" || core.first == "/")) else {
      return before + span(String(core)) + after
    }
    // "1." and "-" begin a list where a line begins.
    let isNumber = core.allSatisfy { $0.properties.numericType != nil }
    if isFirst, isNumber, let first = closing.first, first == "." || first == ")" {
      return before + String(core) + "\\" + after
    }
    return before + (isFirst && core.first == "-" ? "\\" : "") + String(core) + after
  }

  /// Punctuation alone, such as `::`: nothing follows that a colon could act on but an emoji name.
  private static func escapedEdge(_ text: String) -> String {
    text.isEmpty
      ? ""
      : text.unicodeScalars.map { "\\" + String($0) }.joined()
        .replacing("\\“", with: "“").replacing("\\”", with: "”").replacing("\\’", with: "’")
  }

  /// Letters, digits and punctuation that no dialect gives a meaning inside a word; not what looks
  /// like a commit (`1a2b3c4`), an issue (`GH-1`) or an address (`www.`).
  private static func isPlain(_ core: Substring.UnicodeScalarView) -> Bool {
    for scalar in core {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", ",", "'", ";", "?", "(", ")": continue
      case "/" where core.first != "/": continue
      default:
        guard scalar.value > 0x7F,
          scalar.properties.isAlphabetic || "“”‘’…–—·×€".contains(Character(scalar))
        else { return false }
      }
    }
    let text = String(core).lowercased()
    if text.hasPrefix("www.") || text.contains("(") || text.contains(")") { return false }
    if text.hasPrefix("gh-") { return false }
    return !(text.utf8.count >= 7 && text.utf8.allSatisfy(isHexDigit))
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  /// A code span without padding where it needs none.
  private static func span(_ text: String) -> String {
    let hasEdge = text.hasPrefix("`") || text.hasSuffix("`")
    guard !hasEdge, longestRun(of: "`", in: text) == 0 else { return code(text) }
    return "`\(text)`"
  }

  /// A code span that no backtick inside can end.
  package static func code(_ text: String) -> String {
    let ticks = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    return "\(ticks) \(text) \(ticks)"
  }

  /// A code span for a table's cell, which no pipe inside can split.
  static func cell(_ text: String) -> String { code(text.replacing("|", with: "\\|")) }

  /// A code block whose fence is longer than any run of backticks inside.
  static func fence(_ lines: [String]) -> [String] {
    let longest = lines.map { longestRun(of: "`", in: $0) }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence + "text"] + lines + [fence]
  }

  private static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
    var longest = 0
    var run = 0
    for other in text.unicodeScalars {
      run = other == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
