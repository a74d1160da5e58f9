/// What the store knows of a stretch of time, as a review counts it. Names are numbers of
/// ``names``; -1 stands for none.
public struct ReviewFacts: Sendable {
  public struct Run: Sendable {
    public var repository: Int32
    public var provider: Int32
    public var workflow: Int32
    public var commit: Int32
    public var branch: Int32
    public var isMain: Bool
    /// Unique over repositories: the name is `repository#number`.
    public var pullRequest: Int32

    public init(
      repository: Int32, provider: Int32, workflow: Int32, commit: Int32, branch: Int32,
      isMain: Bool, pullRequest: Int32
    ) {
      self.repository = repository
      self.provider = provider
      self.workflow = workflow
      self.commit = commit
      self.branch = branch
      self.isMain = isMain
      self.pullRequest = pullRequest
    }
  }

  public enum Status: UInt8, Sendable {
    case passed
    case failed
    case cancelled
  }

  public struct Job: Sendable {
    /// The store's number, by which details are asked for.
    public var number: Int64
    /// Index into ``runs``.
    public var run: Int
    public var attempt: Int
    public var name: Int32
    public var environment: Int32
    public var runner: Int32
    /// A job that failed only because it was stopped from outside counts as cancelled.
    public var status: Status
    /// Seconds since 1970.
    public var started: Int
    public var finished: Int?
    public var queued: Int?
    /// Tests that failed and passed by retry within the job.
    public var retriedTests = 0
    /// Tests executed, where a report was taken in.
    public var executed = 0
    /// Index into ``failures``, -1 for none.
    public var failure: Int32 = -1

    public init(
      number: Int64, run: Int, attempt: Int, name: Int32, environment: Int32, runner: Int32,
      status: Status, started: Int, finished: Int?, queued: Int?
    ) {
      self.number = number
      self.run = run
      self.attempt = attempt
      self.name = name
      self.environment = environment
      self.runner = runner
      self.status = status
      self.started = started
      self.finished = finished
      self.queued = queued
    }

    /// Seconds of machine time; nil while it is not known when the job ended.
    public var seconds: Int? { finished.map { max(0, $0 - started) } }
    /// Seconds spent waiting for a runner.
    public var waited: Int? { queued.map { max(0, started - $0) } }
  }

  public struct Failure: Sendable {
    /// Index into ``jobs``.
    public var job: Int
    /// Seconds since 1970.
    public var time: Int
    public var bucket: Int32
    public var category: Int32
    public var signature: Int32
    /// What makes failures the same: the fingerprint, or the masked line where there is none.
    public var group: Int32
    public var hasFingerprint: Bool
    public var actor: Int32

    public init(
      job: Int, time: Int, bucket: Int32, category: Int32, signature: Int32, group: Int32,
      hasFingerprint: Bool, actor: Int32
    ) {
      self.job = job
      self.time = time
      self.bucket = bucket
      self.category = category
      self.signature = signature
      self.group = group
      self.hasFingerprint = hasFingerprint
      self.actor = actor
    }
  }

  /// A test that did not simply pass in a job.
  public struct TestFailure: Sendable {
    /// Index into ``jobs``.
    public var job: Int
    /// `repository` and the test's key, by name.
    public var test: Int32
    /// Failed and passed within the job.
    public var isRetried: Bool

    public init(job: Int, test: Int32, isRetried: Bool) {
      self.job = job
      self.test = test
      self.isRetried = isRetried
    }
  }

  public var names = NamePool()
  public var runs: [Run] = []
  /// Grouped by run, by start within a run.
  public var jobs: [Job] = []
  public var failures: [Failure] = []
  public var tests: [TestFailure] = []
  /// Repositories with jobs in the stretch.
  public var repositories: [Int32] = []

  public init() {}
}

/// What the store says about groups, tests and decisions beyond the stretch of time.
public struct ReviewContext: Sendable {
  /// The history of a failure group.
  public struct GroupPast: Sendable {
    /// Seconds since 1970 of its first occurrence on record.
    public var first: Int
    /// Of the last one before the window; nil when there is none.
    public var before: Int?

    public init(first: Int, before: Int?) {
      self.first = first
      self.before = before
    }
  }

  /// A test with a verdict.
  public struct TestState: Sendable {
    public var repository: String
    public var test: String
    /// `flaky`, `probably-flaky`, `fixed`, …
    public var verdict: String
    public var probability: Double
    /// Seconds since 1970 of its first and last failure on record.
    public var first: Int?
    public var last: Int?
    /// Executions within the window.
    public var executions: Int

    public init(
      repository: String, test: String, verdict: String, probability: Double, first: Int?,
      last: Int?, executions: Int
    ) {
      self.repository = repository
      self.test = test
      self.verdict = verdict
      self.probability = probability
      self.first = first
      self.last = last
      self.executions = executions
    }
  }

  /// A quarantine in force.
  public struct Quarantine: Sendable {
    public var repository: String
    public var test: String
    /// Seconds since 1970.
    public var since: Int
    public var expires: Int?
    public var owner: String?
    public var ticket: String?

    public init(
      repository: String, test: String, since: Int, expires: Int?, owner: String?, ticket: String?
    ) {
      self.repository = repository
      self.test = test
      self.since = since
      self.expires = expires
      self.owner = owner
      self.ticket = ticket
    }
  }

  /// By group.
  public var groups: [Int32: GroupPast] = [:]
  public var tests: [TestState] = []
  public var quarantines: [Quarantine] = []
  /// Whether any repository in the stretch has test results but no verdicts.
  public var lacksVerdicts = false
  public var actions: [Review.Action] = []
  /// Begin and end of incidents, seconds since 1970.
  public var incidents: [(from: Int, to: Int)] = []
  /// Whether the store holds anything older than the stretch that was fetched.
  public var firstJob: Int?

  public init() {}
}
