import Testing

@testable import Flakiness

@Suite struct ReportTests {
  /// Quantiles by scipy.
  @Test func rateAndInterval() {
    let rate = RateEstimate(BetaDistribution(a: 2.23, b: 501.9))
    #expect(abs(rate.mean - 2.23 / 504.13) < 1e-12)
    #expect(abs(rate.low - 0.0008978491965917374) < 1e-9)
    #expect(abs(rate.high - 0.010122137911250939) < 1e-9)
  }

  @Test func recentResultsWeighMore() {
    let early = History.record(passes: 0, then: "F F P F P F P")
    var late = History("F F P F P F P")
    for commit in 0..<2000 { late.add("P", commit: "later\(commit)") }
    #expect(RateEstimate(of: late.record).mean < RateEstimate(of: early).mean / 50)
  }

  /// Coverage: the 5–95 % interval of rates drawn from the slab holds the truth nine times in ten.
  @Test func intervalCovers() {
    var random = SeededGenerator(seed: 5)
    let slab = HyperParameters.published.slab
    var covered = 0
    let draws = 400
    for _ in 0..<draws {
      let truth = slab.quantile(random.uniform())
      let failed = (0..<200).count { _ in random.chance(truth) }
      let rate = RateEstimate(
        BetaDistribution(a: slab.a + Double(failed), b: slab.b + Double(200 - failed)))
      if rate.low <= truth && truth <= rate.high { covered += 1 }
    }
    #expect(abs(Double(covered) / Double(draws) - 0.9) < 0.04)
  }

  @Test func trend() {
    func last(_ rate: Double, every period: Int, runs: Int) -> TrendWatch.Trend {
      var watch = TrendWatch(rate: rate)
      return (1...runs).map { watch.observe(failed: $0 % period == 0) }.last ?? .steady
    }
    #expect(last(0.02, every: 50, runs: 100) == .steady)
    #expect(last(0.02, every: 5, runs: 60) == .rising)
    #expect(last(0.1, every: 100_000, runs: 200) == .falling)
    #expect(abs(TrendWatch.step(true, from: 0.1, to: 0.3) - 1.0986122886681098) < 1e-12)
  }

  /// Position, penalised gain and 99 % interval by the same formulas in Python.
  @Test func changePoint() throws {
    let results = Array(repeating: 0, count: 20) + [1, 0, 1, 1, 0, 1, 1, 1, 0, 1]
    let positions = results.enumerated().map {
      PositionCounts(commit: "c\($0.offset)", failed: $0.element, runs: 1)
    }
    // The gain of −0.025 misses the penalty of 10⁻⁴ by a hair: accepted at twice the likelihood.
    #expect(ChangePoints().find(in: positions).isEmpty)
    var changes = ChangePoints()
    changes.changeLikelihood = 2e-4
    let found = try #require(changes.find(in: positions).first)
    #expect(found.position == 20)
    #expect(found.interval == 13...23)
    #expect(abs(found.gain - (-0.02479382194277413 + 0.6931471805599453)) < 1e-9)
  }

  @Test func changePointsThereAndBack() {
    let results = [Int](repeating: 0, count: 60) + [Int](repeating: 1, count: 30)
    let positions = (results + [Int](repeating: 0, count: 60)).map {
      PositionCounts(commit: "", failed: $0, runs: 1)
    }
    let found = ChangePoints().find(in: positions)
    #expect(found.map(\.position) == [60, 90])
    #expect(found.map(\.interval) == [59...61, 89...91])
    #expect(ChangePoints().find(in: []).isEmpty)
  }

