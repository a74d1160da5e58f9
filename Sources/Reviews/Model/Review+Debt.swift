extension Review {
  /// What flaky tests cost, and what could be done about it.
  public struct FlakeDebt: Sendable, Equatable, Codable {
    /// Tests whose record says flaky.
    public var total: Int
    /// Likely flaky, but not proven.
    public var suspected: Int
    /// Flaky ones that never failed before the window.
    public var new: Int
    /// Taken for fixed, and failed last within the four windows before.
    public var fixed: Int
    /// Runs that failed through flaky tests only.
    public var runsBlocked: Int
    /// Machine minutes of jobs that failed through flaky tests only.
    public var minutes: Double
    public var top: [FlakeRow]
    public var quarantined: [QuarantineRow]
    public var whatIf: WhatIf?
    /// Repositories with results whose verdicts were never computed are missing.
    public var isIncomplete: Bool
  }

  public struct FlakeRow: Sendable, Equatable, Codable {
    public var repository: String
    public var test: String
    public var verdict: String
    public var probability: Double
    /// Executions that failed, also those that passed on a retry, of all within the window.
    public var fails: Proportion
    public var low: Double?
    public var high: Double?
    public var runsBlocked: Int
    public var pullRequests: Int
    public var minutes: Double
    public var first: Moment?
    public var isQuarantined: Bool
    /// Failures per day of the window.
    public var days: [Int]
  }

  public struct QuarantineRow: Sendable, Equatable, Codable {
    public var repository: String
    public var test: String
    public var since: Moment
    public var expires: Moment?
    public var owner: String?
    public var ticket: String?
    public var isOverdue: Bool
  }

  /// What muting the top tests would have done to the window, by exact replay.
  public struct WhatIf: Sendable, Equatable, Codable {
    public var tests: [String]
    public var red: Int
    /// Red runs that would have been green.
    public var rescued: Int
    public var minutes: Double
    /// Runs in which the muted tests alone reported a failure that came again on the next commit
    /// of the branch: real ones, most likely.
    public var hidden: Int
  }

  /// A job that takes longer than it did.
  public struct JobTrend: Sendable, Equatable, Codable {
    public var repository: String
    public var job: String
    public var p50: Int
    public var p95: Int
    public var cases: Int
    public var p50Before: Int
    public var p95Before: Int
    public var casesBefore: Int
    /// What the growth costs in the window: jobs × growth of the median.
    public var minutes: Double
  }

  /// Jobs by the label of the runner they were sent to.
  public struct RunnerRow: Sendable, Equatable, Codable {
    public var label: String
    public var jobs: Int
    public var minutes: Double
    /// Seconds waited; nil where nobody said when jobs were queued.
    public var p50Wait: Int?
    public var p95Wait: Int?
    public var waits: Int
    public var p95WaitBefore: Int?
    public var waitsBefore: Int
    /// Most jobs running at once, and the busy share of that many machines over the window.
    public var peak: Int
    public var utilisation: Double
    public var infraFailures: Proportion
    public var change: Figure.Change?
  }

  /// A decision of the meeting, as the store keeps it.
  public struct Action: Sendable, Equatable, Codable {
    /// Short and stable: `a3f1c2`.
    public var id: String
    public var title: String
    public var owner: String?
    /// `2026-11-27`.
    public var due: String?
    public var added: Moment
    /// When it was done or dropped.
    public var closed: Moment?
    /// `open`, `done` or `dropped`.
    public var state: String
    public var note: String?
    public var isOverdue: Bool

    public init(
      id: String, title: String, owner: String? = nil, due: String? = nil, added: Moment,
      closed: Moment? = nil, state: String = "open", note: String? = nil, isOverdue: Bool = false
    ) {
      self.id = id
      self.title = title
      self.owner = owner
      self.due = due
      self.added = added
      self.closed = closed
      self.state = state
      self.note = note
      self.isOverdue = isOverdue
    }
  }

  /// Something to do this week.
  public struct Proposal: Sendable, Equatable, Codable {
    public var title: String
    public var effect: String
    public var owner: String

    public init(title: String, effect: String, owner: String) {
      self.title = title
      self.effect = effect
      self.owner = owner
    }
  }
}
