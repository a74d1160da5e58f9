/// One job on the default branch, commit by commit, seen from one failure: which commits passed,
/// which failed with it, which failed with something else.
package struct MainLine: Sendable {
  package enum Result: Sendable, Equatable {
    case passed
    /// With the failure in question.
    case failed
    /// With another failure: says nothing about this one.
    case other
  }

  /// A commit with the results of all its runs put together.
  package struct Commit: Sendable, Equatable {
    package var id: String
    /// When it was last run, seconds since 1970.
    package var time: Int
    package var passed: Bool
    package var failed: Bool

    package init(id: String, time: Int, passed: Bool = false, failed: Bool = false) {
      self.id = id
      self.time = time
      self.passed = passed
      self.failed = failed
    }

    /// Fails whenever it is run.
    var isBroken: Bool { failed && !passed }
  }

  /// Failing commits in a row that make a breakage rather than bad luck.
  package static let commitsForBreakage = 2
  /// Passing commits after which a failure that never broke the branch counts as gone.
  package static let passesForGone = 10

  /// In source order.
  package private(set) var commits: [Commit] = []

  package init() {}

  /// Adds a job's result; results of one commit stand together.
  package mutating func add(_ result: Result, commit: String, time: Int) {
    if commits.last?.id != commit { commits.append(Commit(id: commit, time: time)) }
    let last = commits.count - 1
    commits[last].time = max(commits[last].time, time)
    commits[last].passed = commits[last].passed || result == .passed
    commits[last].failed = commits[last].failed || result == .failed
  }

  /// What it says of the failure.
  package var standing: MainStanding { MainStanding(commits.filter { $0.passed || $0.failed }) }
}
