/// What one test did in one run of one job, its attempts already put together.
public enum Outcome: String, Sendable, Codable, Equatable, CaseIterable {
  case passed
  case failed
  /// Failed and passed by retry inside the same run.
  case flaky

  /// The outcome of a test's attempts in order; nil for no attempt.
  public init?(attempts: [Bool]) {
    guard let last = attempts.last else { return nil }
    if attempts.allSatisfy({ $0 }) {
      self = .passed
    } else {
      self = last || attempts.contains(true) ? .flaky : .failed
    }
  }
}

/// One test executed in one job of a run. Tests and jobs are numbers given by the caller:
/// names are kept once, not per execution.
public struct Execution: Sendable, Equatable {
  public var test: Int
  public var job: Int
  public var outcome: Outcome

  public init(test: Int, job: Int = 0, outcome: Outcome) {
    self.test = test
    self.job = job
    self.outcome = outcome
  }
}

/// One run of a pipeline on one commit. A test without an execution was not run: no evidence.
public struct TestRun: Sendable, Equatable {
  public var id: String
  public var commit: String
  /// Commits of the main line are in source order: failures between passes count as evidence.
  /// Elsewhere only both outcomes on one commit do.
  public var isMainLine: Bool
  /// Name of the branch or pull request; tells side lines apart.
  public var branch: String
  /// Seconds since 1970.
  public var time: Int
  public var executions: [Execution]

  public init(
    id: String, commit: String, isMainLine: Bool = true, branch: String = "", time: Int,
    executions: [Execution]
  ) {
    self.id = id
    self.commit = commit
    self.isMainLine = isMainLine
    self.branch = branch
    self.time = time
    self.executions = executions
  }
}
