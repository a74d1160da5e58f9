/// Results of one test in one environment (system, runner label, shard, branch).
public struct EnvironmentCounts: Sendable, Codable, Equatable {
  public var environment: String
  public var failed: Int
  public var passed: Int

  public init(environment: String, failed: Int, passed: Int) {
    self.environment = environment
    self.failed = failed
    self.passed = passed
  }
}

/// "Flaky only on macos-arm64": rates per environment by partial pooling (flakes.md 5.4).
public struct EnvironmentPooling: Sendable, Codable, Equatable {
  public struct Rate: Sendable, Codable, Equatable {
    public var environment: String
    /// Rate pulled towards the test's mean with the weight of 20 executions.
    public var rate: RateEstimate
    /// Far above the others: the environment the flake belongs to.
    public var standsOut: Bool
  }

  /// Rates, highest first.
  public var rates: [Rate]
  /// ln of the odds of separate rates against one common rate.
  public var logOdds: Double
  /// The evidence for separate rates exceeds 20 : 1.
  public var isSpecific: Bool

  /// Pooling strength in executions.
  public static let strength = 20.0

  public init(
    _ counts: [EnvironmentCounts], slab: BetaDistribution = HyperParameters.published.slab
  ) {
    let failed = counts.reduce(0.0) { $0 + Double($1.failed) }
    let passed = counts.reduce(0.0) { $0 + Double($1.passed) }
    let mean = (slab.a + failed) / (slab.a + slab.b + failed + passed)
    let separate = counts.reduce(0.0) {
      $0 + LogMath.lnBeta(slab.a + Double($1.failed), slab.b + Double($1.passed))
    }
    logOdds =
      counts.count < 2
      ? 0
      : separate - Double(counts.count - 1) * LogMath.lnBeta(slab.a, slab.b)
        - LogMath.lnBeta(slab.a + failed, slab.b + passed)
    let specific = logOdds > LogMath.lnOf(20)
    isSpecific = specific
    rates = counts.map { count in
      let pooled = BetaDistribution(
        a: Self.strength * mean + Double(count.failed),
        b: Self.strength * (1 - mean) + Double(count.passed))
      return Rate(
        environment: count.environment, rate: RateEstimate(pooled),
        standsOut: specific && pooled.quantile(0.05) > mean)
    }
    .sorted { ($0.rate.mean, $1.environment) > ($1.rate.mean, $0.environment) }
  }
}