  /// scipy: ln odds 10.0914, pooled rates 0.0692, 0.00096, 0.0059.
  @Test func environments() {
    let pooling = EnvironmentPooling([
      EnvironmentCounts(environment: "linux", failed: 0, passed: 300),
      EnvironmentCounts(environment: "macos-arm64", failed: 8, passed: 92),
      EnvironmentCounts(environment: "windows", failed: 1, passed: 199),
    ])
    #expect(abs(pooling.logOdds - 10.09135298011519) < 1e-9)
    #expect(pooling.isSpecific)
    #expect(pooling.rates.map(\.environment) == ["macos-arm64", "windows", "linux"])
    #expect(pooling.rates.map(\.standsOut) == [true, false, false])
    let means = [0.06922148594710999, 0.005938992334787263, 0.0009580572301662434]
    for (rate, mean) in zip(pooling.rates, means) { #expect(abs(rate.rate.mean - mean) < 1e-12) }
  }

  @Test func sameRateEverywhere() {
    let counts = ["a", "b", "c"].map {
      EnvironmentCounts(environment: $0, failed: 3, passed: 97)
    }
    #expect(!EnvironmentPooling(counts).isSpecific)
    #expect(!EnvironmentPooling([counts[0]]).isSpecific)
    #expect(EnvironmentPooling([]).rates.isEmpty)
  }

  @Test func coFailures() {
    var runs: [[Int]] = Array(repeating: [], count: 100)
    for index in stride(from: 0, to: 40, by: 10) { runs[index] = [3, 1, 2] }
    for index in stride(from: 5, to: 95, by: 10) { runs[index] = [7] }
    runs[50] = [7, 9]
    #expect(CoFailure.clusters(ofFailing: runs) == [[1, 2, 3]])
    #expect(CoFailure.clusters(ofFailing: runs.reversed()) == [[1, 2, 3]])
    #expect(CoFailure.clusters(ofFailing: []).isEmpty)
  }

  @Test func judgementsSumToOne() {
    let record = History.record(passes: 200, then: "FP P F P FP P")
    var context = FailureContext()
    context.massFailure = 0.2
    context.brokenOnBase = 0.1
    let judgement = FailureJudgement(of: record, context: context)
    let sum =
      judgement.flake + judgement.thisChange + judgement.brokenOnBase + judgement.infrastructure
    #expect(abs(sum - 1) < 1e-12)
    #expect(judgement.infrastructure == 0.2)
    #expect(abs(judgement.brokenOnBase - 0.08) < 1e-12)
  }

  /// A known flake with its known signature is a flake; with a signature never seen it is a
  /// suspected regression.
  @Test func newSignatureOfAKnownFlake() {
    let record = History.record(passes: 200, then: "FP P F P FP P")
    var context = FailureContext()
    context.knownFailures = 12
    context.sameSignature = 12
    let usual = FailureJudgement(of: record, context: context)
    #expect(usual.flake > 0.95 && !usual.isSuspectedRegression)
    context.sameSignature = 0
    let unseen = FailureJudgement(of: record, context: context)
    #expect(unseen.thisChange > 0.4)
    #expect(unseen.isSuspectedRegression)
    #expect(unseen.isRetryWorthwhile)
    context.isRelevant = true
    #expect(FailureJudgement(of: record, context: context).thisChange > unseen.thisChange)
    context.isRelevant = false
    #expect(FailureJudgement(of: record, context: context).thisChange < unseen.thisChange)
  }

  /// Whose fault it is follows the strongest context: an outage, a red base, the change.
  @Test(arguments: [(0.97, 0.0, "infra"), (0.0, 0.97, "base"), (0.0, 0.0, "change")])
  func strongestCauseWins(mass: Double, base: Double, expected: String) throws {
    var context = FailureContext()
    context.massFailure = mass
    context.brokenOnBase = base
    let judgement = FailureJudgement(of: History.record(passes: 300), context: context)
    let named = [
      (judgement.flake, "flake"), (judgement.thisChange, "change"),
      (judgement.brokenOnBase, "base"), (judgement.infrastructure, "infra"),
    ]
    #expect(named.max { $0.0 < $1.0 }?.1 == expected)
    #expect(abs(named.reduce(0) { $0 + $1.0 } - 1) < 1e-12)
  }

  @Test func healthyTestPointsAtTheChange() {
    let record = History.record(passes: 500)
    let judgement = FailureJudgement(of: record, context: FailureContext())
    #expect(judgement.thisChange > 0.95)
  }

  @Test func reportSaysWhyAndWhatWouldSettleIt() throws {
    let record = History.record(passes: 200, then: "F P P FP P F")
    let rules = VerdictRules()
    let model = SegmentBayes()
    let posterior = model.posterior(of: record)
    let standing = rules.standing(after: Standing(), record: record, posterior: posterior)
    let report = FlakeReport(record: record, standing: standing, model: model, rules: rules)
    #expect(report.verdict == .flaky)
    #expect(report.evidence.map(\.kind) == [.openStreak, .sameCommit, .betweenPasses])
    #expect(report.evidence.map(\.segment.firstCommit) == ["c5", "c3", "c0"])
    #expect(report.pieces == 3)
    #expect(report.rate.low < report.rate.mean && report.rate.mean < report.rate.high)
  }

  @Test func suspectIsClearedByEnoughRuns() throws {
    let record = History.record(passes: 100, then: "F P")
    let rules = VerdictRules()
    let model = SegmentBayes()
    var standing = Standing()
    standing = rules.standing(
      after: standing, record: record, posterior: model.posterior(of: record))
    let report = FlakeReport(record: record, standing: standing, model: model, rules: rules)
    #expect(report.verdict == .probablyFlaky)
    let runs = try #require(report.cleanRunsToClear)
    let until = rules.policy.probablyUntil
    #expect(model.posterior(of: record, extraPasses: runs).flaky < until)
    #expect(model.posterior(of: record, extraPasses: runs - 1).flaky >= until)
    #expect((report.runsToConfirm ?? 0) > 10)
  }

  /// Commits of the main line: `.` passed, `F` failed; the first is number 0.
  private static func onset(_ life: String, isMainLine: Bool = true) -> Onset? {
    Onset(
      of: life.enumerated().map { index, letter in
        let run = TestRun(
          id: "\(index)", commit: "c\(index)", isMainLine: isMainLine, time: index, executions: [])
        return (letter == "F" ? Outcome.failed : .passed, run, letter == "m")
      })
  }

  @Test func theOnsetIsWhereTheRateRose() throws {
    let calm = String(repeating: ".", count: 60)
    let flaky = String(repeating: "F.", count: 20)
    let onset = try #require(Self.onset(calm + flaky))
    #expect(onset.place == .init(commit: "c60", time: 60))
    #expect(onset.earliest.time <= 60 && onset.latest.time >= 60)
    #expect(onset.latest.time - onset.earliest.time < 15)
    // Repaired: the last rise is still that one.
    #expect(Self.onset(calm + flaky + flaky + calm)?.place == onset.place)
    #expect(Self.onset(flaky) == nil && Self.onset(calm) == nil && Self.onset("") == nil)
    #expect(Self.onset(calm + flaky, isMainLine: false) == nil)
    #expect(Self.onset(calm + String(repeating: "m", count: 40)) == nil)
  }
}
