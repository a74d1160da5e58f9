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

  /// The state of a failure seen `earlier` times before in the repository, for the last time at
  /// `lastTime`.
  ///
  /// - Parameter isTransient: a retry may well pass (a network, a service): then one failing
  ///   commit at the tip is not yet a broken branch.
  package func state(earlier: Int, lastTime: Int, isTransient: Bool) -> FailureState {
    let telling = commits.filter { $0.passed || $0.failed }
    let streak = telling.reversed().prefix { $0.isBroken }.count
    if streak >= (isTransient ? Self.commitsForBreakage : 1), earlier > 0 {
      let first = telling.count - streak
      return .broken(since: telling[first].id, after: first > 0 ? telling[first - 1].id : nil)
    }
    if let since = fixed(telling, lastTime: lastTime) { return .fixed(since: since) }
    guard earlier > 0 else { return .new }
    return wasRepaired(telling, before: lastTime) ? .regressed : .known
  }

  /// The first passing commit after the last failing one, when nothing failed since: one pass
  /// ends a breakage; coming and going ends only after many.
  private func fixed(_ telling: [Commit], lastTime: Int) -> String? {
    guard let last = telling.lastIndex(where: \.failed) else { return nil }
    let after = telling[(last + 1)...]
    guard let first = after.first, first.time > lastTime else { return nil }
    let needed = breakage(endingAt: last, in: telling) ? 1 : Self.passesForGone
    return after.count >= needed ? first.id : nil
  }

  /// Whether a breakage ended before the failure's latest occurrence.
  private func wasRepaired(_ telling: [Commit], before time: Int) -> Bool {
    telling.indices.dropLast().contains { index in
      breakage(endingAt: index, in: telling) && !telling[index + 1].failed
        && telling[index + 1].time < time
    }
  }

  private func breakage(endingAt index: Int, in telling: [Commit]) -> Bool {
    let first = index - Self.commitsForBreakage + 1
    return first >= 0 && telling[first...index].allSatisfy(\.isBroken)
  }
}
