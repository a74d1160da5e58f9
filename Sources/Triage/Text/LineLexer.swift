/// Cuts a line into pieces and says which of them differ from run to run.
///
/// One lexer serves the classifier's tokens, the fingerprint and the baseline's line templates, so
/// that all three agree on what is noise: numbers, times, durations, versions and addresses are
/// one `number`; hashes, UUIDs and random names are an `identifier`; paths and URLs keep only the
/// part that does not move.
struct LineLexer {
  enum Piece {
    /// Letters, digits and `_` that look like a word; digits in it are still there.
    case word
    /// Digits with their unit, or several of them joined by `.:-/,T`.
    case number
    /// A hash, UUID or random name.
    case identifier
    /// A path of at least two parts; the range is that of its last part.
    case path
    /// A URL; the range is that of its host.
    case url
    /// One byte of anything else but white space.
    case punctuation
    case space
  }

  private let text: UnsafeBufferPointer<UInt8>
  private(set) var position: Int

  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    position = 0
  }

  /// The next piece and the bytes that stand for it, or nil at the end.
  mutating func next() -> (piece: Piece, range: Range<Int>)? {
    guard position < text.count else { return nil }
    let start = position
    let byte = text[start]
    if byte == 0x20 || byte == 0x09 || byte == 0x0D {
      position += 1
      return (.space, start..<position)
    }
    if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "~") || byte == UInt8(ascii: ".") {
      if let range = path(from: start) { return (.path, range) }
    }
    guard ByteClass.isWord(byte) else {
      position += 1
      return (.punctuation, start..<position)
    }
    return word(from: start)
  }

  private mutating func word(from start: Int) -> (piece: Piece, range: Range<Int>) {
    var end = start
    var digits = 0
    var hex = 0
    var switches = 0
    var wasDigit = ByteClass.isDigit(text[start])
    while end < text.count, ByteClass.isWord(text[end]) {
      let isDigit = ByteClass.isDigit(text[end])
      if isDigit { digits += 1 }
      if ByteClass.isHex(text[end]) { hex += 1 }
      if isDigit != wasDigit { switches += 1 }
      wasDigit = isDigit
      end += 1
    }
    let length = end - start
    if let host = url(from: start, schemeEnd: end) { return (.url, host) }
    if end < text.count, text[end] == UInt8(ascii: "/") || text[end] == UInt8(ascii: "\\"),
      let range = path(from: start)
    {
      return (.path, range)
    }
    if length >= 7, hex == length, digits > 0 || length >= 12 {
      position = joined(end, joint: UInt8(ascii: "-"), member: ByteClass.isHex)
      return (.identifier, start..<position)
    }
    if ByteClass.isDigit(text[start]) {
      position = numberEnd(end)
      return (.number, start..<position)
    }
    position = end
    if length >= 8, digits >= 2, switches >= 3 { return (.identifier, start..<end) }
    return (.word, start..<end)
  }

  /// `1.2.3`, `12:34:56.7`, `10.0.0.1:443`, `2024-01-01T00:00:00Z`: one number.
  private func numberEnd(_ end: Int) -> Int {
    var end = end
    while end + 1 < text.count, ByteClass.joinsNumbers(text[end]), ByteClass.isDigit(text[end + 1])
    {
      end += 1
      while end < text.count, ByteClass.isWord(text[end]) { end += 1 }
    }
    return end
  }

  private func joined(_ end: Int, joint: UInt8, member: (UInt8) -> Bool) -> Int {
    var end = end
    while end + 1 < text.count, text[end] == joint, member(text[end + 1]) {
      var probe = end + 1
      while probe < text.count, member(text[probe]) { probe += 1 }
      if probe < text.count, ByteClass.isWord(text[probe]) { break }
      end = probe
    }
    return end
  }

  /// `https://host/…`: moves past the URL and returns the host's range.
  private mutating func url(from start: Int, schemeEnd end: Int) -> Range<Int>? {
    guard end + 3 < text.count, text[end] == UInt8(ascii: ":"), text[end + 1] == UInt8(ascii: "/"),
      text[end + 2] == UInt8(ascii: "/")
    else { return nil }
    var stop = end + 3
    while stop < text.count, !ByteClass.endsURL(text[stop]) { stop += 1 }
    var hostEnd = end + 3
    while hostEnd < stop, text[hostEnd] != UInt8(ascii: "/"), text[hostEnd] != UInt8(ascii: ":"),
      text[hostEnd] != UInt8(ascii: "?")
    {
      hostEnd += 1
    }
    position = stop
    return (end + 3)..<hostEnd
  }

  /// `a/b/c.py`, `/tmp/x/y`, `C:\a\b`: moves past it and returns the last part's range.
  private mutating func path(from start: Int) -> Range<Int>? {
    var end = start
    var last = start
    var separators = 0
    while end < text.count, ByteClass.isPath(text[end]) {
      if text[end] == UInt8(ascii: "/") || text[end] == UInt8(ascii: "\\") {
        separators += 1
        last = end + 1
      }
      end += 1
    }
    while end > last, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard separators >= 1, end - start >= 4, last > start else { return nil }
    position = end
    return last..<end
  }
}

/// Membership of bytes in the lexer's classes; bytes above 0x7F count as letters.
enum ByteClass {
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

  static func isWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 97 < 6 }

  static func joinsNumbers(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "/"),
      UInt8(ascii: ","), UInt8(ascii: "+"):
      true
    default: false
    }
  }

  static func isPath(_ byte: UInt8) -> Bool {
    if isWord(byte) { return true }
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "~"), UInt8(ascii: "$"):
      return true
    default: return false
    }
  }

  static func endsURL(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0D, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"),
      UInt8(ascii: ">"), UInt8(ascii: "<"), UInt8(ascii: ")"), UInt8(ascii: "]"):
      true
    default: false
    }
  }
}
