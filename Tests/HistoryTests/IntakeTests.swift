import History
import TestResults
import Testing

@Suite struct IntakeTests {
  @Test func secondTimeChangesNothing() throws {
    let scratch = try Scratch()
    var world = World(seed: 1, knowsPipelines: true)
    let reports = world.reports(30)
    let store = try scratch.store("a.db", reports)
    let before = try store.exported()
    #expect(try store.takeIn(reports).allSatisfy { $0 == .known })
    #expect(try store.exported() == before)
    #expect(try store.check() == [])
  }

  @Test(arguments: 1...12) func orderDoesNotMatter(seed: UInt64) throws {
    let scratch = try Scratch()
    var world = World(seed: seed, knowsPipelines: true)
    let reports = world.reports(24)
    let first = try scratch.store("a.db", reports)
    let second = try scratch.store("b.db", reports.shuffled(seed: seed) + reports.prefix(9))
    #expect(try first.meaning() == second.meaning())
    #expect(try second.check() == [])
  }

  @Test func partsOfAJobMayComeOneByOne() throws {
    let scratch = try Scratch()
    var world = World(seed: 3, knowsPipelines: true)
    let reports = world.reports(20).filter { $0.failure != nil && $0.results != nil }
    try #require(!reports.isEmpty)
    let whole = try scratch.store("a.db", reports)
    let parts = try scratch.store()
    for report in reports {
      var part = report
      part.failure = nil
      #expect(try parts.takeIn(part) == .stored)
      part = report
      part.results = nil
      try parts.takeIn(part)
    }
    #expect(try whole.meaning() == parts.meaning())
  }

  /// A hook inside the job knows little, a webhook more: whichever comes last, all of it stays.
  @Test(arguments: [true, false]) func theFullerReportStays(isFullerFirst: Bool) throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let poor = Self.job([Self.result("a", .passed)])
    var rich = poor
    rich.runner = "ubuntu-24.04"
    rich.queued = rich.started - 30
    rich.facts.workflow = "nightly"
    for report in isFullerFirst ? [rich, poor] : [poor, rich] { try store.takeIn(report) }
    let text = try store.exported()
    #expect(text.contains("\"runner\":\"ubuntu-24.04\""))
    #expect(text.contains("\"workflow\":\"nightly\""))
    #expect(try store.takeIn([poor, rich]) == [.known, .known])
  }

  @Test func greaterRevisionStays() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    var report = Self.job([Self.result("a", .failed)])
    report.revision = 2
    try store.takeIn(report)
    var older = Self.job([Self.result("a", .passed), Self.result("b", .passed)])
    older.revision = 1
    try store.takeIn(older)
    let entries = try #require(try store.history(of: "suite::a", in: "acme/web")).entries
    #expect(entries.map(\.detail) == ["failed"])
    #expect(try store.history(of: "suite::b", in: "acme/web")?.entries == [])
    #expect(try store.check() == [])
  }

  @Test func attemptsAreOneExecution() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let retried = TestResult(
      TestIdentity(className: "suite", name: "a"), attempts: [Attempt(.failed), Attempt(.passed)])
    let cached = TestResult(
      TestIdentity(className: "suite", name: "b"), attempts: [Attempt(.passed)], isCached: true)
    try store.takeIn(Self.job([retried, cached]))
    let history = try #require(try store.history(of: "suite::a", in: "acme/web"))
    #expect(history.entries.map(\.outcome) == [.flaky])
    #expect(try store.history(of: "suite::b", in: "acme/web")?.entries ?? [] == [])
  }

  /// Names that differ in noise only are one test, as bad as its worst entry.
  @Test func sameKeyTwiceInAJob() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let names = ["t[/tmp/pytest-1/x]", "t[/tmp/pytest-2/x]"]
    let identities = names.map { TestIdentity(className: "suite", name: $0) }
    try #require(identities[0].key == identities[1].key)
    let results = [
      TestResult(identities[0], attempts: [Attempt(.passed)]),
      TestResult(identities[1], attempts: [Attempt(.errored, message: "boom in setup of t")]),
    ]
    let reversed = try scratch.store("b.db", [Self.job(results.reversed())])
    try store.takeIn(Self.job(results))
    let history = try #require(try store.history(of: identities[0].key, in: "acme/web"))
    #expect(history.entries.map(\.detail) == ["errored"])
    #expect(try store.meaning() == reversed.meaning())
  }

  @Test func secretsDoNotReachTheDisk() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let secret = "ghp_" + String(repeating: "aB3dE6", count: 6)
    var result = Self.result("a", .failed)
    result.attempts[0].message = "clone failed with token \(secret)"
    var report = Self.job([result])
    report.failure = FailureRecord(
      bucket: "config", confidence: 1, summary: "failed with \(secret)",
      evidence: [.init(line: 1, role: "cause", text: "remote: \(secret) denied")])
    try store.takeIn(report)
    let text = try store.exported()
    #expect(!text.contains(secret))
    #expect(text.contains("[masked:github-token]"))
  }

  @Test func failuresBeyondTheLimitStayCounted() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(Self.job((0..<10_050).map { Self.result("t\($0)", .failed) }))
    #expect(try store.counts()["execution"] == 10_000)
    #expect(try store.check() == [])
    var failed = 0
    try store.runs(of: "acme/web") { run in
      failed += run.executions.filter { $0.outcome == .failed }.count
    }
    #expect(failed == 10_050)
  }

  static func result(_ name: String, _ outcome: Outcome) -> TestResult {
    TestResult(TestIdentity(className: "suite", name: name), attempts: [Attempt(outcome)])
  }

  static func job(_ results: [TestResult]) -> JobReport {
    JobReport(
      key: JobKey(provider: "gitlab", repository: "acme/web", run: "1", job: "test"),
      facts: RunFacts(commit: "c1", branch: "main", isMainLine: true), status: .failed,
      started: 1_700_000_000, results: results)
  }
}
