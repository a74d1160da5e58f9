/// Meta's probabilistic flakiness score with the settings of Allure 3: p ~ Beta(1, 19),
/// q ~ Beta(1, 1), flaky above a posterior mean of 0.1, the last ten commits, at least two
/// attempts, and five clean commits in a row that wipe the evidence.
struct FlakinessScore: AnchorRule {
  static let depth = 10
  static let threshold = 0.1
  static let stabilization = 5
  private var ring = CommitRing(limit: depth)

  init() {}

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    ring.add(outcome, run)
    var recent = Array(ring.recent)
    let cleanStreaks = recent.indices.filter { index in
      index + Self.stabilization <= recent.count
        && recent[index..<index + Self.stabilization].allSatisfy { $0.failed == 0 }
    }
    if let last = cleanStreaks.last { recent.removeFirst(last + Self.stabilization) }
    guard recent.contains(where: { $0.failed > 0 }),
      recent.reduce(0, { $0 + $1.failed + $1.passed }) >= 2
    else { return false }
    return Self.score(recent.map { (failed: $0.failed, passed: $0.passed) }) > Self.threshold
  }

  /// Posterior mean of p. A version with a pass has likelihood (1−q) pᶠ (1−p)ˢ, one without
  /// q + (1−q) pᶠ; q is integrated out exactly by expanding in powers of 1−q, p on a grid.
  static func score(_ versions: [(failed: Int, passed: Int)]) -> Double {
    let points = 400
    var mass = 0.0
    var moment = 0.0
    for step in 0..<points {
      let p = (Double(step) + 0.5) / Double(points)
      var weight = power(1 - p, 18)  // Beta(1, 19) up to a constant
      // Σ terms[k] (1−q)ᵏ: q + (1−q) x = 1 − (1−x)(1−q)
      var terms = [1.0]
      for version in versions {
        let failed = power(p, version.failed)
        var next = [Double](repeating: 0, count: terms.count + 1)
        for (degree, value) in terms.enumerated() {
          if version.passed > 0 {
            next[degree + 1] += value
          } else {
            next[degree] += value
            next[degree + 1] -= (1 - failed) * value
          }
        }
        terms = next
        if version.passed > 0 { weight *= failed * power(1 - p, version.passed) }
      }
      // ∫ (1−q)ᵏ dq = 1/(k+1)
      let integral = terms.enumerated().reduce(0) { $0 + $1.element / Double($1.offset + 1) }
      mass += weight * integral
      moment += weight * integral * p
    }
    return mass > 0 ? moment / mass : 0
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
