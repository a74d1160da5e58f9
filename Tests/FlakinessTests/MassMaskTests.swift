import Testing

@testable import Flakiness

@Suite struct MassMaskTests {
  private func mask(after counts: [Int]) -> MassMask {
    var mask = MassMask()
    for failed in counts { mask.learn(FailureCount(executed: 1000, failed: failed)) }
    return mask
  }

  /// (recent counts, executed, failed, masked?)
  @Test(arguments: [
    (Array(repeating: 0, count: 50), 130, 80, true),
    (Array(repeating: 0, count: 50), 130, 4, false),
    (Array(repeating: 0, count: 50), 3000, 60, true),
    (Array(repeating: 12, count: 50), 3000, 24, false),
    (Array(repeating: 12, count: 50), 3000, 72, true),
    ([0, 0, 0], 130, 19, false),
    ([0, 0, 0], 130, 20, true),
    ([70, 74, 69], 3000, 75, false),
    ([0, 0, 0], 5, 5, true),
    ([0, 0, 0], 2, 2, false),
  ])
  func masks(recent: [Int], executed: Int, failed: Int, expected: Bool) {
    let count = FailureCount(executed: executed, failed: failed)
    #expect((mask(after: recent).probability(of: count) > 0.5) == expected)
  }

  @Test func spreadIsLearned() {
    #expect(mask(after: Array(repeating: 12, count: 50)).expectation.size == 100)
    let wild = mask(after: (0..<50).map { $0 % 2 == 0 ? 2 : 22 })
    #expect(wild.expectation.size == 8)
    #expect(mask(after: [0, 0, 0]).expectation.mean == 0.5)
  }

  /// Hand-computed: median 12, MAD 0, hence size 100; ln NB(60) = −42.70 (scipy);
  /// logit = ln(0.01/0.99) − ln 3001 + 42.70 = 30.10.
  @Test func probabilityIsBayes() {
    let mask = mask(after: Array(repeating: 12, count: 50))
    var clues = MassClues()
    clues.isInsideChange = true
    let count = FailureCount(executed: 3000, failed: 30)
    let plain = mask.probability(of: count)
    #expect(mask.probability(of: count, clues: clues) < plain)
    clues = MassClues()
    clues.hasInfrastructureSignature = true
    clues.sharesFailingHost = true
    clues.isScattered = true
    #expect(clues.logOdds == 6)
    let more = mask.probability(of: count, clues: clues)
    let shift = LogMath.logit(more) - LogMath.logit(plain)
    #expect(abs(shift - 6) < 1e-9)
  }

  @Test func moreFailuresAreMoreSuspect() {
    let mask = mask(after: (0..<50).map { $0 % 5 })
    let probabilities = (6...60).map {
      mask.probability(of: FailureCount(executed: 500, failed: $0))
    }
    #expect(probabilities == probabilities.sorted())
  }

  @Test func maskDoesNotLockUp() {
    var mask = mask(after: Array(repeating: 1, count: 50))
    var masked = 0
    for _ in 0..<100 {
      let count = FailureCount(executed: 1000, failed: 40)
      if mask.probability(of: count) > 0.5 { masked += 1 }
      mask.learn(count)
    }
    #expect(masked > 10)
    #expect(masked < 40)
  }

  /// One outage over several small jobs: masked as a whole, never evidence against a test, and
  /// settled when the commit is run again.
  @Test func outageIsOneIncident() {
    var detector = FlakeDetector()
    func run(_ id: Int, commit: Int, failing: Set<Int> = []) -> TestRun {
      TestRun(
        id: "r\(id)", commit: "c\(commit)", time: id * 3600,
        executions: (0..<60).map {
          Execution(test: $0, job: $0 % 20, outcome: failing.contains($0) ? .failed : .passed)
        })
    }
    for index in 0..<30 { _ = detector.observe(run(index, commit: index)) }
    let changes = detector.observe(run(30, commit: 30, failing: Set(0..<40)))
    #expect(changes.isEmpty)
    #expect(detector.masked.isWholeRun)
    #expect(detector.records[0].failures == 0)
    #expect(detector.records[0].maskedFailures == 1)
    #expect(detector.incidents.contains { $0.job == nil && $0.count.failed == 40 })
    #expect(detector.incidents.allSatisfy { $0.outcome == .unknown })
    #expect(detector.observe(run(31, commit: 30)).isEmpty)
    #expect(detector.incidents.allSatisfy { $0.outcome == .infrastructure })
  }

  /// Eight tests break at once and stay broken: masked in two runs, which might be an outage, then
  /// a regression.
  @Test func bigBreakageIsNotHiddenForLong() {
    var detector = FlakeDetector()
    var verdicts: [Verdict] = []
    for index in 0..<36 {
      let broken = index >= 30
      let run = TestRun(
        id: "r\(index)", commit: "c\(index)", time: index * 3600,
        executions: (0..<200).map {
          Execution(test: $0, outcome: broken && $0 < 8 ? .failed : .passed)
        })
      verdicts += detector.observe(run).filter { $0.test == 0 }.map(\.verdict)
    }
    #expect(detector.records[0].maskedFailures == 2)
    #expect(verdicts == [.healthy, .regressed])
  }
}
