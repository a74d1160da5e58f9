import Flakiness
import History
import TestResults
import Testing

/// What the store gives back is what went in, to the last bit of the detector's state.
@Suite struct ReplayTests {
  /// A simulated history, as runs and as the reports a CI would send.
  static func simulated(seed: UInt64) -> (runs: [TestRun], reports: [JobReport]) {
    var settings = SimulationSettings()
    settings.tests = 60
    settings.commits = 120
    settings.prevalence = 0.2
    settings.regressions = 4
    settings.doubleBuilds = 0.2
    settings.retries = 1
    settings.seed = seed
    let runs = Simulator(settings).run().runs
    let reports = runs.map { run in
      JobReport(
        key: JobKey(provider: "sim", repository: "acme/web", run: run.id, job: "test"),
        facts: RunFacts(commit: run.commit, branch: "main", isMainLine: true),
        status: .passed, started: run.time, results: run.executions.map(Self.result))
    }
    return (runs, reports)
  }

  private static func result(_ execution: Execution) -> TestResult {
    let attempts: [Attempt] =
      switch execution.outcome {
      case .passed: [Attempt(.passed)]
      case .failed: [Attempt(.failed)]
      case .flaky: [Attempt(.failed), Attempt(.passed)]
      }
    return TestResult(
      TestIdentity(className: "sim", name: "test_" + letters(execution.test)), attempts: attempts)
  }

  private static func letters(_ number: Int) -> String {
    String(String(number).map { Character(UnicodeScalar($0.asciiValue! + 49)) })
  }

  @Test(arguments: 1...3) func storedEqualsReplayed(seed: UInt64) throws {
    let (runs, reports) = Self.simulated(seed: seed)
    try #require(runs.count > 100)
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(reports.shuffled(seed: seed))
    let replay = try store.replay("acme/web")
    // The same executions without a store, tests numbered and ordered as the store does.
    let number = Dictionary(uniqueKeysWithValues: replay.tests.enumerated().map { ($1, $0) })
    var detector = FlakeDetector()
    for run in Self.inOrder(runs) {
      var copy = run
      copy.executions = try run.executions.map { execution in
        let key = "sim::test_" + Self.letters(execution.test)
        let test = try #require(number[key])
        return Execution(test: test, job: 0, outcome: execution.outcome)
      }.sorted { $0.test < $1.test }
      _ = detector.observe(copy)
    }
    #expect(replay.detector == detector)
    #expect(detector.standings.contains { $0.verdict == .flaky })
  }

  private static func inOrder(_ runs: [TestRun]) -> [TestRun] {
    runs.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  @Test func oneTestsHistoryIsItsPartOfTheReplay() throws {
    let (runs, reports) = Self.simulated(seed: 5)
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(reports)
    for test in 0..<20 {
      let key = "sim::test_" + Self.letters(test)
      let history = try #require(try store.history(of: key, in: "acme/web"))
      let expected = Self.inOrder(runs).flatMap { run in
        run.executions.filter { $0.test == test }.map { (run.id, $0.outcome) }
      }
      #expect(history.entries.map(\.run.id) == expected.map(\.0))
      #expect(history.entries.map(\.outcome) == expected.map(\.1))
      let latest = try #require(try store.history(of: key, in: "acme/web", latest: 7))
      #expect(latest.entries == history.entries.suffix(7))
    }
  }

  @Test func keptStateIsTheReplays() throws {
    let (_, reports) = Self.simulated(seed: 7)
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(reports)
    let changes = try store.refreshFlakes(of: "acme/web")
    #expect(!changes.isEmpty)
    let replay = try store.replay("acme/web")
    let flakes = try store.flakes(of: "acme/web")
    #expect(flakes.count == replay.detector.records.filter { $0.failures > 0 }.count)
    for flake in flakes {
      let test = try #require(replay.tests.firstIndex(of: flake.test))
      #expect(flake.record == replay.detector.records[test])
      #expect(flake.standing == replay.detector.standings[test])
      #expect(flake.report == replay.detector.report(on: test))
      #expect(try store.flake(flake.test, in: "acme/web") == flake)
    }
  }

  /// A run made again later counts for the commit it was made for.
  @Test func commitsAreInSourceOrder() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for (run, commit, started) in [("1", 10, 100), ("2", 20, 200), ("3", 10, 300)] {
      try store.takeIn(
        JobReport(
          key: JobKey(provider: "p", repository: "r", run: run, job: "j"),
          facts: RunFacts(
            commit: "c\(commit)", branch: "main", isMainLine: true, commitTime: commit),
          status: .passed, started: started, results: [IntakeTests.result("a", .passed)]))
    }
    let history = try #require(try store.history(of: "suite::a", in: "r"))
    #expect(history.entries.map(\.run.id) == ["1", "3", "2"])
  }
}
