/// A job as it is kept, for whoever asks about it.
public struct StoredJob: Sendable, Equatable {
  public var key: JobKey
  public var facts: RunFacts
  public var status: JobStatus
  /// Seconds since 1970.
  public var started: Int
  public var finished: Int?
  /// The job's page.
  public var url: String?
  /// Why it failed; nil when nothing failed or no log was seen.
  public var failure: FailureRecord?
}

/// Which jobs somebody means. Every part that is nil is left open.
public struct JobQuery: Sendable, Equatable {
  public var repository: String?
  public var run: String?
  public var job: String?
  public var pullRequest: String?
  /// A commit's hash or the beginning of one.
  public var commit: String?
  public var branch: String?
  /// A login; upper and lower case are one.
  public var author: String?
  /// The page of a run, and that of a job.
  public var runURL: String?
  public var jobURL: String?
  /// A test's key: jobs in which it did not simply pass.
  public var test: String?
  public var fingerprint: String?
  /// Only runs of the default branch.
  public var isMainLine = false
  /// Only jobs that began before this moment, in seconds since 1970.
  public var before: Int?
  public var statuses: Set<JobStatus> = [.failed]

  public init() {}
}
