/// Apple's weighted score (Kowalczyk and others, ICSE-SEIP 2020): flip rate or entropy inside
/// each version, older versions discounted by 1 − λ with λ = 0.1. The paper ranks and names no
/// threshold; ours is any flakiness of about one version in twenty.
struct AppleScore: AnchorRule {
  enum Measure: Sendable {
    case flipRate
    case entropy
  }

  static let lambda = 0.1
  var threshold = 0.05
  let measure: Measure
  private var earlier = 0.0
  private var weight = 0.0
  private var present = CommitRing(limit: 1)

  init(measure: Measure) {
    self.measure = measure
  }

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    let before = present.commits.last
    if present.add(outcome, run), let before {
      earlier = Self.value(measure, before.order) + (1 - Self.lambda) * earlier
      weight = 1 + (1 - Self.lambda) * weight
    }
    guard let now = present.commits.last, now.isContradiction else { return false }
    let score = Self.value(measure, now.order) + (1 - Self.lambda) * earlier
    return score / (1 + (1 - Self.lambda) * weight) >= threshold
  }

  /// Flip rate flips / (n − 1), or entropy in bits, of one version's outcomes (true: failed).
  static func value(_ measure: Measure, _ outcomes: [Bool]) -> Double {
    switch measure {
    case .flipRate:
      guard outcomes.count > 1 else { return 0 }
      let flips = zip(outcomes, outcomes.dropFirst()).count { $0 != $1 }
      return Double(flips) / Double(outcomes.count - 1)
    case .entropy:
      let share = Double(outcomes.count { $0 }) / Double(max(1, outcomes.count))
      guard share > 0, share < 1 else { return 0 }
      let nats = share * LogMath.lnOf(share) + (1 - share) * LogMath.lnOf(1 - share)
      return -nats / LogMath.lnOf(2)
    }
  }
}
