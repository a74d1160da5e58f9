import Flakiness

/// Flaky tests of a window: what they blocked, and what muting the worst would have changed.
struct FlakeBuilder {
  static let listed = 15
  static let muted = 10

  let facts: ReviewFacts
  let window: ReviewWindow
  let past: ReviewWindow
  let context: ReviewContext

  private struct Tally {
    var failed = 0
    var runs: Set<Int> = []
    var blocked: Set<Int> = []
    var requests: Set<Int32> = []
    var seconds = 0
    var days: [Int]
  }

  func debt() -> Review.FlakeDebt {
    let flaky = context.tests.filter { $0.verdict == "flaky" }
    let quarantined = Set(context.quarantines.map { Self.key($0.repository, $0.test) })
    let suspects = Set(
      context.tests.filter { $0.verdict == "flaky" || $0.verdict == "probably-flaky" }
        .compactMap { facts.names.known(Self.key($0.repository, $0.test)) })
    let jobs = failingTests()
    let tallies = tally(jobs, suspects)
    var blocked: Set<Int> = []
    var seconds = 0
    for (job, tests) in jobs where isBlocked(job, tests, by: suspects) {
      blocked.insert(facts.jobs[job].run)
      seconds += facts.jobs[job].seconds ?? 0
    }
    let rows = top(tallies, quarantined)
    return Review.FlakeDebt(
      total: flaky.count,
      suspected: context.tests.count { $0.verdict == "probably-flaky" },
      new: flaky.count { $0.first.map { $0 >= window.from.seconds } ?? false },
      fixed: context.tests.count { test in
        test.verdict == "fixed"
          && test.last.map { $0 >= past.from.seconds && $0 < window.to.seconds } ?? false
      },
      runsBlocked: blocked.count, minutes: Double(seconds) / 60, top: rows,
      quarantined: quarantineRows(), whatIf: whatIf(rows, jobs),
      isIncomplete: context.lacksVerdicts)
  }

  static func key(_ repository: String, _ test: String) -> String { repository + "\u{1F}" + test }

  /// Tests that did not simply pass, by job of the window.
  private func failingTests() -> [Int: [ReviewFacts.TestFailure]] {
    Dictionary(
      grouping: facts.tests.filter { window.contains(facts.jobs[$0.job].started) }, by: \.job)
  }

  /// A job that failed, and only through these tests.
  private func isBlocked(
    _ job: Int, _ tests: [ReviewFacts.TestFailure], by suspects: Set<Int32>
  ) -> Bool {
    let failing = tests.filter { !$0.isRetried }
    return facts.jobs[job].status == .failed && !failing.isEmpty
      && failing.allSatisfy { suspects.contains($0.test) }
  }

  private func tally(
    _ jobs: [Int: [ReviewFacts.TestFailure]], _ suspects: Set<Int32>
  ) -> [Int32: Tally] {
    var tallies: [Int32: Tally] = [:]
    for (job, tests) in jobs {
      let isBlocked = isBlocked(job, tests, by: suspects)
      let run = facts.jobs[job].run
      for test in tests where suspects.contains(test.test) {
        var tally =
          tallies[test.test] ?? Tally(days: [Int](repeating: 0, count: window.days.count))
        tally.failed += 1
        tally.runs.insert(run)
        if let day = window.day(of: facts.jobs[job].started) { tally.days[day] += 1 }
        if isBlocked, !test.isRetried {
          tally.blocked.insert(run)
          tally.seconds += facts.jobs[job].seconds ?? 0
          if facts.runs[run].pullRequest >= 0 {
            tally.requests.insert(facts.runs[run].pullRequest)
          }
        }
        tallies[test.test] = tally
      }
    }
    return tallies
  }

  private func top(_ tallies: [Int32: Tally], _ quarantined: Set<String>) -> [Review.FlakeRow] {
    let rows = context.tests.compactMap { state -> Review.FlakeRow? in
      let key = Self.key(state.repository, state.test)
      guard let number = facts.names.known(key), let tally = tallies[number] else { return nil }
      let fails = Proportion(tally.failed, of: max(state.executions, tally.failed))
      return Review.FlakeRow(
        repository: state.repository, test: state.test, verdict: state.verdict,
        probability: state.probability, fails: fails, low: fails.interval?.low,
        high: fails.interval?.high, runsBlocked: tally.blocked.count,
        pullRequests: tally.requests.count, minutes: Double(tally.seconds) / 60,
        first: state.first.map(Moment.init), isQuarantined: quarantined.contains(key),
        days: tally.days)
    }
    let sorted = rows.sorted { left, right in
      let a = (-left.pullRequests, -left.runsBlocked, -left.minutes, -left.fails.numerator)
      let b = (-right.pullRequests, -right.runsBlocked, -right.minutes, -right.fails.numerator)
      return a == b ? (left.repository, left.test) < (right.repository, right.test) : a < b
    }
    return Array(sorted.prefix(Self.listed))
  }

