/// Failing and executed tests of one job in one run (or of the whole run).
public struct FailureCount: Sendable, Codable, Equatable {
  public var executed: Int
  public var failed: Int

  public init(executed: Int, failed: Int) {
    self.executed = executed
    self.failed = failed
  }
}

/// What else speaks for or against an outage, from outside the counts (flakes.md 5.1).
public struct MassClues: Sendable, Equatable {
  /// All failures are on one machine whose other jobs fail too.
  public var sharesFailingHost = false
  /// One signature of the infra or dependency bucket explains 60 % of the failures.
  public var hasInfrastructureSignature = false
  /// The failing tests lie in four or more unrelated directories.
  public var isScattered = false
  /// All failing tests lie in the directories that the change touches.
  public var isInsideChange = false

  public init() {}

  /// Log-odds the clues add.
  public var logOdds: Double {
    (sharesFailingHost ? 2 : 0) + (hasInfrastructureSignature ? 3 : 0) + (isScattered ? 1 : 0)
      + (isInsideChange ? -3 : 0)
  }
}

/// Decides whether too many tests of a job failed at once to be the tests' own doing: the number
/// of failures is compared with the job's recent ones under a negative binomial.
///
/// Location and spread are learned from the last 50 runs **with the masked ones included**, by
/// median and median absolute deviation: a mean of unmasked runs only would lock up. Against
/// flakes.md 5.1 (spread fixed at size 8) the size is learned between 8 and 100, because where
/// many tests flake independently the count hardly varies, and an outage of 2 % shows.
public struct MassMask: Sendable, Codable, Equatable {
  /// Runs remembered.
  public static let memory = 50
  /// Runs before the learned rule applies.
  public static let coldStart = 10
  /// Prior probability that a run is a mass failure (flakes.md 5.1).
  public static let prior = 0.01

  private var recent: [Int] = []

  public init() {}

  /// P(mass failure) of a run that is not yet counted.
  public func probability(of count: FailureCount, clues: MassClues = MassClues()) -> Double {
    guard count.failed > 0 else { return 0 }
    if count.executed >= 3 && count.failed == count.executed { return 0.99 }
    if recent.count < Self.coldStart {
      let usual = recent.count >= 2 ? 3 * Self.median(recent.map(Double.init)) : 0
      let limit = max(20, Double(count.executed) * 0.02, usual)
      return Double(count.failed) >= limit ? 0.99 : 0
    }
    let (mean, size) = expectation
    guard count.failed >= 5, Double(count.failed) > mean else { return 0 }
    let likelihood = LogMath.lnNegativeBinomial(Double(count.failed), mean: mean, size: size)
    return LogMath.sigmoid(
      LogMath.logit(Self.prior) - LogMath.lnOf(Double(count.executed + 1)) - likelihood
        + clues.logOdds)
  }

  /// The probability of a run, which is then remembered.
  mutating func judge(_ count: FailureCount) -> Double {
    defer { learn(count) }
    return probability(of: count)
  }

  /// Remembers a run, masked or not.
  public mutating func learn(_ count: FailureCount) {
    recent.append(count.failed)
    if recent.count > Self.memory { recent.removeFirst() }
  }

  /// Expected failures of a run and the size (inverse over-dispersion) of their distribution.
  public var expectation: (mean: Double, size: Double) {
    let center = Self.median(recent.map(Double.init))
    let mean = max(0.5, center)
    let deviation = 1.4826 * Self.median(recent.map { abs(Double($0) - center) })
    let excess = deviation * deviation - mean
    let size = excess > 0 ? mean * mean / excess : 100
    return (mean, min(100, max(8, size)))
  }

  private static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// A run whose failures were masked: one incident instead of a failure of every test.
public struct Incident: Sendable, Codable, Equatable {
  /// What a later run of the same commit said.
  public enum Outcome: String, Sendable, Codable {
    /// Not run again yet.
    case unknown
    /// Green on the same commit: the machines, not the code.
    case infrastructure
    /// Red again on the same commit.
    case brokenCommit
  }

  public var run: String
  public var commit: String
  public var time: Int
  /// Job number, or nil when the run as a whole stood out.
  public var job: Int?
  public var count: FailureCount
  public var probability: Double
  public var outcome: Outcome
}
