/// A set of literals one of which a match must contain, with an estimate of how rare it is.
struct LiteralSet {
  let members: [Spelled]
  /// How many bits of surprise the weakest member carries; more is rarer.
  let score: Double

  /// Nil if some member is too short, or there are too many.
  init?(_ texts: [Spelled]) {
    guard let whole = Self.candidate(texts) else { return nil }
    // A digit that stands for ten members is rarely worth them.
    let trimmed = texts.count < 5 ? nil : Self.candidate(texts.map(\.withoutOuterDigits).merged)
    if let trimmed, trimmed.score >= whole.score {
      (members, score) = trimmed
    } else {
      (members, score) = whole
    }
  }

  private static func candidate(_ texts: [Spelled]) -> (members: [Spelled], score: Double)? {
    var cut: [Spelled] = []
    for text in texts {
      let part = LiteralRarity.rarestPart(of: text.folded, longest: RequiredLiterals.longest)
      guard part.count >= RequiredLiterals.shortest else { return nil }
      cut.append(text[part])
    }
    cut = cut.merged
    // Whoever contains a longer member contains the shorter one in it.
    let members = cut.filter { member in
      !cut.contains { $0.count < member.count && member.contains($0) }
    }
    guard !members.isEmpty, members.count <= RequiredLiterals.mostMembers else { return nil }
    let weakest = members.map { LiteralRarity.bits($0.folded) }.min() ?? 0
    return (members, weakest - logarithm(members.count))
  }

  static func better(_ left: LiteralSet?, _ right: LiteralSet?) -> LiteralSet? {
    guard let left else { return right }
    guard let right else { return left }
    return right.score > left.score ? right : left
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
