/// The literals that a line must hold for a pattern to match in it.
public enum RequiredLiterals {
  /// Shortest literal worth scanning for, in bytes.
  static let shortest = 3
  /// Shorter ones cost the scanner's filter much more than these, in bytes.
  static let shortestKey = 4
  /// Shortest literal worth looking for in a line that the scanner found already, in bytes.
  static let shortestConfirming = 2
  /// Most sets beyond the one scanned for, and most members of each, that are worth looking for.
  static let (mostConfirming, mostConfirmingMembers) = (3, 26)
  /// Longest literal given, in bytes.
  static let longest = 12
  /// Most members a set may have.
  static let mostMembers = 64

  /// A set of byte strings, ASCII letters in lower case, such that every line in which `pattern`
  /// matches holds at least one of them (ASCII letters compared without case).
  ///
  /// Of all the sets that follow from the pattern the one with the rarest weakest member is
  /// taken: `error: (?:cannot|could not) find .* in registry` gives `[" in registry"]`, not
  /// `["error: "]`. Of a long literal the rarest part is given.
  ///
  /// Nil if the pattern has no set whose members have three bytes or more, or if it has a
  /// construct whose meaning is not followed here (verbs such as `(*ACCEPT)`, callouts, syntax
  /// errors). Sorted: the same pattern gives the same answer.
  ///
  /// One exception to the three bytes: without case, PCRE2 takes `ſ` (U+017F) for `s` and the
  /// Kelvin sign (U+212A) for `k`. A set got from such letters also holds these two characters,
  /// which no log contains unless somebody means to hide a line.
  public static func extract(from pattern: String) -> [[UInt8]]? {
    required(by: pattern)?.map(\.folded)
  }

  /// A required literal and how the pattern spells it.
  public struct Literal: Sendable, Hashable, Comparable {
    /// What to scan for, ASCII letters in lower case.
    public var folded: [UInt8]
    /// The bytes that must stand there, `0xFF` for a letter in either case; nil if case never
    /// matters.
    public var spelling: [UInt8]?

    public init(folded: [UInt8], spelling: [UInt8]? = nil) {
      self.folded = folded
      self.spelling = spelling
    }

    /// An order that depends on the bytes alone.
    public static func < (left: Literal, right: Literal) -> Bool {
      if left.folded != right.folded {
        return left.folded.lexicographicallyPrecedes(right.folded)
      }
      return (left.spelling ?? []).lexicographicallyPrecedes(right.spelling ?? [])
    }
  }

  /// Where the rarest `bytes` bytes of a literal are.
  package static func window(of literal: [UInt8], bytes: Int) -> Range<Int> {
    LiteralRarity.rarestPart(of: literal, longest: bytes)
  }

  /// As ``extract(from:)``, with the spelling of each: `test` found is no `Test` wanted.
  public static func required(by pattern: String) -> [Literal]? {
    var parser = LiteralParser(Array(pattern.utf8))
    guard let facts = try? parser.parse() else { return nil }
    guard let best = facts.finished.best else { return nil }
    var members = best.members.map { member in
      let isSpelled = zip(member.folded, member.spelling).contains {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) && $1 != Spelled.anyCase
      }
      return Literal(folded: member.folded, spelling: isSpelled ? member.spelling : nil)
    }
    if parser.foldsK, members.contains(where: { $0.folded.contains(UInt8(ascii: "k")) }) {
      members.append(Literal(folded: [0xE2, 0x84, 0xAA]))
    }
    if parser.foldsS, members.contains(where: { $0.folded.contains(UInt8(ascii: "s")) }) {
      members.append(Literal(folded: [0xC5, 0xBF]))
    }
    return members.sorted { $0.folded.lexicographicallyPrecedes($1.folded) }
  }

  /// What every line in which `pattern` matches holds besides ``required(by:)``: sets of literals
  /// with their spelling, one of each set. The rarest first; empty if nothing more is known.
  ///
  /// `X (\w*Test\w*) \[\d` is scanned for by `Test`, which half the lines of a test run hold; a look
  /// for `X ` ends most of it without cleaning the line or asking PCRE2.
  public static func confirming(_ pattern: String) -> [[Literal]] {
    var parser = LiteralParser(Array(pattern.utf8))
    guard let facts = try? parser.parse() else { return [] }
    let sets = facts.finished
    guard let best = sets.best else { return [] }
    let more = sets.filter { set in
      set.members.count <= mostConfirmingMembers
        // What is found with the scanned literal says nothing new.
        && !best.members.allSatisfy { found in set.members.contains { found.contains($0) } }
    }
    return more.enumerated()
      .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .prefix(mostConfirming).map { set in
        set.element.members.map { Literal(folded: $0.folded, spelling: $0.spelling) }
      }
  }

  /// The bytes with which a match of `pattern` can begin; all of them if that is not known, or if
  /// the pattern can match the empty text.
  public static func firstBytes(of pattern: String) -> ByteSet {
    var parser = LiteralParser(Array(pattern.utf8))
    guard let facts = try? parser.parse(), !facts.isNullable else { return .all }
    return facts.first
  }
}
