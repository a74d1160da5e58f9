/// A set of literals one of which a match must contain, with an estimate of how rare it is.
struct LiteralSet {
  let members: [Spelled]
  /// How many bits of surprise the weakest member carries; more is rarer.
  let score: Double
  /// Whether its members are long enough to be scanned for; else they only confirm.
  let isScanned: Bool

  /// Nil if some member is too short, or there are too many.
  init?(_ texts: [Spelled]) {
    isScanned = Self.candidate(texts, shortest: RequiredLiterals.shortest) != nil
    let shortest = isScanned ? RequiredLiterals.shortest : RequiredLiterals.shortestConfirming
    guard let whole = Self.candidate(texts, shortest: shortest) else { return nil }
    // A digit that stands for ten members is rarely worth them.
    let trimmed =
      texts.count < 5
      ? nil : Self.candidate(texts.map(\.withoutOuterDigits).merged, shortest: shortest)
    if let trimmed, trimmed.score >= whole.score {
      (members, score) = trimmed
    } else {
      (members, score) = whole
    }
  }

  private static func candidate(
    _ texts: [Spelled], shortest: Int
  ) -> (members: [Spelled], score: Double)? {
    var cut: [Spelled] = []
    for text in texts {
      let part = LiteralRarity.rarestPart(of: text.folded, longest: RequiredLiterals.longest)
      guard part.count >= shortest else { return nil }
      cut.append(text[part])
    }
    cut = cut.merged
    // Whoever contains a longer member contains the shorter one in it.
    let members = cut.filter { member in
      !cut.contains { $0.count < member.count && member.contains($0) }
    }
    guard !members.isEmpty, members.count <= RequiredLiterals.mostMembers else { return nil }
    let weakest = members.map(Self.bits).min() ?? 0
    let isShort = members.contains { $0.count < RequiredLiterals.shortestKey }
    return (members, weakest - logarithm(members.count) - (isShort ? 4 : 0))
  }

  /// A word that must stand in capitals is rarer than the word.
  private static func bits(_ member: Spelled) -> Double {
    let capitals = member.spelling.count { $0 &- 0x41 < 26 }
    return LiteralRarity.bits(member.folded) + (capitals >= 3 ? 4 : 0)
  }

  /// The set for "this or that": nil unless both are known.
  static func union(_ left: LiteralSet?, _ right: LiteralSet?) -> LiteralSet? {
    guard let left, let right else { return nil }
    return LiteralSet(left.members + right.members)
  }

  /// Bits for the number of members: each doubling doubles the lines that are looked at.
  private static func logarithm(_ count: Int) -> Double {
    Double(Int.bitWidth - count.leadingZeroBitCount - 1)
  }
}

extension [LiteralSet] {
  /// Most sets that are kept of a pattern while it is read.
  private static let most = 12

  func adding(_ set: LiteralSet?) -> [LiteralSet] {
    guard let set else { return self }
    guard count >= Self.most else { return self + [set] }
    var result = self + [set]
    let best = result.best
    let weakest = result.indices.filter { result[$0].members != best?.members }
      .min { result[$0].score < result[$1].score }
    if let weakest { result.remove(at: weakest) }
    return result
  }

  /// The rarest set to scan for, of equal ones the first.
  var best: LiteralSet? {
    reduce(nil) { best, set in
      guard set.isScanned else { return best }
      return best.map { set.score > $0.score ? set : $0 } ?? set
    }
  }
}
