/// A pipeline run as it is kept: all its jobs and attempts together.
public struct StoredRun: Sendable, Equatable {
  public var provider: String
  /// `owner/name`.
  public var repository: String
  /// The provider's id.
  public var run: String
  public var facts: RunFacts
  /// How it ended: every job counts by its latest attempt.
  public var outcome: JobStatus
  /// Seconds since 1970 when the first job began.
  public var started: Int
  /// When the last job ended, as far as known.
  public var finished: Int?
  /// Seconds its first job waited for a machine, where known.
  public var queued: Int?
  public var attempts: Int
  /// Different jobs, and those of them that failed.
  public var jobs: Int
  public var failedJobs: Int

  /// Two numbers in hexadecimal, the same in every store.
  public var id: String {
    NameNumber.hex(NameNumber.of(repository)) + "-" + NameNumber.hex(NameNumber.of(provider, run))
  }
}

/// Which runs somebody means; every part that is nil is left open.
public struct RunQuery: Sendable, Equatable {
  /// Names; nil for all.
  public var repositories: [String]?
  public var branch: String?
  public var pullRequest: String?
  /// A commit's hash or the beginning of one.
  public var commit: String?
  /// A login; upper and lower case are one.
  public var author: String?
  public var outcome: JobStatus?

  public init() {}

  /// The index over what names the fewest runs; nil when all are meant.
  var index: String? {
    if commit != nil { return "run_by_commit" }
    if pullRequest != nil { return "run_by_pull_request" }
    if author != nil { return "run_by_author" }
    return branch != nil ? "run_by_branch" : nil
  }
}

/// Where a page of a list ended: everything behind it in the list's order is on the next pages,
/// whatever was added before it meanwhile.
public struct ListPlace: Sendable, Equatable, Codable {
  /// Seconds since 1970, or a count.
  public var major: Int
  /// The second and third parts of the order.
  public var minor: Int64
  public var least: Int64

  public init(_ major: Int, _ minor: Int64, _ least: Int64) {
    self.major = major
    self.minor = minor
    self.least = least
  }
}

extension JobKey {
  /// The ``StoredRun/id`` of the job's run.
  public var runID: String { NameNumber.hex(repositoryNumber) + "-" + NameNumber.hex(runNumber) }
}
