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
  /// The workflow's or pipeline's name.
  public var workflow: String?
  /// What started the run: `push`, `pull_request`, `schedule`, … in the provider's own word.
  public var event: String?
  /// The login of whoever the run belongs to.
  public var author: String?
  /// The run's page.
  public var url: String?

  public init(
    commit: String, branch: String, isMainLine: Bool, pullRequest: String? = nil,
    commitTime: Int? = nil, workflow: String? = nil, event: String? = nil, author: String? = nil,
    url: String? = nil
  ) {
    self.commit = commit
    self.branch = branch
    self.isMainLine = isMainLine
    self.pullRequest = pullRequest
    self.commitTime = commitTime
    self.workflow = workflow
    self.event = event
    self.author = author
    self.url = url
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
  /// When the job became ready to start: `started - queued` seconds were spent waiting.
  public var queued: Int?
  /// The label of the runner pool the job was sent to, such as `ubuntu-24.04`.
  public var runner: String?
  /// The job's page.
  public var url: String?
  /// What the job ran on (`macos-arm64`, `shard 2`), for telling environments apart.
  public var environment: String
  /// Why it failed; nil when nobody looked or nothing failed.
  public var failure: FailureRecord?
  /// Its tests; nil when there was no report, which differs from a report without tests.
  public var results: [TestResult]?
  /// Of two different reports about one job the one with the greater revision stays, part by part
  /// (the run's facts, the job's, the failure, the results); of equal revisions the one that knows
  /// more, then one that all stores agree on. Raise it when a job is explained anew.
  public var revision: Int

  public init(
    key: JobKey, facts: RunFacts, status: JobStatus, started: Int, finished: Int? = nil,
    queued: Int? = nil, runner: String? = nil, url: String? = nil, environment: String = "",
    failure: FailureRecord? = nil, results: [TestResult]? = nil, revision: Int = 0
  ) {
    self.key = key
    self.facts = facts
    self.status = status
    self.started = started
    self.finished = finished
    self.queued = queued
    self.runner = runner
    self.url = url
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
