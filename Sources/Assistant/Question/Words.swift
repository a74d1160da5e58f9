import Foundation

/// One word of a question.
struct Word: Equatable {
  /// As written, without the punctuation around it.
  var raw: String
  /// Lower case, misspellings repaired.
  var text: String
  var isQuoted = false
  /// What the word is when a subject was made of it; such words say nothing about the intent.
  var isSubject = false
}

/// A question as words: hostile or careless text in, at most 60 plain words out.
///
/// Full-width letters become plain ones, invisible characters blanks; the marks by which chats
/// address people (`<@U1>`, `<!channel>`, `<at>…</at>`) and our own name go.
struct Words {
  /// Longest question looked at, in characters.
  static let limit = 1000

  var all: [Word] = []
  var hasQuestionMark = false

  init(_ question: String) {
    let plain = Self.plain(String(question.unicodeScalars.prefix(Self.limit)))
    hasQuestionMark = plain.contains("?")
    var rest = Substring(plain)
    while let start = rest.firstIndex(where: { !$0.isWhitespace }), all.count < 60 {
      rest = rest[start...]
      if let (quoted, after) = Self.quoted(rest) {
        all.append(Word(raw: quoted, text: quoted.lowercased(), isQuoted: true))
        rest = after
      } else {
        let end = rest.firstIndex(where: \.isWhitespace) ?? rest.endIndex
        add(rest[..<end])
        rest = rest[end...]
      }
    }
    if let first = all.first, ["faultline", "@faultline"].contains(first.text) {
      all.removeFirst()
    }
  }

  private mutating func add(_ piece: Substring) {
    let raw = Self.trimmed(piece)
    guard !raw.isEmpty else { return }
    for word in Spelling.words(raw.lowercased()) { all.append(Word(raw: raw, text: word)) }
  }

  private static func plain(_ text: String) -> String {
    var out = ""
    for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator,
        .privateUse, .surrogate, .unassigned:
        out += " "
      default:
        switch scalar {
        case "\u{2018}", "\u{2019}": out += "'"
        case "\u{201C}", "\u{201D}": out += "\""
        default: out.unicodeScalars.append(scalar)
        }
      }
    }
    return withoutMarks(out)
  }

  /// Takes chat marks away; `<https://x|label>` becomes the address.
  private static func withoutMarks(_ text: String) -> String {
    var out = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "<") {
      out += rest[..<open]
      rest = rest[open...]
      guard let close = rest.firstIndex(of: ">") else { break }
      let inside = rest[rest.index(after: open)..<close]
      if rest.hasPrefix("<at>"), let end = rest.range(of: "</at>") {
        rest = rest[end.upperBound...]
      } else if inside.hasPrefix("http") {
        out += " " + inside.prefix { $0 != "|" } + " "
        rest = rest[rest.index(after: close)...]
      } else if let first = inside.first, "@!#".contains(first) {
        out += " "
        rest = rest[rest.index(after: close)...]
      } else {
        out += "<"
        rest = rest.dropFirst()
      }
    }
    return out + rest
  }

  /// The text between quotes at the start of `text`, and what follows.
  private static func quoted(_ text: Substring) -> (String, Substring)? {
    guard let mark = text.first, "\"'`".contains(mark) else { return nil }
    let inside = text.dropFirst()
    guard let end = inside.firstIndex(of: mark), end > inside.startIndex else { return nil }
    let after = inside[inside.index(after: end)...]
    // An apostrophe inside a word is none of the quotes that close.
    if let next = after.first, next.isLetter || next.isNumber { return nil }
    return (String(inside[..<end]), after)
  }

  private static func trimmed(_ piece: Substring) -> String {
    var piece = piece
    while let last = piece.last, ".,;:?!>\"'`)]}…".contains(last), !piece.hasSuffix("()") {
      piece.removeLast()
    }
    while let first = piece.first, "(<[{\"'`".contains(first) { piece.removeFirst() }
    return String(piece)
  }
}
