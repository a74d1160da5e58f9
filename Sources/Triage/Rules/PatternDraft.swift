import Patterns
import Signatures

/// A pattern written from one line: what stays is spelled out, what differs from run to run is
/// captured.
///
///     E: /srv/a.conf: cannot find 'left-padd' (12 tried)
///     ^E: (?<path>[^\s:'"()\[\],]+): cannot find '(?<name>[^']+)' \((?<number>\d[\w.:,/+-]*) tried\)
///
/// The lexer that makes fingerprints decides what differs, so that a pattern and a masked line
/// agree on it; a word in quotes is somebody's name and is captured too.
struct PatternDraft {
  private(set) var source = "^"
  /// Names of the captures in order.
  private(set) var captures: [String] = []
  /// Words that are spelled out, in lower case, in order.
  private(set) var words: [String] = []

  /// Longest pattern written, in bytes: the head of a long line tells it from others.
  static let longest = 320
  /// Most captures written; what differs beyond them is skipped over.
  static let mostCaptures = 8

  private var keepsCode = false
  private var isFull = false

  /// - Parameter text: the line as it is matched: clean, without a tool's own prefix.
  /// - Parameter captures: whether quoted words are captured.
  init(_ text: [UInt8], capturesQuotes: Bool = true) {
    let start = text.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? text.count
    if start > 0 { source += "\\s*" }
    var index = start
    while index < text.count, !isFull {
      let quote = capturesQuotes ? Self.quoted(text, after: index) : nil
      let end = quote?.lowerBound ?? text.count
      if index < end { spell(Array(text[index..<end])) }
      if let quote, !isFull {
        let mark = text[quote.lowerBound]
        source += Self.escaped([mark])
        capture("name", "[^\(Self.classed(mark))]+")
        source += Self.escaped([mark])
      }
      index = quote?.upperBound ?? text.count
    }
    while source.hasSuffix(" ") { source.removeLast() }
  }

  /// The next text in quotes behind `start`, its marks included.
  ///
  /// An opening mark stands behind a blank or a bracket and a closing one before none of a word's
  /// letters, so that the apostrophe of `can't` opens nothing.
  private static func quoted(_ text: [UInt8], after start: Int) -> Range<Int>? {
    let marks: Set<UInt8> = [
      UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"),
    ]
    for open in start..<text.count where marks.contains(text[open]) {
      let before = open == 0 ? 0x20 : text[open - 1]
      if ByteClass.isWord(before) { continue }
      let limit = min(text.count, open + 82)
      guard open + 2 < limit,
        let close = text[(open + 2)..<limit].firstIndex(of: text[open])
      else { continue }
      if close + 1 < text.count, ByteClass.isWord(text[close + 1]) { continue }
      return open..<close + 1
    }
    return nil
  }

  private mutating func spell(_ text: [UInt8]) {
    text.withUnsafeBufferPointer { buffer in
      var lexer = LineLexer(buffer)
      while !isFull {
        let start = lexer.position
        guard let (piece, range) = lexer.next() else { return }
        if piece == .url, range.isEmpty {
          // `unix:///run/x.sock` has no host.
          capture("path", "[^\\s'\"]+")
        } else {
          write(piece, buffer[start..<lexer.position])
        }
        isFull = source.utf8.count >= Self.longest
      }
    }
  }

  private mutating func write(_ piece: LineLexer.Piece, _ bytes: Slice<UnsafeBufferPointer<UInt8>>)
  {
    switch piece {
    case .space: space()
    case .number:
      if keepsCode, bytes.count <= 3 {
        source += Self.escaped(bytes)
      } else {
        capture("number", "\\d[\\w.:,/+-]*")
      }
      keepsCode = false
    case .identifier: capture("id", "[\\w-]+")
    case .path: capture("path", "[^\\s:'\"()\\[\\],]+")
    case .url:
      source += "\\w+://"
      capture("host", "[^/\\s:?'\"]+")
      source += "[^\\s'\"<>)]*"
    case .word: word(bytes)
    case .punctuation: source += Self.escaped(bytes)
    }
  }

  /// One blank is one blank; several are a column's width.
  private mutating func space() {
    if source.hasSuffix(" ") {
      source.removeLast()
      source += "\\s+"
    } else if !source.hasSuffix("\\s+") {
      source += " "
    }
  }

  /// A word is spelled out; digits in it are not, unless it is an error's code such as `TS2304`.
  private mutating func word(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    keepsCode = LineTemplate.announcesCode(bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    let letters = text.prefix { $0.isLetter }
    let isCode =
      bytes.count <= 8 && !letters.isEmpty && letters.allSatisfy(\.isUppercase)
      && text.dropFirst(letters.count).allSatisfy(\.isNumber)
    if bytes.count >= 3, text.utf8.allSatisfy(ByteClass.isLetter) {
      words.append(text.lowercased())
    }
    if isCode || !bytes.contains(where: ByteClass.isDigit) {
      source += Self.escaped(bytes)
      return
    }
    var wasDigit = false
    for byte in bytes {
      let isDigit = ByteClass.isDigit(byte)
      if !isDigit { source += String(decoding: [byte], as: UTF8.self) }
      if isDigit, !wasDigit { source += "\\d+" }
      wasDigit = isDigit
    }
  }

  private mutating func capture(_ name: String, _ pattern: String) {
    guard captures.count < Self.mostCaptures else {
      source += pattern
      return
    }
    let count = captures.count { $0.prefix { !$0.isNumber } == name }
    let full = count == 0 ? name : name + String(count + 1)
    captures.append(full)
    source += "(?<\(full)>\(pattern))"
  }

  /// `bytes` with a backslash before what means something in a pattern.
  static func escaped(_ bytes: some Sequence<UInt8>) -> String {
    let special = Set("\\^$.|?*+()[]{}#".utf8)
    var out: [UInt8] = []
    for byte in bytes {
      if special.contains(byte) { out.append(UInt8(ascii: "\\")) }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func classed(_ mark: UInt8) -> String { String(decoding: [mark], as: UTF8.self) }
}
