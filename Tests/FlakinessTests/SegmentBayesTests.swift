import Glibc
import Testing

@testable import Flakiness

@Suite struct SegmentBayesTests {
  private let model = SegmentBayes()

  /// Log-odds and P(broken now) by brute force over all 2ⁿ ways to call the segments, in Python
  /// with scipy's betaln. The picture's own passes are part of the passes given there.
  @Test(arguments: [
    (300, "", -4.487035296871301, 0.0),
    (199, "F P", 0.9581870194602935, 0),
    (199, "FP", 2.5581205345411275, 0),
    (398, "F P F P", 6.4458112662482066, 0),
    (146, "F P F F F P F FP P", 10.635831453267752, 0),
    (300, "F F F F", -4.487021188138996, 0.9999998429868291),
    (48, "F P FP F F F", 14.882724890565651, 0.1008556010417856),
    (300, "F F", -4.368248503637265, 0.9985982639567936),
  ])
  func posterior(passes: Int, picture: String, logOdds: Double, broken: Double) {
    let posterior = model.posterior(of: History.record(passes: passes, then: picture))
    #expect(abs(posterior.logOdds - logOdds) < 1e-9)
    #expect(abs(posterior.brokenNow - broken) < 1e-9)
  }

  @Test func unknownTestHasThePrior() {
    #expect(abs(model.posterior(of: TestRecord()).flaky - 0.0365) < 1e-12)
  }

  /// A contradiction weighs more than a failure between passes, and two weigh more than one.
  @Test func evidenceAddsUp() {
    let flaky = ["", "F P", "FP P", "F P F P", "FP P F P", "FP P FP P", "FP P FP P FP P"].map {
      model.posterior(of: History.record(passes: 300, then: $0)).flaky
    }
    #expect(flaky == flaky.sorted())
    #expect(Set(flaky).count == flaky.count)
  }

  @Test(arguments: ["", "F P", "FP P", "F P F P"])
  func passesOnlyLowerTheSuspicion(picture: String) {
    let record = History.record(passes: 100, then: picture)
    let odds = [0, 10, 100, 1000].map { model.posterior(of: record, extraPasses: $0).logOdds }
    #expect(odds == odds.sorted(by: >))
  }

  /// The exact sum does not depend on the order of the segments.
  @Test func orderIsIrrelevant() {
    let odds = ["FP P F P F F P", "F P F F P FP P", "F F P FP P F P"].map {
      model.posterior(of: History.record(passes: 200, then: $0)).logOdds
    }
    #expect(odds.allSatisfy { abs($0 - odds[0]) < 1e-9 })
  }

  @Test func longStreakIsABreakageNotAFlake() {
    let streak = Array(repeating: "F", count: 60).joined(separator: " ")
    for picture in [streak, streak + " P"] {
      let posterior = model.posterior(of: History.record(passes: 300, then: picture))
      #expect(posterior.flaky < 0.05)
    }
    let again = "\(streak) P \(streak) P"
    #expect(model.posterior(of: History.record(passes: 300, then: again)).flaky < 0.5)
  }

  @Test func sharesTellFlakesFromBreakages() throws {
    let record = History.record(passes: 300, then: "F P F P FP P F F F F F F F P P P F P")
    let shares = model.posterior(of: record).shares
    try #require(shares.count == 5)
    #expect(shares[3] < 0.01)
    #expect([0, 1, 2, 4].allSatisfy { shares[$0] > 0.9 })
  }

  @Test func verdictOfAWorstCaseRecordIsQuick() {
    let worst = Array(repeating: Array(repeating: "F", count: 80).joined(separator: " "), count: 24)
      .joined(separator: " P ")
    let record = History(worst + " P").record
    let spent = (0..<3).map { _ in
      let start = cpuSeconds()
      _ = model.posterior(of: record)
      return cpuSeconds() - start
    }
    // 5 ms is the target for optimized code; unoptimized code gets ten times that.
    #expect((spent.min() ?? 1) < 0.05)
  }
}

/// Seconds of processor time of this thread: what the other tests do does not count.
private func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
