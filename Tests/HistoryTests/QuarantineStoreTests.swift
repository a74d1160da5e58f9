import Flakiness
import History
import TestResults
import Testing

/// A history made by hand: a letter per run for each test, F failed, P passed, S skipped.
struct HandMade {
  static let start = 1_700_000_000

  static func reports(_ tests: [String: String], from first: Int = 0) -> [JobReport] {
    let count = tests.values.map(\.count).max() ?? 0
    return (0..<count).map { run in
      let results = tests.sorted { $0.key < $1.key }.map { name, letters in
        let letter = Array(letters)[run]
        return TestResult(
          TestIdentity(className: "shop.CartTest", name: name),
          attempts: [
            letter == "F"
              ? Attempt(.failed, message: "port is taken")
              : Attempt(letter == "S" ? .skipped : .passed)
          ])
      }
      let isRed = results.contains { $0.outcome.isFailure }
      let number = first + run
      return JobReport(
        key: JobKey(
          provider: "github-actions", repository: "acme/shop", run: "\(number)", attempt: 1,
          job: "test"),
        facts: RunFacts(commit: "c\(number)", branch: "main", isMainLine: true),
        status: isRed ? .failed : .passed, started: start + number * 7200,
        finished: start + number * 7200 + 600, results: results)
    }
  }

  /// Fails now and then, between passes; its companion always passes.
  static let flaky = String(repeating: "PPPPPPPPPFPPPPPPPPPPPPPPFPPPPP", count: 10)
  static let calm = String(repeating: "P", count: 300)
  static let end = start + 300 * 7200
}

@Suite struct QuarantineStoreTests {
  private func request(_ test: String, forced: Bool = false) -> QuarantineRequest {
    QuarantineRequest(
      test: "shop.CartTest::" + test, actor: "ada", reason: "port clash", owner: "@pay",
      isForced: forced)
  }

  @Test func suggestsWhatWouldHaveHelped() throws {
    let scratch = try Scratch()
    let broken = String(repeating: "P", count: 280) + String(repeating: "F", count: 20)
    let store = try scratch.store(
      "s.db", HandMade.reports(["flaky": HandMade.flaky, "calm": HandMade.calm, "broken": broken]))
    let review = try store.quarantineReview(of: "acme/shop", at: HandMade.end) { _, _ in "@pay" }
    #expect(review.proposals.map(\.test) == ["shop.CartTest::flaky"])
    let proposal = try #require(review.proposals.first)
    // It failed in 20 builds; the one it shares with the broken test stays red.
    #expect(proposal.step.rescued == 19)
    #expect(proposal.step.minutes == 190)
    #expect(proposal.step.missedRegressions == 0)
    #expect(proposal.report.pieces >= 2 && proposal.benefit > proposal.risk)
    let objection = try #require(review.objections.first { $0.test == "shop.CartTest::broken" })
    #expect(objection.refusals.contains(.failsNow))
    let unowned = try store.quarantineReview(of: "acme/shop", at: HandMade.end) { _, _ in nil }
    #expect(unowned.proposals.isEmpty)
    #expect(unowned.objections.contains { $0.refusals == [.noOwner] })
  }

