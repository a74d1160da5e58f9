/// When a quarantine is proposed (flakes.md 5.6). A person decides; this only proposes.
public struct QuarantinePolicy: Sendable, Codable, Equatable {
  /// P(flaky) asked for.
  public var flakyFrom = 0.99
  /// Independent failing segments asked for; a retry-confirmed commit is one of them.
  public var segmentsNeeded = 2
  /// Share of all tests, and number per owner, that may be muted.
  public var shareOfTests = 0.01
  public var perOwner = 20
  /// Days until a quarantine ends by itself.
  public var expiryDays = 14
  /// Minutes of triage a red build costs (Slack: 28 minutes).
  public var triageMinutes = 28.0
  /// Minutes a regression costs for each day it goes unseen.
  public var minutesPerRegressionDay = 240.0
  /// Days by which a muted test delays the discovery of a regression.
  public var delayDays = 1.0

  public init() {}

  /// Why a test may not be quarantined.
  public enum Refusal: String, Sendable, Codable, Equatable, CaseIterable {
    case alwaysFails
    case failsNow
    case notSureEnough
    case tooLittleEvidence
    case noOwner
    case riskExceedsBenefit
  }

  /// How many tests of `total` may be muted in all.
  public func budget(tests total: Int) -> Int {
    max(1, Int(Double(total) * shareOfTests))
  }

  /// Benefit and risk of muting one test, minutes per week, from `weeks` of history.
  /// Benefit: 5 % bound of the rate of rescued builds (Jeffreys-like Gamma), risk: 95 % bound of
  /// the rate of regressions only this test caught, Gamma(0.1) beforehand.
  public func balance(of effect: QuarantineEffect, weeks: Double) -> (benefit: Double, risk: Double)
  {
    let span = max(weeks, 1)
    let perBuild =
      triageMinutes + (effect.rescued > 0 ? effect.minutes / Double(effect.rescued) : 0)
    let rescued = GammaQuantile.value(0.05, shape: Double(effect.rescued) + 0.5) / span
    let missed =
      GammaQuantile.value(0.95, shape: Double(effect.missedRegressions) + 0.1) / (span + 26)
    return (rescued * perBuild, missed * delayDays * minutesPerRegressionDay)
  }

  /// Everything that speaks against muting this test; empty when it may be proposed.
  public func refusals(
    report: FlakeReport, record: TestRecord, hasOwner: Bool, effect: QuarantineEffect,
    weeks: Double
  ) -> [Refusal] {
    var refusals: [Refusal] = []
    if record.failures == record.executions && record.failures > 0 { refusals.append(.alwaysFails) }
    if report.verdict == .regressed || report.verdict == .broken { refusals.append(.failsNow) }
    if report.flaky < flakyFrom { refusals.append(.notSureEnough) }
    let segments = report.evidence.count { $0.kind != .openStreak && $0.share >= 0.5 }
    if segments < segmentsNeeded { refusals.append(.tooLittleEvidence) }
    if !hasOwner { refusals.append(.noOwner) }
    let (benefit, risk) = balance(of: effect, weeks: weeks)
    if benefit <= risk { refusals.append(.riskExceedsBenefit) }
    return refusals
  }
}

/// Quantiles of Gamma(shape, 1).
enum GammaQuantile {
  /// By bisection on the regularised lower incomplete gamma function.
  static func value(_ probability: Double, shape: Double) -> Double {
    var low = 0.0
    var high = max(10, shape * 4 + 40)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if cumulative(middle, shape: shape) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// P(X ≤ x): power series below shape + 1, continued fraction above.
  static func cumulative(_ x: Double, shape: Double) -> Double {
    guard x > 0 else { return 0 }
    let front = LogMath.expOf(shape * LogMath.lnOf(x) - x - LogMath.lnGamma(shape))
    if x < shape + 1 {
      var term = 1 / shape
      var sum = term
      for step in 1...1000 {
        term *= x / (shape + Double(step))
        sum += term
        if term < sum * 1e-15 { break }
      }
      return sum * front
    }
    var b = x + 1 - shape
    var c = 1e300
    var d = 1 / b
    var fraction = d
    for step in 1...1000 {
      let k = Double(step)
      let an = -k * (k - shape)
      b += 2
      d = 1 / (an * d + b)
      c = b + an / c
      fraction *= d * c
      if abs(d * c - 1) < 1e-14 { break }
    }
    return 1 - front * fraction
  }
}
