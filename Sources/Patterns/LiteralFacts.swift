/// What is known about the texts a part of a pattern can match.
///
/// `head` and `tail` are complete alternatives: a match begins (ends) with one of them. If
/// `isExact`, a match *is* one of `head`, and `tail` is the same. `[""]` means nothing is known.
struct LiteralFacts {
  /// Most alternatives kept while parts are joined.
  static let mostAlternatives = 16
  /// Longest alternative kept while parts are joined, in bytes.
  static let longestAlternative = 48

  var isExact: Bool
  var head: [[UInt8]]
  var tail: [[UInt8]]
  /// The best set found so far of which every match contains a member.
  var best: LiteralSet?

  /// Matches only the empty text: anchors, lookarounds.
  static let empty = exactly([[]])
  /// Matches anything, or nothing we follow.
  static let anything = LiteralFacts(isExact: false, head: [[]], tail: [[]], best: nil)

  static func exactly(_ texts: [[UInt8]]) -> LiteralFacts {
    LiteralFacts(isExact: true, head: texts, tail: texts, best: nil)
  }

  /// The facts with `best` chosen among all that is known.
  var finished: LiteralFacts {
    var result = self
    result.best = LiteralSet.better(best, LiteralSet(head))
    if !isExact { result.best = LiteralSet.better(result.best, LiteralSet(tail)) }
    return result
  }

  /// This part followed by `next`.
  func followed(by next: LiteralFacts) -> LiteralFacts {
    let joined = Self.product(tail, next.head)
    if isExact, next.isExact, let joined { return .exactly(joined) }
    var result = LiteralFacts(
      isExact: false, head: head, tail: next.tail,
      best: LiteralSet.better(best, next.best))
    guard let joined else {
      // What is not kept as head or tail is judged now.
      if !isExact { result.best = LiteralSet.better(result.best, LiteralSet(tail)) }
      if !next.isExact { result.best = LiteralSet.better(result.best, LiteralSet(next.head)) }
      return result
    }
    if isExact { result.head = joined }
    if next.isExact { result.tail = joined }
    if !isExact, !next.isExact { result.best = LiteralSet.better(result.best, LiteralSet(joined)) }
    return result
  }

  /// This part or `other`.
  func or(_ other: LiteralFacts) -> LiteralFacts {
    let heads = Self.union(head, other.head)
    if isExact, other.isExact, heads.count <= Self.mostAlternatives { return .exactly(heads) }
    let tails = Self.union(tail, other.tail)
    let best = LiteralSet.union(finished.best, other.finished.best)
    return LiteralFacts(
      isExact: false,
      head: heads.count <= Self.mostAlternatives ? heads : [[]],
      tail: tails.count <= Self.mostAlternatives ? tails : [[]],
      best: best)
  }

  /// This part repeated between `least` and `most` times (nil: without end).
  func repeated(_ least: Int, _ most: Int?) -> LiteralFacts {
    if most == 0 { return .empty }
    if least == 0 {
      guard most == 1, isExact else { return .anything }
      let texts = Self.union(head, [[]])
      return texts.count <= Self.mostAlternatives ? .exactly(texts) : .anything
    }
    if least == 1, most == 1 { return self }
    if least == most, least <= 8 {
      return (1..<least).reduce(self) { facts, _ in facts.followed(by: self) }
    }
    // At least once: a match begins and ends with one, and whatever is required is in each.
    return LiteralFacts(isExact: false, head: head, tail: tail, best: finished.best)
  }

  private static func product(_ left: [[UInt8]], _ right: [[UInt8]]) -> [[UInt8]]? {
    guard left.count * right.count <= mostAlternatives else { return nil }
    var result: [[UInt8]] = []
    for first in left {
      for second in right {
        let text = first + second
        guard text.count <= longestAlternative else { return nil }
        if !result.contains(text) { result.append(text) }
      }
    }
    return result
  }

  private static func union(_ left: [[UInt8]], _ right: [[UInt8]]) -> [[UInt8]] {
    left + right.filter { !left.contains($0) }
  }
}