  private func quarantineRows() -> [Review.QuarantineRow] {
    context.quarantines.map {
      Review.QuarantineRow(
        repository: $0.repository, test: $0.test, since: Moment($0.since),
        expires: $0.expires.map(Moment.init), owner: $0.owner, ticket: $0.ticket,
        isOverdue: $0.expires.map { $0 < window.to.seconds } ?? false)
    }.sorted {
      ($0.expires?.seconds ?? .max, $0.repository, $0.test)
        < ($1.expires?.seconds ?? .max, $1.repository, $1.test)
    }
  }

  /// Exact replay of the window's runs with the worst flaky tests muted.
  private func whatIf(
    _ rows: [Review.FlakeRow], _ jobs: [Int: [ReviewFacts.TestFailure]]
  ) -> Review.WhatIf? {
    let muted = rows.filter { $0.verdict == "flaky" && !$0.isQuarantined }.prefix(Self.muted)
    guard !muted.isEmpty else { return nil }
    let tests = Set(
      muted.compactMap { facts.names.known(Self.key($0.repository, $0.test)) }.map { Int($0) })
    let effect = QuarantineReplay(builds: builds(jobs)).effect(of: tests)
    return Review.WhatIf(
      tests: muted.map(\.test), red: effect.red, rescued: effect.rescued,
      minutes: effect.minutes, hidden: effect.missedRegressions)
  }

  private func builds(_ jobs: [Int: [ReviewFacts.TestFailure]]) -> [BuildRecord] {
    let lasting = lastingFailures()
    var builds: [Int: BuildRecord] = [:]
    for index in facts.jobs.indices where window.contains(facts.jobs[index].started) {
      let job = facts.jobs[index]
      guard job.status == .failed, job.attempt <= 1 else { continue }
      let failing = (jobs[index] ?? []).filter { !$0.isRetried }
      var build = builds[job.run] ?? BuildRecord(id: "\(job.run)", failing: [])
      build.failing += failing.map { Int($0.test) }
      build.regressions += failing.map(\.test)
        .filter { lasting.contains(Spot(run: job.run, test: $0)) }.map { Int($0) }
      if failing.isEmpty { build.hasOtherFailure = true }
      build.minutes += Double(job.seconds ?? 0) / 60
      builds[job.run] = build
    }
    return builds.sorted { $0.key < $1.key }.map(\.value)
  }

  private struct Spot: Hashable {
    var run: Int
    var test: Int32
  }

  /// Failures that came again on another commit of the branch with no passing run of the job in
  /// between: most likely real ones, which a mute would have hidden.
  private func lastingFailures() -> Set<Spot> {
    struct Line: Hashable {
      var repository: Int32
      var branch: Int32
      var name: Int32
    }
    let (jobs, runs) = (facts.jobs, facts.runs)
    func line(_ index: Int) -> Line {
      let run = runs[jobs[index].run]
      return Line(repository: run.repository, branch: run.branch, name: jobs[index].name)
    }
    var failing: [Int: Set<Int32>] = [:]
    for test in facts.tests where !test.isRetried {
      failing[test.job, default: []].insert(test.test)
    }
    // Only lines with a failing test matter, which are few.
    var lines = Dictionary(failing.keys.map { (line($0), [Int]()) }) { first, _ in first }
    for index in jobs.indices where jobs[index].status != .cancelled {
      lines[line(index)]?.append(index)
    }
    var found: Set<Spot> = []
    for members in lines.values {
      let ordered = members.sorted { (jobs[$0].started, $0) < (jobs[$1].started, $1) }
      for (left, right) in zip(ordered, ordered.dropFirst()) {
        guard let before = failing[left], let after = failing[right],
          runs[jobs[left].run].commit != runs[jobs[right].run].commit
        else { continue }
        for test in before.intersection(after) {
          found.insert(Spot(run: jobs[left].run, test: test))
          found.insert(Spot(run: jobs[right].run, test: test))
        }
      }
    }
    return found
  }
}
