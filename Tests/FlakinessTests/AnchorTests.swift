import Testing

@testable import Flakiness

/// The anchors' formulas, by hand or by numerical integration in Python.
@Suite struct AnchorTests {
  private func flagged(_ rule: any AnchorRule, _ picture: String) -> Int? {
    var rule = rule
    return History(picture).runs.firstIndex { rule.observe($0.outcome, in: $0.run) }
  }

  @Test func sameCommit() {
    #expect(flagged(SameCommit(needed: 1), "P F P FP P") == 4)
    #expect(flagged(SameCommit(needed: 2), "P FP FPF P PF") == 4)
    #expect(flagged(SameCommit(needed: 2), "FPFPFP") == nil)
    #expect(flagged(SameCommit(needed: 1), "P F P F P") == nil)
    #expect(flagged(SameCommit(needed: 1), "P R") == 1)
  }

  /// Buildkite: PF in a window of five is 0.2, FFFFF is 0.
  @Test func transitionCount() {
    #expect(TransitionCount.score([false, true], window: 5) == 0.2)
    #expect(TransitionCount.score([true, true, true, true, true], window: 5) == 0)
    #expect(flagged(TransitionCount(), "P F P P F P") == 5)
    #expect(flagged(TransitionCount(), "P F F F P P") == nil)
  }

  @Test func apple() {
    let value = AppleScore.value
    #expect(value(.flipRate, [true, false, true]) == 1)
    #expect(value(.flipRate, [true, true, false]) == 0.5)
    #expect(value(.flipRate, [true]) == 0)
    #expect(abs(value(.entropy, [true, false]) - 1) < 1e-12)
    #expect(abs(value(.entropy, [true, false, false, false]) - 0.8112781244591328) < 1e-12)
    #expect(value(.entropy, [false, false]) == 0)
    #expect(flagged(AppleScore(measure: .entropy), "P P FP") == 3)
    #expect(flagged(AppleScore(measure: .flipRate), "P F P F P") == nil)
  }

  /// Allure's own examples: one run [F, P] gives 1/11, two give Beta(3, 21): 0.125.
  @Test(arguments: [
    ([(1, 1)], 0.09090909090909091), ([(1, 1), (1, 1)], 0.125),
    ([(1, 0), (0, 1), (2, 0), (1, 2)], 0.08905994347761417),
  ])
  func flakinessScore(versions: [(Int, Int)], expected: Double) {
    let score = FlakinessScore.score(versions.map { (failed: $0.0, passed: $0.1) })
    #expect(abs(score - expected) < 1e-4)
  }

  @Test func flakinessScoreWindow() {
    #expect(flagged(FlakinessScore(), "FP P FP") == 4)
    #expect(flagged(FlakinessScore(), "FP P P P P P FP") == nil)
  }

  @Test func testGrid() {
    func score(_ picture: String) -> Double {
      TestGridFlips.score(
        picture.map { .init(isFailed: $0 != "P", isFlaky: $0 == "R", time: 0) })
    }
    #expect(score("PPPPPPPPFP") == 0.1)
    #expect(score("PPPFFFPP") == 0)
    #expect(score("PPRP") == 0.25)
    #expect(score("FPPP") == 0)
    #expect(score("PFPFP") == 0.4)
    #expect(score("") == 0)
  }

  @Test func failureRate() {
    let green = Array(repeating: "P", count: 30).joined(separator: " ")
    #expect(flagged(FailureRate(), "\(green) F") == nil)
    #expect(flagged(FailureRate(), "\(green) F F") == 31)
    #expect(flagged(FailureRate(), "F F") == nil)
  }

  @Test func luci() {
    #expect(flagged(LuciStability(), "P FP P FP P") == 5)
    #expect(flagged(LuciStability(), "P FP P F P") == nil)
    let green = Array(repeating: "P", count: 40).joined(separator: " ")
    #expect(flagged(LuciChangePoints(), "\(green) F F F F F F F F") == 41)
    #expect(flagged(LuciChangePoints(), "\(green) F P F P") == 42)
  }

  /// Step by step by hand: 100 passes, then both outcomes on one commit, e0 10⁻⁶, hb 3·10⁻⁵.
  @Test func publishedSegmentBayes() {
    let green = Array(repeating: "P", count: 100).joined(separator: " ")
    #expect(flagged(SequentialBayes(), "\(green) F P P") == nil)
    #expect(flagged(SequentialBayes(), "\(green) FP FP") != nil)
    #expect(flagged(SequentialBayes(), "\(green) F F F F F F P") == nil)
  }

  @Test func everyAnchorHasAName() {
    #expect(Set(Anchor.all.map(\.name)).count == Anchor.all.count)
    #expect(Anchor.all.count == 11)
  }
}
