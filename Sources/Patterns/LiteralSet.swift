/// A set of literals one of which a match must contain, with an estimate of how rare it is.
struct LiteralSet {
  let members: [[UInt8]]
  /// How many bits of surprise the weakest member carries; more is rarer.
  let score: Double

  /// Nil if some member is too short, or there are too many.
  init?(_ texts: [[UInt8]]) {
    var cut: [[UInt8]] = []
    for text in texts {
      let member = LiteralRarity.rarestPart(of: text, longest: RequiredLiterals.longest)
      guard member.count >= RequiredLiterals.shortest else { return nil }
      if !cut.contains(member) { cut.append(member) }
    }
    // Whoever contains a longer member contains the shorter one in it.
    let members = cut.filter { member in
      !cut.contains { $0.count < member.count && Self.contains(member, $0) }
    }
    guard !members.isEmpty, members.count <= RequiredLiterals.mostMembers else { return nil }
    self.members = members
    let weakest = members.map(LiteralRarity.bits).min() ?? 0
    score = weakest - Self.logarithm(members.count)
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

  static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { start in
      text[start..<(start + part.count)].elementsEqual(part)
    }
  }

  /// Bits for the number of members: each doubling doubles the lines that are looked at.
  private static func logarithm(_ count: Int) -> Double {
    Double(Int.bitWidth - count.leadingZeroBitCount - 1)
  }
}
