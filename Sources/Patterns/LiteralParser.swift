/// Reads a PCRE2 pattern only as far as needed to know which texts it can match.
///
/// Whatever is not followed becomes `LiteralFacts.anything`, which is always right; whatever is
/// not *recognized* throws, because then even the place where it ends is unknown. The syntax is
/// that of pcre2pattern(3).
struct LiteralParser {
  /// The pattern has a construct that is not recognized; no literal is known then.
  struct Unknown: Error {}

  /// Letters of `(?i)` and the like, as far as they change how a pattern is read.
  struct Options {
    var isCaseless = false
    var isExtended = false
    var isExtendedMore = false
  }

  let pattern: [UInt8]
  var index = 0
  var options = Options()
  private var depth = 0
  /// Whether a caseless `k` (`s`) was read, which also matches U+212A (U+017F).
  var foldsK = false
  var foldsS = false

  init(_ pattern: [UInt8]) { self.pattern = pattern }

  mutating func parse() throws(Unknown) -> LiteralFacts {
    guard let start = try? PatternRules.endOfLeadingItems(pattern) else { throw Unknown() }
    index = start
    let facts = try alternatives()
    guard index == pattern.count else { throw Unknown() }
    return facts
  }

  // MARK: - Bytes

  var current: UInt8? { index < pattern.count ? pattern[index] : nil }

  func isNext(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { pattern[index...].starts(with: $0) }
  }

  mutating func skip(_ text: StaticString) -> Bool {
    guard isNext(text) else { return false }
    index += text.utf8CodeUnitCount
    return true
  }

  /// Skips to just after the next `end`.
  mutating func skipPast(_ end: UInt8) throws(Unknown) {
    guard let place = pattern[index...].firstIndex(of: end) else { throw Unknown() }
    index = place + 1
  }

  // MARK: - Structure

  /// Alternatives up to `)` or the end. Options set in one alternative hold in the next ones.
  mutating func alternatives() throws(Unknown) -> LiteralFacts {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 64 else { throw Unknown() }
    var result = try sequence()
    while skip("|") { result = result.or(try sequence()) }
    return result
  }

  private mutating func sequence() throws(Unknown) -> LiteralFacts {
    var result = LiteralFacts.empty
    while true {
      try skipIgnored()
      guard let byte = current, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") else { break }
      var item = LiteralFacts.empty
      if isNext("\\Q") {
        // A quantifier after the quote is about its last character only.
        let characters = try quote()
        result = characters.dropLast().reduce(result) { $0.followed(by: $1) }
        item = characters.last ?? .empty
      } else {
        item = try self.item()
      }
      result = result.followed(by: try quantified(item))
    }
    return result
  }

  /// Skips comments, empty quotes and, in extended mode, white space: all that may stand between
  /// an item and its quantifier.
  mutating func skipIgnored() throws(Unknown) {
    while true {
      if skip("(?#") {
        try skipPast(UInt8(ascii: ")"))
      } else if isNext("\\E") || isNext("\\Q\\E") {
        index += isNext("\\E") ? 2 : 4
      } else if options.isExtended, try skipExtended() {
        continue
      } else {
        return
      }
    }
  }

  private mutating func skipExtended() throws(Unknown) -> Bool {
    guard let byte = current else { return false }
    if byte == UInt8(ascii: "#") {
      let end = pattern[index...].firstIndex(of: 0x0A)
      index = end.map { $0 + 1 } ?? pattern.count
      return true
    }
    // Non-ASCII white space is ignored too; which that is depends on the Unicode version.
    if byte >= 0x80 { throw Unknown() }
    guard byte == 0x20 || (0x09...0x0D).contains(byte) else { return false }
    index += 1
    return true
  }

  /// Reads the quantifier after `item`, if there is one.
  private mutating func quantified(_ item: LiteralFacts) throws(Unknown) -> LiteralFacts {
    var result = item
    while true {
      try skipIgnored()
      guard let (least, most) = try quantifier() else { return result }
      result = result.repeated(least, most)
      // A following '?' or '+' only changes the order in which things are tried.
      try skipIgnored()
      if current == UInt8(ascii: "?") || current == UInt8(ascii: "+") { index += 1 }
    }
  }

  private mutating func quantifier() throws(Unknown) -> (Int, Int?)? {
    switch current {
    case UInt8(ascii: "*"):
      index += 1
      return (0, nil)
    case UInt8(ascii: "+"):
      index += 1
      return (1, nil)
    case UInt8(ascii: "?"):
      index += 1
      return (0, 1)
    case UInt8(ascii: "{"):
      return try braces()
    default:
      return nil
    }
  }

  /// `{n}`, `{n,}`, `{n,m}`. What else is a quantifier depends on PCRE2's version (`{,m}` and
  /// spaces inside are from 10.43 on, literal text before): then nothing is known.
  private mutating func braces() throws(Unknown) -> (Int, Int?)? {
    guard let end = pattern[index...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let inside = pattern[(index + 1)..<end]
    let isQuantifierLike = inside.allSatisfy {
      (0x30...0x39).contains($0) || $0 == UInt8(ascii: ",") || $0 == 0x20 || $0 == 0x09
    }
    guard isQuantifierLike, !inside.isEmpty else { return nil }
    let parts = inside.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) }
    guard parts.count <= 2, let first = numbers[0] else { throw Unknown() }
    if parts.count == 1 {
      index = end + 1
      return (first, first)
    }
    guard parts[1].isEmpty || numbers[1] != nil else { throw Unknown() }
    index = end + 1
    return (first, numbers[1])
  }
}
