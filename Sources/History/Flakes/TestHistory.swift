import Flakiness

/// One execution of a test as its history shows it.
public struct HistoryEntry: Sendable, Equatable {
  /// Source order on the main line first, then the moment of the run.
  public var run: TestRun
  public var provider: String
  public var attempt: Int
  public var job: String
  public var environment: String
  public var outcome: Outcome
  /// How the framework called it: `failed`, `errored`, `aborted`, `flaky`, `passed`.
  public var detail: String
  /// What the test said when it failed, masked.
  public var message: String?
  /// Same failure, same fingerprint; nil for passes and for messages that say too little.
  public var fingerprint: String?
  /// Milliseconds; known for executions that did not simply pass.
  public var duration: Int?
  /// The detector took the failures of this job in this run for one mass failure.
  public var isMasked = false
}

/// What is left of a week of a test whose executions are no longer kept one by one.
public struct TestWeek: Sendable, Equatable {
  /// Seconds since 1970 of the week's beginning.
  public var begin: Int
  public var executed: Int
  public var skipped: Int
  public var failures: Int
  public var flaky: Int
}

/// A test and what it did, in source order.
public struct TestHistory: Sendable, Equatable {
  public var repository: String
  /// The test's key, as `TestIdentity.key` makes it.
  public var test: String
  public var entries: [HistoryEntry]
  /// Jobs in which the test was skipped.
  public var skipped: Int
  /// Weeks of which only sums are left, oldest first.
  public var weeks: [TestWeek]

  /// A test that did nothing yet.
  public init(repository: String, test: String) {
    self.repository = repository
    self.test = test
    entries = []
    skipped = 0
    weeks = []
  }

  /// Since when it fails as often as it does, as far as executions are kept.
  public var onset: Onset? {
    Onset(of: entries.lazy.map { ($0.outcome, $0.run, $0.isMasked) })
  }

  /// The detector's record of these executions, made again from all of them.
  public var record: TestRecord {
    TestRecord.recomputed(from: entries.map { ($0.outcome, $0.run, $0.isMasked) })
  }
}
