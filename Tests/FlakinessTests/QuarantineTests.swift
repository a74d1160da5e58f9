import Testing

@testable import Flakiness

@Suite struct QuarantineTests {
  /// n = ⌈ln 0.05 / ln(1 − p)⌉ (flakes.md 5.7).
  @Test(arguments: [(0.1, 29), (0.05, 59), (0.02, 149), (0.01, 299), (0.5, 5), (1, 1)])
  func cleanRuns(rate: Double, expected: Int) {
    #expect(ReleaseRule.cleanRuns(rate: rate) == expected)
  }

  @Test func cleanRunsOfTheImpossible() {
    #expect(ReleaseRule.cleanRuns(rate: 0) == Int.max)
    #expect(ReleaseRule.cleanRuns(rate: 1e-12) == Int.max)
  }

  /// Twenty retries leave a 1 % flake undetected with probability 0.82.
  @Test func residualDoubt() {
    #expect(abs(ReleaseRule.residual(rate: 0.01, runs: 20) - 0.8179069375972308) < 1e-12)
  }

  @Test func relapseDoublesTheRuns() {
    let slab = HyperParameters.published.slab
    var record = History.record(passes: 40, then: "FP P P FP P P FP")
    let first = ReleaseRule.cleanRuns(for: record, slab: slab)
    record.confirmFix()
    var again = TestRecord()
    for entry in History(Array(repeating: "P", count: 40).joined(separator: " ")).runs {
      again.observe(entry.outcome, in: entry.run)
    }
    again.confirmFix()
    for entry in History(
      Array(repeating: "P", count: 40).joined(separator: " ") + " FP P P FP P P FP"
    ).runs { again.observe(entry.outcome, in: entry.run) }
    #expect(record.evidence.segments.isEmpty)
    #expect(ReleaseRule.cleanRuns(for: again, slab: slab) == 2 * first)
  }

  @Test func sequentialTestRefusesNonsense() {
    #expect(SequentialTest(unchanged: 0.1, improved: 0.1) == nil)
    #expect(SequentialTest(unchanged: 0.1, improved: 0) == nil)
    #expect(SequentialTest(unchanged: 1, improved: 0.1) == nil)
    #expect(SequentialTest(unchanged: 0.1, improved: 0.01, alpha: 0.7) == nil)
  }

  /// Hand-computed: ln 19 / (ln 0.999 − ln 0.99) = 325.4.
  @Test func cleanRunsOfTheSequentialTest() throws {
    let test = try #require(SequentialTest.fixCheck(lowerRate: 0.01))
    #expect(test.cleanRuns == 326)
  }

  /// Wald's bounds hold for the error rates, by simulation.
  @Test(arguments: [(0.2, SequentialTest.Decision.improved), (0.02, .unchanged)])
  func sequentialErrorRates(rate: Double, wrong: SequentialTest.Decision) throws {
    var random = SeededGenerator(seed: 11)
    var errors = 0
    let trials = 2000
    for _ in 0..<trials {
      var test = try #require(SequentialTest(unchanged: 0.2, improved: 0.02))
      while test.observe(failed: random.chance(rate)) == .undecided {}
      if test.decision == wrong { errors += 1 }
    }
    #expect(Double(errors) / Double(trials) < 0.06)
  }

