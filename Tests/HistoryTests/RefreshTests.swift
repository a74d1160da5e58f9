import Flakiness
import Foundation
import History
import TestResults
import Testing

/// Deciding piece by piece gives, to the bit, what deciding about everything at once gives.
@Suite struct RefreshTests {
  private static func expectEqual(_ store: Store, _ whole: Store) throws {
    let left = try store.flakes(of: "acme/web")
    let right = try whole.flakes(of: "acme/web")
    #expect(left.map(\.test) == right.map(\.test))
    #expect(left == right)
  }

  /// In order, as a CI would send them; a refresh after every few.
  @Test(arguments: 1...3) func pieceByPiece(seed: UInt64) throws {
    let (_, reports) = ReplayTests.simulated(seed: seed)
    let scratch = try Scratch()
    let whole = try scratch.store("whole.db")
    try whole.takeIn(reports)
    try whole.refreshFlakes(of: "acme/web")
    let store = try scratch.store()
    var generator = SeededGenerator(seed: seed)
    var rest = reports[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 + generator.below(9))
      try store.takeIn(Array(piece))
      rest = rest.dropFirst(piece.count)
      try store.refreshFlakes(of: "acme/web")
    }
    try Self.expectEqual(store, whole)
  }

  /// In any order: what is older than what was decided about is put in its place.
  @Test(arguments: 1...3) func outOfOrder(seed: UInt64) throws {
    let (_, reports) = ReplayTests.simulated(seed: seed)
    let scratch = try Scratch()
    let whole = try scratch.store("whole.db")
    try whole.takeIn(reports)
    try whole.refreshFlakes(of: "acme/web")
    let store = try scratch.store()
    var rest = reports.shuffled(seed: seed)[...]
    while !rest.isEmpty {
      try store.takeIn(Array(rest.prefix(17)))
      rest = rest.dropFirst(17)
      try store.refreshFlakes(of: "acme/web")
    }
    try Self.expectEqual(store, whole)
    let before = try store.flakes(of: "acme/web")
    #expect(try store.refreshFlakes(of: "acme/web", recompute: true).isEmpty)
    #expect(try store.flakes(of: "acme/web") == before)
  }

  /// A job that moves, or whose results become others, is decided about anew.
  @Test func changesAreSeen() throws {
    var reports = ReplayTests.simulated(seed: 4).reports
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(reports)
    try store.refreshFlakes(of: "acme/web")
    for index in [3, 40, 90] {
      reports[index].revision = 1
      reports[index].started += 7200
      reports[index].facts.commit = "another"
      reports[index].results = [IntakeTests.result("new", .failed)]
      try store.takeIn(reports[index])
      try store.refreshFlakes(of: "acme/web")
      let whole = try scratch.store("whole-\(index).db")
      try whole.takeIn(reports)
      try whole.refreshFlakes(of: "acme/web")
      try Self.expectEqual(store, whole)
    }
  }

  @Test func nothingNewIsNothingDone() throws {
    let (_, reports) = ReplayTests.simulated(seed: 5)
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(reports)
    #expect(try !store.refreshFlakes(of: "acme/web").isEmpty)
    #expect(try store.takeIn(reports).allSatisfy { $0 == .known })
    #expect(try store.refreshFlakes(of: "acme/web").isEmpty)
  }

  /// The same history over ten weeks, so that there is something to prune.
  private static func stretched(_ reports: [JobReport]) -> [JobReport] {
    let first = reports[0].started
    let span = max(1, reports[reports.count - 1].started - first)
    return reports.map { report in
      var report = report
      report.started = first + (report.started - first) * 70 * 86_400 / span
      return report
    }
  }

  /// What executions taught stays when they are pruned, whether or not anybody asked before.
  @Test(arguments: [true, false]) func pruningTakesNothingAway(isAskedBefore: Bool) throws {
    let reports = Self.stretched(ReplayTests.simulated(seed: 6).reports)
    let scratch = try Scratch()
    let whole = try scratch.store("whole.db")
    try whole.takeIn(reports)
    try whole.refreshFlakes(of: "acme/web")
    let store = try scratch.store()
    let half = reports.count / 2
    try store.takeIn(Array(reports[..<half]))
    if isAskedBefore { try store.refreshFlakes(of: "acme/web") }
    var retention = Retention()
    retention.results = 7
    // No report may be pruned away that is still to come.
    try store.prune(retention, now: reports[half].started)
    try store.takeIn(Array(reports[half...]))
    try store.refreshFlakes(of: "acme/web")
    try store.prune(retention, now: reports[reports.count - 1].started)
    let kept = try store.info().executions
    let all = try whole.info().executions
    #expect(kept > 0 && kept < all / 2)
    try store.refreshFlakes(of: "acme/web", recompute: true)
    try Self.expectEqual(store, whole)
    #expect(try store.check() == [])
  }

  /// The goal is 5 ms: `MEASURE=1 swift test -c release --filter aVerdictIsQuick` checks it.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["MEASURE"] == "1"))
  func aVerdictIsQuick() throws {
    let (_, reports) = ReplayTests.simulated(seed: 8)
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(reports)
    try store.refreshFlakes(of: "acme/web")
    let test = try #require(try store.flakes(of: "acme/web").first).test
    let clock = ContinuousClock()
    let times = try (0..<101).map { _ in
      try clock.measure { _ = try store.flake(test, in: "acme/web") }
    }.sorted()
    #expect(times[50] < .milliseconds(5), "median \(times[50])")
    print("a verdict took \(times[50])")
  }
}
