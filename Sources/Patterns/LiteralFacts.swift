/// What is known about the texts a part of a pattern can match.
///
/// `head` and `tail` are complete alternatives: a match begins (ends) with one of them. If
/// `isExact`, a match *is* one of `head`, and `tail` is the same. `[""]` means nothing is known.
struct LiteralFacts {
  /// Most alternatives kept while parts are joined.
  static let mostAlternatives = 26
  /// Longest alternative kept while parts are joined, in bytes.
  static let longestAlternative = 48

  var isExact: Bool
  var head: [Spelled]
  var tail: [Spelled]
  /// The sets found so far of each of which every match contains a member, in the order of the
  /// pattern.
  var sets: [LiteralSet] = []
  /// The bytes a match can begin with, the empty match aside.
  var first: ByteSet
  /// Whether it can match the empty text.
  var isNullable: Bool

  /// Matches only the empty text: anchors, lookarounds.
  static let empty = exactly([.empty])
  /// Matches anything, or nothing we follow.
  static let anything = LiteralFacts(
    isExact: false, head: [.empty], tail: [.empty], first: .all, isNullable: true)

  /// Matches one character that begins with one of these bytes.
  static func character(in set: ByteSet) -> LiteralFacts {
    LiteralFacts(
      isExact: false, head: [.empty], tail: [.empty], first: set, isNullable: false)
  }

  static func exactly(_ texts: [Spelled]) -> LiteralFacts {
    LiteralFacts(
      isExact: true, head: texts, tail: texts,
      first: texts.reduce(ByteSet()) { $0.union($1.first) },
      isNullable: texts.contains(.empty))
  }

  /// All sets that follow from what is known.
  var finished: [LiteralSet] {
    sets.adding(LiteralSet(head)).adding(isExact ? nil : LiteralSet(tail))
  }

  /// This part followed by `next`.
  func followed(by next: LiteralFacts) -> LiteralFacts {
    let joined = Self.product(tail, next.head)
    if isExact, next.isExact, let joined { return .exactly(joined) }
    var result = LiteralFacts(
      isExact: false, head: head, tail: next.tail,
      sets: next.sets.reduce(sets) { $0.adding($1) },
      first: isNullable ? first.union(next.first) : first,
      isNullable: isNullable && next.isNullable)
    guard let joined else {
      // What is not kept as head or tail is judged now.
      if !isExact { result.sets = result.sets.adding(LiteralSet(tail)) }
      if !next.isExact { result.sets = result.sets.adding(LiteralSet(next.head)) }
      return result
    }
    if isExact { result.head = joined }
    if next.isExact { result.tail = joined }
    if !isExact, !next.isExact { result.sets = result.sets.adding(LiteralSet(joined)) }
    return result
  }

  /// This part or `other`.
  func or(_ other: LiteralFacts) -> LiteralFacts {
    let heads = Self.union(head, other.head)
    if isExact, other.isExact, heads.count <= Self.mostAlternatives { return .exactly(heads) }
    let tails = Self.union(tail, other.tail)
    let either = LiteralSet.union(finished.best, other.finished.best)
    return LiteralFacts(
      isExact: false,
      head: heads.count <= Self.mostAlternatives ? heads : [.empty],
      tail: tails.count <= Self.mostAlternatives ? tails : [.empty],
      sets: [].adding(either), first: first.union(other.first),
      isNullable: isNullable || other.isNullable)
  }

  /// This part repeated between `least` and `most` times (nil: without end).
  func repeated(_ least: Int, _ most: Int?) -> LiteralFacts {
    if most == 0 { return .empty }
    if least == 0 {
      let texts = Self.union(head, [.empty])
      if most == 1, isExact, texts.count <= Self.mostAlternatives { return .exactly(texts) }
      var facts = LiteralFacts.anything
      facts.first = first
      return facts
    }
    if least == 1, most == 1 { return self }
    let run = (1..<min(least, 8)).reduce(self) { facts, _ in facts.followed(by: self) }
    if least == most, least <= 8 { return run }
    // A match begins and ends with so many, and whatever is required is in each.
    return LiteralFacts(
      isExact: false, head: run.head, tail: run.tail, sets: run.finished, first: first,
      isNullable: isNullable)
  }

  private static func product(_ left: [Spelled], _ right: [Spelled]) -> [Spelled]? {
    guard left.count * right.count <= mostAlternatives else { return nil }
    let result = left.flatMap { first in right.map { first + $0 } }
    return result.contains { $0.count > longestAlternative } ? nil : result.merged
  }

  private static func union(_ left: [Spelled], _ right: [Spelled]) -> [Spelled] {
    (left + right).merged
  }
}
