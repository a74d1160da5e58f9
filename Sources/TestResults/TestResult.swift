/// One execution of a test inside a run.
public struct Attempt: Sendable, Hashable {
  public var outcome: Outcome
  /// Seconds, as the runner measured them; nil when it did not say.
  public var duration: Double?
  /// The first thing said about the failure (or the reason of a skip), one or few lines, capped at
  /// ``ReportLimits/messageBytes``.
  public var message: String?
  /// The exception or failure class as the report names it, such as `java.lang.AssertionError`.
  public var type: String?
  /// Head and tail of the stack trace or failure text, capped at ``ReportLimits/stackBytes``.
  public var stack: String?
  /// Milliseconds since 1970; a stamp without a zone is read as UTC. A report that stamps only
  /// suites gives all their tests the suite's stamp.
  public var timestamp: Int64?

  public init(
    _ outcome: Outcome, duration: Double? = nil, message: String? = nil, type: String? = nil,
    stack: String? = nil, timestamp: Int64? = nil
  ) {
    self.outcome = outcome
    self.duration = duration
    self.message = message
    self.type = type
    self.stack = stack
    self.timestamp = timestamp
  }
}

/// One test of one run with everything the report says about it: its attempts in order.
public struct TestResult: Sendable, Hashable {
  public var identity: TestIdentity
  /// In the order they were executed, never empty for a result a reader emits.
  public var attempts: [Attempt]
  /// The runner replayed an earlier result and executed nothing (`ok pkg (cached)`, Bazel): such a
  /// result is no evidence about the test.
  public var isCached: Bool
  /// What the runner counts the test as, where that differs from the last attempt (cargo-nextest
  /// can be told to fail a run for a test that passed on a retry).
  public var declaredOutcome: Outcome?

  public init(
    _ identity: TestIdentity, attempts: [Attempt], isCached: Bool = false,
    declaredOutcome: Outcome? = nil
  ) {
    self.identity = identity
    self.attempts = attempts
    self.isCached = isCached
    self.declaredOutcome = declaredOutcome
  }

  /// The final outcome: what the runner declared, else the last attempt's.
  public var outcome: Outcome {
    if let declaredOutcome { return declaredOutcome }
    return attempts.isEmpty ? .aborted : attempts[attempts.count - 1].outcome
  }

  /// Whether the test failed and later passed within this run: both outcomes on one commit.
  public var isFlakyInRun: Bool {
    guard attempts.count > 1, let failure = attempts.firstIndex(where: { $0.outcome.isFailure })
    else { return false }
    return attempts[failure...].contains { $0.outcome == .passed }
  }

  /// Seconds over all attempts; nil when no attempt has a duration.
  public var duration: Double? {
    var sum: Double?
    // By index: taking whole attempts out would count their strings' references up and down.
    for index in attempts.indices {
      if let duration = attempts[index].duration { sum = (sum ?? 0) + duration }
    }
    return sum
  }
}

/// Counts of a run, recomputed from its results: the counts in report headers are not trusted
/// (Swift Testing writes issues as failures, several tools never fill `errors`).
public struct TestRunTotals: Sendable, Hashable {
  public private(set) var tests = 0
  public private(set) var passed = 0
  public private(set) var failed = 0
  public private(set) var errored = 0
  public private(set) var skipped = 0
  public private(set) var aborted = 0
  /// Tests that failed and passed within the run; they are also counted under their final outcome.
  public private(set) var flaky = 0
  /// Tests whose result was replayed from a cache; they are also counted under their outcome.
  public private(set) var cached = 0
  /// Executions: the sum of attempts of all tests that were not cached.
  public private(set) var attempts = 0
  /// Seconds, summed over all attempts.
  public private(set) var duration = 0.0

  public init() {}

  public mutating func add(_ result: TestResult) {
    tests += 1
    switch result.outcome {
    case .passed: passed += 1
    case .failed: failed += 1
    case .errored: errored += 1
    case .skipped: skipped += 1
    case .aborted: aborted += 1
    }
    if result.isFlakyInRun { flaky += 1 }
    if result.isCached { cached += 1 } else { attempts += result.attempts.count }
    duration += result.duration ?? 0
  }
}
