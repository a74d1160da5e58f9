import GRDB
import History
import TestResults
import Testing

@Suite struct PruneTests {
  private static let day = 86_400
  /// A Thursday, where weeks begin.
  private static let start = 2800 * 7 * day

  /// A job a day for a year: `a` always passes, `b` fails on every tenth day, `c` is skipped.
  static func year() -> [JobReport] {
    (0..<365).map { number in
      let fails = number % 10 == 0
      return JobReport(
        key: JobKey(provider: "p", repository: "acme/web", run: "\(number)", job: "test"),
        facts: RunFacts(commit: "c\(number)", branch: "main", isMainLine: true),
        status: fails ? .failed : .passed, started: start + number * day,
        failure: fails
          ? FailureRecord(
            bucket: "test", confidence: 1, summary: "b failed", fingerprint: "v1:b",
            evidence: [.init(line: 1, role: "cause", text: "assertion failed in test b")])
          : nil,
        results: [
          IntakeTests.result("a", .passed), IntakeTests.result("b", fails ? .failed : .passed),
          IntakeTests.result("c", .skipped),
        ])
    }
  }

  static let now = start + 365 * day

  @Test func oldResultsBecomeSums() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(Self.year())
    #expect(try store.prune(now: Self.now) == Retention())
    let history = try #require(try store.history(of: "suite::b", in: "acme/web"))
    #expect(history.entries.count >= 35 && history.entries.count <= 42)
    #expect(history.entries.count + history.weeks.reduce(0) { $0 + $1.executed } == 365)
    let failing = history.entries.filter { $0.outcome == .failed }.count
    #expect(failing + history.weeks.reduce(0) { $0 + $1.failures } == 37)
    let skipped = try #require(try store.history(of: "suite::c", in: "acme/web"))
    #expect(skipped.skipped + skipped.weeks.reduce(0) { $0 + $1.skipped } == 365)
    let key = JobKey(provider: "p", repository: "acme/web", run: "360", job: "test")
    let recurrence = try #require(try store.recurrence(of: key))
    #expect(recurrence.count == 37)
    #expect(recurrence.firstTime == Self.start)
    #expect(try store.check() == [])
    #expect(try #require(try store.counts()["job"]) <= 107)
  }

  @Test func prunedStaysPruned() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let reports = Self.year()
    try store.takeIn(reports)
    let whole = try scratch.store("whole.db")
    try whole.merge(store)
    try store.prune(now: Self.now)
    let pruned = try store.exported()
    #expect(try store.prune(now: Self.now) == Retention())
    #expect(try store.exported() == pruned)
    #expect(try store.takeIn(reports).prefix(200).allSatisfy { $0 == .expired })
    #expect(try store.exported() == pruned)
    // The copy that was not pruned brings nothing back, and is pruned by the merge itself.
    try store.merge(whole)
    #expect(try store.exported() == pruned)
    try whole.merge(store)
    #expect(try whole.exported() == pruned)
  }

  @Test func shardsAddUp() throws {
    let scratch = try Scratch()
    let reports = Self.year()
    let odd = try scratch.store("odd.db")
    let even = try scratch.store("even.db")
    try odd.takeIn(reports.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
    try even.takeIn(reports.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
    try odd.prune(now: Self.now)
    try even.prune(now: Self.now)
    let other = try scratch.store("other.db")
    try other.merge(even)
    try other.merge(odd)
    try odd.merge(even)
    #expect(try odd.exported() == other.exported())
    let history = try #require(try odd.history(of: "suite::a", in: "acme/web"))
    #expect(history.entries.count + history.weeks.reduce(0) { $0 + $1.executed } == 365)
  }

  @Test func prunesByItselfOnceThereIsSomethingOld() throws {
    let scratch = try Scratch()
    let year = try scratch.store("year.db")
    try year.takeIn(Self.year())
    let other = try scratch.store("other.db")
    try other.merge(year)
    #expect(try year.pruneIfDue(Retention(), now: Self.now))
    #expect(try !year.pruneIfDue(Retention(), now: Self.now))
    // The age counts from the newest job, so an old history is not lost at once.
    #expect(try other.pruneIfDue(Retention(), now: Self.now + 3650 * Self.day))
    try other.prune(now: Self.start + 364 * Self.day)
    #expect(try other.exported() == year.exported())
    let young = try scratch.store("young.db")
    try young.takeIn(Array(Self.year().prefix(30)))
    #expect(try !young.pruneIfDue(Retention(), now: Self.now))
    var tight = Retention()
    tight.bytes = 1
    #expect(try young.pruneIfDue(tight, now: Self.now))
    #expect(try !young.pruneIfDue(tight, now: Self.now))
    #expect(try young.check() == [])
  }

  /// A job with old stamps beside new ones stays for as long as the command that brought it; what
  /// was old enough before it came goes all the same.
  @Test func sparesWhatCameJustNow() throws {
    let scratch = try Scratch()
    let reports = Self.year()
    let store = try scratch.store()
    try store.takeIn([reports[0], reports[200], reports[364]])
    #expect(try store.pruneIfDue(Retention(), now: Self.now, sparing: reports[200].started))
    #expect(try store.counts()["job"] == 2)
    #expect(try !store.pruneIfDue(Retention(), now: Self.now, sparing: reports[200].started))
    #expect(try store.pruneIfDue(Retention(), now: Self.now, sparing: reports[364].started))
    #expect(try store.counts()["job"] == 1)
    var tight = Retention()
    tight.bytes = 1
    try store.takeIn([reports[350]])
    #expect(try !store.pruneIfDue(tight, now: Self.now, sparing: reports[350].started))
    #expect(try store.counts()["job"] == 2)
  }

  @Test(arguments: [
    ("roster WHERE roster IN (SELECT roster FROM roster_week)", "weekly sums without their roster"),
    ("test WHERE test IN (SELECT test FROM test_week)", "weekly sums without their test"),
  ]) func checkFollowsWeeklySums(_ rows: String, _ finding: String) throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(Self.year())
    try store.prune(now: Self.now)
    try DatabaseQueue(path: scratch.path("store.db")).write { database in
      try database.execute(sql: "DELETE FROM " + rows)
    }
    #expect(try store.check().contains { $0.hasSuffix(finding) })
  }

  @Test func boundedInBytes() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(Self.year())
    var retention = Retention()
    retention.bytes = 1
    let kept = try store.prune(retention, now: Self.now)
    #expect(kept.results == 7 && kept.failures == 7)
    try store.compact()
    let history = try #require(try store.history(of: "suite::a", in: "acme/web"))
    #expect(history.entries.count <= 14)
    #expect(try store.check() == [])
  }
}
