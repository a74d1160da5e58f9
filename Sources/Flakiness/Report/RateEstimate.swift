/// How often a test fails now.
public struct RateEstimate: Sendable, Codable, Equatable {
  /// Expected failure rate of the next execution.
  public var mean: Double
  /// The rate lies between these with 90 % probability.
  public var low: Double
  public var high: Double

  /// Mean and 5–95 % interval of a beta posterior.
  public init(_ posterior: BetaDistribution) {
    mean = posterior.mean
    low = posterior.quantile(0.05)
    high = posterior.quantile(0.95)
  }

  /// The present rate of `record`, older executions counting half every 500.
  public init(of record: TestRecord, slab: BetaDistribution = HyperParameters.published.slab) {
    self.init(
      BetaDistribution(
        a: slab.a + record.recentFailures, b: slab.b + record.recentPasses))
  }
}

/// Which way a rate moves: two Bernoulli CUSUMs (Page 1954) against three times and a third of
/// the rate known so far.
public struct TrendWatch: Sendable, Codable, Equatable {
  public enum Trend: String, Sendable, Codable {
    case rising
    case falling
    case steady
  }

  /// Expected rate.
  public let rate: Double
  /// Alarm level: ln of the runs between two false alarms.
  public let threshold: Double
  public private(set) var up = 0.0
  public private(set) var down = 0.0

  /// `rate` in (0, 1); `runsToFalseAlarm` sets the alarm level.
  public init(rate: Double, runsToFalseAlarm: Double = 1000) {
    self.rate = min(max(rate, 1e-9), 0.33)
    threshold = LogMath.lnOf(runsToFalseAlarm)
  }

  /// Takes in one result and says what is known after it.
  public mutating func observe(failed: Bool) -> Trend {
    up = max(0, up + Self.step(failed, from: rate, to: min(0.99, 3 * rate)))
    down = max(0, down + Self.step(failed, from: rate, to: rate / 3))
    return up > threshold ? .rising : down > threshold ? .falling : .steady
  }

  /// ln of the likelihood ratio of one result.
  static func step(_ failed: Bool, from p0: Double, to p1: Double) -> Double {
    failed ? LogMath.lnOf(p1 / p0) : LogMath.lnOf((1 - p1) / (1 - p0))
  }
}
