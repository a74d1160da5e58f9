import Foundation
import Testing

@testable import History

/// Lines around a failure's quotes: bounded, masked, with their own numbers, gone before the rest.
@Suite struct ExcerptTests {
  private static let key = JobKey(provider: "p", repository: "acme/web", run: "1", job: "test")
  private static let time = 1_795_370_400

  private static func report(_ excerpt: [FailureRecord.Line], summary: String = "b failed")
    -> JobReport
  {
    JobReport(
      key: key, facts: RunFacts(commit: "c", branch: "main", isMainLine: true), status: .failed,
      started: time,
      failure: FailureRecord(
        bucket: "test", confidence: 1, summary: summary,
        evidence: [.init(line: 12, role: "cause", text: "assertion failed")], excerpt: excerpt))
  }

  private static func lines(_ numbers: [Int], _ text: String = "x") -> [FailureRecord.Line] {
    numbers.map { .init(line: $0, text: text) }
  }

  @Test func itIsKeptInOrderWithoutTheQuoteAndOnce() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(Self.report(Self.lines([13, 11, 12, 11])))
    #expect(try store.job(Self.key)?.failure?.excerpt == Self.lines([11, 13]))
    #expect(try store.excerpt(of: Self.key) == Self.lines([11, 13]))
    #expect(try store.check() == [])
  }

  @Test func itIsBoundedAndMasked() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let secret = "token ghp_" + String(repeating: "a1B2", count: 9)
    let long = Self.lines(Array(100...400), String(repeating: "y", count: 390))
    try store.takeIn(Self.report([.init(line: 11, text: secret)] + long))
    let kept = try store.excerpt(of: Self.key)
    #expect(kept.first?.line == 11 && kept.first?.text.contains("ghp_a1B2") == false)
    #expect(kept.count > 3 && kept.map { $0.text.utf8.count }.reduce(0, +) <= Excerpt.bytes)
    // Short lines are bounded in number.
    let other = try scratch.store("other.db")
    try other.takeIn(Self.report(Self.lines(Array(20...400))))
    #expect(try other.excerpt(of: Self.key).count == Excerpt.lines)
  }

  /// Of two diagnoses of a job one holds, and its own lines are shown, in whatever order stores
  /// meet.
  @Test func itBelongsToItsFailure() throws {
    let scratch = try Scratch()
    let first = try scratch.store("a.db", [Self.report(Self.lines([11]), summary: "one")])
    let second = try scratch.store("b.db", [Self.report(Self.lines([14]), summary: "two")])
    let one = try scratch.store("one.db")
    let two = try scratch.store("two.db")
    for store in [first, second] { try one.merge(store) }
    for store in [second, first] { try two.merge(store) }
    #expect(try one.meaning() == two.meaning())
    let failure = try #require(try one.job(Self.key)?.failure)
    #expect(failure.excerpt == Self.lines([failure.summary == "one" ? 11 : 14]))
    let copy = try scratch.store("copy.db")
    try copy.importLines(try one.exported().split(separator: "\n"), name: "x")
    #expect(try copy.job(Self.key)?.failure == failure)
  }

  @Test func itGoesBeforeItsFailureAndStaysGone() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let report = Self.report(Self.lines([11]))
    try store.takeIn(report)
    let whole = try scratch.store("whole.db")
    try whole.merge(store)
    try store.prune(now: Self.time + 50 * 86_400)
    let failure = try #require(try store.job(Self.key)?.failure)
    #expect(failure.excerpt.isEmpty && failure.evidence.count == 1)
    try store.takeIn(report)
    try store.merge(whole)
    #expect(try store.excerpt(of: Self.key).isEmpty)
    #expect(try store.check() == [])
  }

  /// A store that is too big gives its excerpts first.
  @Test func aBoundTakesExcerptsFirst() throws {
    var retention = Retention()
    retention.bytes = 1
    let shorter = try #require(retention.shorter)
    #expect(shorter.excerpts == 7 && shorter.results == retention.results)
    #expect(try #require(shorter.shorter).results < retention.results)
  }
}
