/// Both outcomes on one commit, on at least `needed` commits (CircleCI, Trunk, Harness).
struct SameCommit: AnchorRule {
  let needed: Int
  private var found = 0
  private var present = CommitRing(limit: 1)
  private var counted = false

  init(needed: Int) {
    self.needed = needed
  }

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    if present.add(outcome, run) { counted = false }
    if !counted, present.commits.last?.isContradiction == true {
      counted = true
      found += 1
    }
    return found >= needed
  }
}

/// Buildkite's transition count: changes of outcome within a window of results, divided by the
/// window and not by the results.
struct TransitionCount: AnchorRule {
  var window = 100
  var threshold = 0.04
  private var results: [Bool] = []

  init() {}

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    if outcome == .flaky { results.append(true) }
    results.append(outcome == .failed)
    if results.count > window { results.removeFirst(results.count - window) }
    return outcome != .passed || results.suffix(2).first == true
      ? Self.score(results, window: window) >= threshold : false
  }

  /// Transitions of `results` (true for failed) over `window`.
  static func score(_ results: [Bool], window: Int) -> Double {
    Double(zip(results, results.dropFirst()).count { $0 != $1 }) / Double(window)
  }
}

/// Share of failures within a week, with a minimum of executions (Trunk's failure-rate monitor).
struct FailureRate: AnchorRule {
  var threshold = 0.05
  var minimum = 20
  private var week = TimeWindow(seconds: 7 * 86_400)

  init() {}

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    week.add(outcome != .passed, at: run.time)
    guard outcome != .passed, week.entries.count >= minimum else { return false }
    let failed = week.entries.count { $0.isFailed }
    return Double(failed) >= threshold * Double(week.entries.count)
  }
}

/// TestGrid's flip analyser: failures in streaks of three or more are left out, then flips from
/// pass to fail and flaky cells, over the results considered, in seven days.
struct TestGridFlips: AnchorRule {
  var threshold = 0.05
  private var week = TimeWindow(seconds: 7 * 86_400)

  init() {}

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    week.add(outcome != .passed, isFlaky: outcome == .flaky, at: run.time)
    guard outcome != .failed else { return false }
    return Self.score(week.entries) >= threshold
  }

  static func score(_ entries: [TimeWindow.Entry]) -> Double {
    var considered = 0
    var flips = 0
    var streak = 0
    var hasPassed = false
    func close() {
      if streak > 0 && streak < 3 {
        considered += streak
        flips += hasPassed ? 1 : 0
      }
      streak = 0
    }
    for entry in entries {
      if entry.isFailed && !entry.isFlaky {
        streak += 1
      } else {
        close()
        considered += 1
        flips += entry.isFlaky ? 1 : 0
        hasPassed = true
      }
    }
    close()
    return considered == 0 ? 0 : Double(flips) / Double(considered)
  }
}

/// Results of the last so many seconds.
struct TimeWindow: Sendable {
  struct Entry: Sendable, Equatable {
    var isFailed: Bool
    var isFlaky: Bool
    var time: Int
  }

  let seconds: Int
  private(set) var entries: [Entry] = []

  init(seconds: Int) {
    self.seconds = seconds
  }

  mutating func add(_ isFailed: Bool, isFlaky: Bool = false, at time: Int) {
    entries.append(Entry(isFailed: isFailed, isFlaky: isFlaky, time: time))
    if let first = entries.firstIndex(where: { $0.time > time - seconds }), first > 0 {
      entries.removeFirst(first)
    }
  }
}
