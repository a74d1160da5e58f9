#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Wald's sequential probability ratio test between two failure rates.
public struct SequentialTest: Sendable, Codable, Equatable {
  public enum Decision: String, Sendable, Codable {
    case undecided
    /// The higher rate `unchanged` was accepted.
    case unchanged
    /// The lower rate `improved` was accepted.
    case improved
  }

  /// Failure rates to tell apart: p0 (still as before) > p1 (better).
  public let unchanged: Double
  public let improved: Double
  /// P(say improved | unchanged) and P(say unchanged | improved).
  public let alpha: Double
  public let beta: Double
  public private(set) var score = 0.0
  public private(set) var runs = 0

  /// nil unless 0 < improved < unchanged < 1 and both error rates lie in (0, 0.5).
  public init?(unchanged: Double, improved: Double, alpha: Double = 0.05, beta: Double = 0.05) {
    guard improved > 0, improved < unchanged, unchanged < 1 else { return nil }
    guard alpha > 0, alpha < 0.5, beta > 0, beta < 0.5 else { return nil }
    self.unchanged = unchanged
    self.improved = improved
    self.alpha = alpha
    self.beta = beta
  }

  /// The check of a fix: has the rate fallen from its lower bound to a tenth of it?
  public static func fixCheck(lowerRate: Double) -> SequentialTest? {
    SequentialTest(unchanged: lowerRate, improved: lowerRate / 10)
  }

  /// Takes in one run.
  public mutating func observe(failed: Bool) -> Decision {
    runs += 1
    score += failed ? log(improved / unchanged) : log1p(-improved) - log1p(-unchanged)
    return decision
  }

  /// What is decided so far.
  public var decision: Decision {
    if score >= log((1 - beta) / alpha) { return .improved }
    if score <= log(beta / (1 - alpha)) { return .unchanged }
    return .undecided
  }

  /// Clean runs after which `improved` is accepted without a single failure.
  public var cleanRuns: Int {
    let step = log1p(-improved) - log1p(-unchanged)
    return Int((log((1 - beta) / alpha) / step).rounded(.up))
  }
}

/// Whether a failed test is worth running again, and how often, to tell flake from failure.
public struct RetryPlan: Sendable, Codable, Equatable {
  public enum Advice: String, Sendable, Codable {
    /// Run again up to `retries` times; a pass proves a flake.
    case retry
    /// The test is broken, or the change surely is to blame: retries only cost time.
    case fix
    /// Surely a flake: the failure needs no retry to be called one.
    case flake
    /// An outage: run the whole job again.
    case rerunJob
  }

  public var advice: Advice
  /// Retries after which, all failing, the failure is real with the confidence asked for.
  public var retries: Int
  /// P(one of the retries passes) as judged now.
  public var chanceOfPass: Double
  /// P(real failure) if every retry fails.
  public var realIfAllFail: Double

  /// A plan for one failure. `rateAfterFailure` is P(a flake fails again | it failed), learned
  /// from attempts of the same test if there are any.
  public init(
    for judgement: FailureJudgement, rateAfterFailure: Double, confidence: Double = 0.95,
    limit: Int = 10
  ) {
    let stuck = min(max(rateAfterFailure, 0.01), 0.99)
    let real = judgement.thisChange + judgement.brokenOnBase
    let soft = judgement.flake
    if judgement.infrastructure > 0.5 {
      self.init(advice: .rerunJob, retries: 0, chance: 0, real: real)
    } else if judgement.brokenOnBase > 0.5 || (real > 0.98 && !judgement.isRetryWorthwhile) {
      self.init(advice: .fix, retries: 0, chance: 0, real: real)
    } else if soft > 0.98 {
      self.init(advice: .flake, retries: 0, chance: 1 - stuck, real: real)
    } else {
      // After k failing retries the odds of a flake shrink by stuckᵏ.
      var retries = 0
      var odds = soft / max(real, 1e-12)
      while retries < limit && 1 / (1 + odds) < confidence {
        retries += 1
        odds *= stuck
      }
      let share = soft / max(soft + real, 1e-12)
      self.init(
        advice: .retry, retries: max(1, retries),
        chance: share * (1 - pow(stuck, Double(max(1, retries)))), real: 1 / (1 + odds))
    }
  }

  private init(advice: Advice, retries: Int, chance: Double, real: Double) {
    self.advice = advice
    self.retries = retries
    chanceOfPass = chance
    realIfAllFail = real
  }
}

/// P(a flake fails again | it just failed), learned from the attempts of a test, with the burst
/// rate of the published re-runs as prior.
public struct RetryStickiness: Sendable, Codable, Equatable {
  public private(set) var failedAgain = 0
  public private(set) var passedAfter = 0

  public init() {}

  /// Takes in the attempts of one run, true for failed. Runs that never passed may be real
  /// failures and say nothing of the flake.
  public mutating func observe(attempts: [Bool]) {
    guard attempts.contains(false) else { return }
    for (before, after) in zip(attempts, attempts.dropFirst()) where before {
      if after { failedAgain += 1 } else { passedAfter += 1 }
    }
  }

  /// The estimate: correlation ρ of the published data puts ρ + (1−ρ)·rate beforehand, with the
  /// weight of four attempts.
  public func rateAfterFailure(rate: Double, correlation: Double = 0.05) -> Double {
    let expected = correlation + (1 - correlation) * rate
    return (4 * expected + Double(failedAgain)) / (4 + Double(failedAgain + passedAfter))
  }
}
