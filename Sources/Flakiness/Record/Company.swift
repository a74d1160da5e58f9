/// How many other tests began to fail in the run in which a test did, and how many would by
/// accident. A breakage seldom comes alone; a flake mostly does.
public struct Company: Sendable, Codable, Equatable {
  /// Other tests that began to fail in that run and were not known to be flaky.
  public var others: Int
  /// How many of them a run of this time has as a rule.
  public var usual: Double

  public init(others: Int, usual: Double) {
    self.others = others
    self.usual = usual
  }

  /// A breakage takes a geometric number of tests with it (flakes.md 4.3: of parameter 0.5).
  static let alone = 0.5
  /// Share of flaky failures that come in such clusters too. Parry et al. 2025 find three quarters
  /// of flaky *tests* in a cluster that fails together at times; of their failures fewer do.
  static let clustered = 0.25

  /// ln P(this company | a breakage) - ln P(this company | a flake).
  ///
  /// Seen from one of its tests a geometric cluster has k others with probability
  /// (k + 1) p² (1 - p)ᵏ; strangers come as Poisson(u) to both sides. With n others in all the
  /// ratio of a cluster to none is Σ (k + 1) p² (1 - p)ᵏ · n! / (n - k)! · u⁻ᵏ, the sum over k
  /// from 0 to n. For n = 0 that is p²: a test that fails alone was broken a quarter as likely.
  var lnBreakage: Double {
    let expected = max(usual, 0.25)
    var term = Self.alone * Self.alone
    var ratio = term
    for strangers in 0..<min(max(others, 0), 16) {
      let k = Double(strangers + 1)
      term *= (1 - Self.alone) * (k + 1) / k * Double(others - strangers) / expected
      ratio += term
    }
    return LogMath.lnOf(ratio / (1 - Self.clustered + Self.clustered * ratio))
  }
}
