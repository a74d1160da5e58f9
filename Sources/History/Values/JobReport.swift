import TestResults

/// The commit a run was made for.
public struct RunFacts: Sendable, Hashable, Codable {
  public var commit: String
  public var branch: String
  /// Whether the branch is the repository's default one: its commits are in source order.
  public var isMainLine: Bool
  /// The pull or merge request the run was made for.
  public var pullRequest: String?
  /// Seconds since 1970 of the commit itself, where known: a run made again months later then
  /// still counts for the commit it was made for.
  public var commitTime: Int?

  public init(
    commit: String, branch: String, isMainLine: Bool, pullRequest: String? = nil,
    commitTime: Int? = nil
  ) {
    self.commit = commit
    self.branch = branch
    self.isMainLine = isMainLine
    self.pullRequest = pullRequest
    self.commitTime = commitTime
  }
}

/// Everything there is to say about one job: what the store takes in, in one transaction.
public struct JobReport: Sendable {
  public var key: JobKey
  public var facts: RunFacts
  public var status: JobStatus
  /// Seconds since 1970.
  public var started: Int
  public var finished: Int?
  /// What the job ran on (`macos-arm64`, `shard 2`), for telling environments apart.
  public var environment: String
  /// Why it failed; nil when nobody looked or nothing failed.
  public var failure: FailureRecord?
  /// Its tests; nil when there was no report, which differs from a report without tests.
  public var results: [TestResult]?
  /// Of two different reports about one job the one with the greater revision stays, part by part
  /// (the failure, the results); of equal revisions one that all stores agree on. Raise it when a
  /// job is explained anew.
  public var revision: Int

  public init(
    key: JobKey, facts: RunFacts, status: JobStatus, started: Int, finished: Int? = nil,
    environment: String = "", failure: FailureRecord? = nil, results: [TestResult]? = nil,
    revision: Int = 0
  ) {
    self.key = key
    self.facts = facts
    self.status = status
    self.started = started
    self.finished = finished
    self.environment = environment
    self.failure = failure
    self.results = results
    self.revision = revision
  }
}

/// What taking a report in did.
public enum Intake: String, Sendable, Codable {
  /// The store knows something it did not know before.
  case stored
  /// Everything was known already; nothing changed.
  case known
  /// The job is older than what the store still keeps; nothing changed.
  case expired
}