  @Test func acceptsExtendsOnceReleasesAndDoublesAfterARelapse() throws {
    let scratch = try Scratch()
    let store = try scratch.store(
      "s.db", HandMade.reports(["flaky": HandMade.flaky, "calm": HandMade.calm]))
    try store.refreshFlakes(of: "acme/shop")
    let now = HandMade.end
    let entry = try store.addQuarantine(request("flaky"), in: "acme/shop", at: now).get()
    #expect(entry.expires == now + 14 * 86_400 && entry.actor == "ada")
    #expect(entry.className == "shop.CartTest")
    #expect(entry.cleanRunsNeeded == ReleaseRule.cleanRuns(rate: entry.lowRate))
    #expect(try store.quarantine(of: "acme/shop") == [entry])
    let longer = try store.addQuarantine(request("flaky"), in: "acme/shop", at: now + 10).get()
    #expect(longer.extensions == 1 && longer.expires == entry.expires + 10)
    #expect(longer.added == entry.added)
    #expect(
      try store.addQuarantine(request("flaky"), in: "acme/shop", at: now + 20)
        == .failure(.extendedBefore))
    #expect(
      try store.releaseQuarantine(
        entry.test, in: "acme/shop", by: "bob", reason: "fixed", at: now + 30))
    #expect(try store.quarantine(of: "acme/shop") == [])
    let again = try store.addQuarantine(request("flaky"), in: "acme/shop", at: now + 40).get()
    #expect(again.relapses == 1 && again.cleanRunsNeeded == 2 * entry.cleanRunsNeeded)
    try store.releaseQuarantine(entry.test, in: "acme/shop", by: "b", reason: "x", at: now + 50)
    let late = now + 50 + 31 * 86_400
    #expect(
      try store.addQuarantine(request("flaky"), in: "acme/shop", at: late).get().relapses == 0)
  }

  @Test func refusesWhatIsNoFlake() throws {
    let scratch = try Scratch()
    let store = try scratch.store(
      "s.db",
      HandMade.reports([
        "red": String(repeating: "F", count: 60), "once": String(repeating: "P", count: 60),
        "single": String(repeating: "P", count: 50) + "F" + String(repeating: "P", count: 9),
      ]))
    try store.refreshFlakes(of: "acme/shop")
    func answer(_ test: String, forced: Bool = false) throws -> QuarantineRefusal? {
      let result = try store.addQuarantine(
        request(test, forced: forced), in: "acme/shop", at: HandMade.end)
      if case .failure(let refusal) = result { return refusal }
      return nil
    }
    #expect(try answer("red") == .alwaysFails)
    #expect(try answer("red", forced: true) == .alwaysFails)
    #expect(try answer("once") == .unknownTest)
    let refusal = try answer("single")
    guard case .tooLittleEvidence(let pieces, 2) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(pieces < 2)
    #expect(try answer("single", forced: true) == nil)
  }

  /// Two stores that decided apart agree once merged, whichever way.
  @Test func decisionsMerge() throws {
    let scratch = try Scratch()
    let reports = HandMade.reports(["flaky": HandMade.flaky, "calm": HandMade.calm])
    let one = try scratch.store("1.db", reports)
    let two = try scratch.store("2.db", reports)
    try one.refreshFlakes(of: "acme/shop")
    let entry = try one.addQuarantine(request("flaky"), in: "acme/shop", at: HandMade.end).get()
    try two.merge(one)
    #expect(try two.quarantine(of: "acme/shop") == [entry])
    try two.releaseQuarantine(
      entry.test, in: "acme/shop", by: "b", reason: "fixed", at: HandMade.end + 5)
    try one.merge(two)
    #expect(try one.quarantine(of: "acme/shop") == [])
  }

  static let later: [(letters: String, days: Int, expected: [QuarantineStanding.Attention])] = [
    (String(repeating: "P", count: 5), 1, []),
    (String(repeating: "P", count: 90), 9, [.readyForRelease]),
    (String(repeating: "F", count: 40), 4, [.alwaysFails]),
    (String(repeating: "FP", count: 20), 15, [.expired]),
    (String(repeating: "S", count: 5), 8, [.notRun]),
  ]

  @Test(arguments: later.indices) func saysWhatNeedsAttention(index: Int) throws {
    let (letters, days, expected) = Self.later[index]
    let scratch = try Scratch()
    let store = try scratch.store(
      "s.db", HandMade.reports(["flaky": HandMade.flaky, "calm": HandMade.calm]))
    try store.refreshFlakes(of: "acme/shop")
    _ = try store.addQuarantine(request("flaky"), in: "acme/shop", at: HandMade.end).get()
    try store.takeIn(HandMade.reports(["flaky": letters], from: 300))
    let standing = try #require(
      try store.quarantineStandings(of: "acme/shop", at: HandMade.end + days * 86_400).first)
    #expect(standing.attention == expected, "\(standing)")
    #expect(standing.executions == letters.count { $0 != "S" })
    #expect(standing.failures == letters.count { $0 == "F" })
  }
}
