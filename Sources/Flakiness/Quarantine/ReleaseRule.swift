#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many clean runs prove that a flake is gone.
public enum ReleaseRule {
  /// n = ⌈ln(1 − confidence) / ln(1 − rate)⌉: a test that still fails with `rate` would have shown
  /// it in n runs with that confidence. 10 % → 29, 5 % → 59, 1 % → 299.
  public static func cleanRuns(rate: Double, confidence: Double = 0.95) -> Int {
    guard rate > 0, rate < 1 else { return rate >= 1 ? 1 : Int.max }
    let runs = log(1 - confidence) / log1p(-rate)
    return runs < 1e9 ? Int(runs.rounded(.up)) : Int.max
  }

  /// P(no failure in `runs` runs | the rate is unchanged): what remains in doubt after a fix.
  public static func residual(rate: Double, runs: Int) -> Double {
    exp(Double(runs) * log1p(-min(rate, 1)))
  }

  /// Clean runs `record` needs: the lower 5 % bound of its rate up to the last failure, doubled
  /// for every relapse.
  public static func cleanRuns(for record: TestRecord, slab: BetaDistribution) -> Int {
    let failures = record.evidence.segments.reduce(0) { $0 + $1.failures }
    let before = max(0, record.passesInWindow - record.cleanPasses)
    let rate = BetaDistribution(a: slab.a + Double(failures), b: slab.b + Double(before))
    let runs = cleanRuns(rate: rate.quantile(0.05))
    return min(record.fixes, 10) > 0 && runs < 1_000_000 ? runs << min(record.fixes, 10) : runs
  }
}
