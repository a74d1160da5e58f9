/// Our own rules for patterns, checked before PCRE2 reads them.
enum PatternRules {
  /// Items allowed in a leading `(*…)`; all others change what a line end or a byte is.
  private static let allowedVerbs = [
    "UTF", "UCP", "LIMIT_MATCH=", "LIMIT_DEPTH=", "LIMIT_RECURSION=", "LIMIT_HEAP=",
  ]

  static func check(_ pattern: [UInt8]) throws(PatternError) {
    guard pattern.count <= Pattern.longestSource else {
      throw PatternError(
        offset: Pattern.longestSource,
        message: "is \(pattern.count) bytes long, more than \(Pattern.longestSource)")
    }
    try checkAnchors(pattern, from: try endOfLeadingItems(pattern))
  }

  /// Skips `(*UTF)(*LIMIT_MATCH=100)…` at the start and returns the offset after them.
  static func endOfLeadingItems(_ pattern: [UInt8]) throws(PatternError) -> Int {
    var start = 0
    while pattern[start...].starts(with: "(*".utf8) {
      guard let end = pattern[start...].firstIndex(of: UInt8(ascii: ")")) else { break }
      let item = String(decoding: pattern[(start + 2)..<end], as: UTF8.self)
      // A lower-case or ':' item is part of the expression itself ((*atomic:…), (*pla:…)).
      if item.contains(":") || item.first?.isLowercase == true { break }
      let isAllowed = allowedVerbs.contains {
        $0.hasSuffix("=") ? item.hasPrefix($0) : item == $0
      }
      guard isAllowed else {
        throw PatternError(
          offset: start,
          message: "'(*\(item))' is not allowed here, only UTF, UCP and the LIMIT items are")
      }
      start = end + 1
    }
    return start
  }

  /// `\A`, `\Z`, `\z` and `\G` mean the ends of what PCRE2 is given, which for a long line is a
  /// window; only `^` and `$` can be told that the line goes on.
  private static func checkAnchors(_ pattern: [UInt8], from start: Int) throws(PatternError) {
    var index = start
    while index + 1 < pattern.count {
      guard pattern[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      switch pattern[index + 1] {
      case UInt8(ascii: "Q"):
        index = endOfQuote(pattern, from: index + 2)
      case UInt8(ascii: "c"):
        index += 3
      case UInt8(ascii: "A"):
        throw PatternError(offset: index, message: "'\\A' is not allowed, write '^'")
      case UInt8(ascii: "Z"), UInt8(ascii: "z"):
        throw PatternError(offset: index, message: "'\\Z' and '\\z' are not allowed, write '$'")
      case UInt8(ascii: "G"):
        throw PatternError(offset: index, message: "'\\G' is not allowed")
      default:
        index += 2
      }
    }
  }

  /// The offset after the `\E` that ends a quote begun before `start`, or the pattern's end.
  static func endOfQuote(_ pattern: [UInt8], from start: Int) -> Int {
    var index = start
    while index + 1 < pattern.count {
      if pattern[index] == UInt8(ascii: "\\"), pattern[index + 1] == UInt8(ascii: "E") {
        return index + 2
      }
      index += 1
    }
    return pattern.count
  }
}