  @Test func retryPlans() {
    let known = History.record(passes: 200, then: "FP P F P FP P")
    let healthy = History.record(passes: 500)
    var context = FailureContext()
    context.knownFailures = 12
    let unsure = FailureJudgement(of: known, context: context)
    let plan = RetryPlan(for: unsure, rateAfterFailure: 0.1)
    #expect(plan.advice == .retry)
    #expect(plan.retries >= 1 && plan.retries <= 10)
    #expect(plan.realIfAllFail >= 0.95)
    context.massFailure = 0.9
    #expect(
      RetryPlan(
        for: FailureJudgement(of: known, context: context), rateAfterFailure: 0.1
      ).advice == .rerunJob)
    context = FailureContext()
    context.brokenOnBase = 0.99
    #expect(
      RetryPlan(
        for: FailureJudgement(of: healthy, context: context), rateAfterFailure: 0.1
      ).advice == .fix)
  }

  /// Of failures a plan calls real, at most 5 % are flakes; simulated with the truth drawn from
  /// the judgement itself.
  @Test(arguments: [0.1, 0.3, 0.6])
  func retryErrorRate(stuck: Double) {
    let known = History.record(passes: 200, then: "FP P F P FP P")
    var context = FailureContext()
    context.knownFailures = 12
    let judgement = FailureJudgement(of: known, context: context)
    let plan = RetryPlan(for: judgement, rateAfterFailure: stuck)
    var random = SeededGenerator(seed: 3)
    var real = 0
    var wrong = 0
    for _ in 0..<20_000 {
      let isFlake = random.chance(judgement.flake)
      let allFail = !isFlake || (0..<plan.retries).allSatisfy { _ in random.chance(stuck) }
      guard allFail else { continue }
      real += 1
      if isFlake { wrong += 1 }
    }
    #expect(Double(wrong) / Double(real) < 0.055)
  }

  @Test func stickiness() {
    var stickiness = RetryStickiness()
    #expect(abs(stickiness.rateAfterFailure(rate: 0.1) - 0.145) < 1e-12)
    stickiness.observe(attempts: [true, true, false])
    stickiness.observe(attempts: [true, true, true])
    stickiness.observe(attempts: [false])
    #expect(stickiness.failedAgain == 1)
    #expect(stickiness.passedAfter == 1)
    #expect(abs(stickiness.rateAfterFailure(rate: 0.1) - (4 * 0.145 + 1) / 6) < 1e-12)
  }

  private let builds = [
    BuildRecord(id: "a", failing: [1], minutes: 10),
    BuildRecord(id: "b", failing: [1, 2], minutes: 20),
    BuildRecord(id: "c", failing: [3, 4], minutes: 30),
    BuildRecord(id: "d", failing: [3, 4], minutes: 30),
    BuildRecord(id: "e", failing: [5], hasOtherFailure: true, minutes: 40),
    BuildRecord(id: "f", failing: [1], minutes: 10, regressions: [1]),
    BuildRecord(id: "g", failing: [], hasOtherFailure: true),
    BuildRecord(id: "h", failing: []),
  ]

  @Test func whatIf() {
    let replay = QuarantineReplay(builds: builds)
    let one = replay.effect(of: [1])
    #expect(one.rescued == 1)
    #expect(one.minutes == 10)
    #expect(one.missedRegressions == 1)
    #expect(one.red == 7)
    #expect(replay.effect(of: [1, 2]).rescued == 2)
    #expect(replay.effect(of: [3]).rescued == 0)
    #expect(replay.effect(of: [3, 4]).rescued == 2)
    #expect(replay.effect(of: [5]).rescued == 0)
    #expect(replay.effect(of: []).rescued == 0)
  }

  /// Two flakes that only fail together are found through their cluster.
  @Test func greedyOverClusters() {
    let replay = QuarantineReplay(builds: builds)
    let alone = replay.choose(from: [1, 2, 3, 4, 5], budget: 4)
    #expect(alone.map(\.tests) == [[1], [2]])
    let together = replay.choose(from: [1, 2, 3, 4, 5], clusters: [[3, 4]], budget: 4)
    #expect(together.flatMap(\.tests).sorted() == [1, 2, 3, 4])
    #expect(together.reduce(0) { $0 + $1.rescued } == 4)
    #expect(replay.choose(from: [1, 2, 3, 4], clusters: [[3, 4]], budget: 1).count == 1)
  }

  /// The replay agrees with asking every build one by one.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func replayIsExact(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let builds = (0..<60).map { number in
      BuildRecord(
        id: "\(number)", failing: (0..<6).filter { _ in random.chance(0.3) },
        hasOtherFailure: random.chance(0.1), minutes: Double(random.below(30)))
    }
    let muted = Set((0..<6).filter { _ in random.chance(0.5) })
    let expected = builds.filter {
      !$0.failing.isEmpty && !$0.hasOtherFailure && Set($0.failing).isSubset(of: muted)
    }
    let effect = QuarantineReplay(builds: builds).effect(of: muted)
    #expect(effect.rescued == expected.count)
    #expect(effect.minutes == expected.reduce(0) { $0 + $1.minutes })
  }

  @Test func refusals() {
    let policy = QuarantinePolicy()
    let rules = VerdictRules()
    let model = SegmentBayes()
    func refusals(_ record: TestRecord, rescued: Int, missed: Int, owner: Bool = true)
      -> [QuarantinePolicy.Refusal]
    {
      let standing = rules.standing(
        after: Standing(), record: record, posterior: model.posterior(of: record))
      let report = FlakeReport(record: record, standing: standing, model: model, rules: rules)
      var effect = QuarantineEffect()
      effect.rescued = rescued
      effect.missedRegressions = missed
      return policy.refusals(
        report: report, record: record, hasOwner: owner, effect: effect, weeks: 10)
    }
    let flake = History.record(passes: 200, then: "FP P F P FP P P")
    #expect(refusals(flake, rescued: 20, missed: 0).isEmpty)
    #expect(refusals(flake, rescued: 20, missed: 0, owner: false) == [.noOwner])
    #expect(refusals(flake, rescued: 1, missed: 12) == [.riskExceedsBenefit])
    let once = History.record(passes: 20, then: "FP P")
    #expect(refusals(once, rescued: 20, missed: 0).contains(.tooLittleEvidence))
    let bornRed = History("F F F F F").record
    #expect(refusals(bornRed, rescued: 20, missed: 0).prefix(2) == [.alwaysFails, .failsNow])
    #expect(policy.budget(tests: 3000) == 30)
    #expect(policy.budget(tests: 20) == 1)
  }
}
