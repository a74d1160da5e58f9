import Testing

@testable import Flakiness

@Suite struct CompanyTests {
  /// ln of the likelihood ratio as the formula says, by hand.
  @Test(arguments: [
    // Alone: p² = 1/4 against 3/4 + 1/16.
    (Company(others: 0, usual: 3), 0.25 / 0.8125),
    // One other, of whom one is usual: 1/4 · (1 + 2 · 1/2 · 1/1) = 1/2 against 3/4 + 1/8.
    (Company(others: 1, usual: 1), 0.5 / 0.875),
    // One other where hardly any is usual: 1/4 · (1 + 4) = 5/4 against 3/4 + 5/16.
    (Company(others: 1, usual: 0), 1.25 / 1.0625),
  ])
  func likelihoodRatio(company: Company, expected: Double) {
    #expect(abs(company.lnBreakage - LogMath.lnOf(expected)) < 1e-9)
  }

  /// More company never speaks for a flake, and never against it beyond what clusters of flakes
  /// explain.
  @Test func boundsOfWhatCompanySays() {
    var last = -Double.infinity
    for others in 0..<200 {
      let company = Company(others: others, usual: 0.5)
      #expect(company.lnBreakage >= last - 1e-9)
      #expect(company.lnBreakage <= LogMath.lnOf(1 / Company.clustered) + 1e-9)
      last = company.lnBreakage
    }
  }

  private func run(_ number: Int, failing: Set<Int>) -> TestRun {
    TestRun(
      id: "r\(number)", commit: "c\(number)", time: number * 3600,
      executions: (0..<40).map {
        Execution(test: $0, outcome: failing.contains($0) ? .failed : .passed)
      }
    )
  }

  /// The same two failures: alone they make a flake more likely than in the company of others.
  @Test func failingAloneSpeaksForAFlake() throws {
    func posterior(others: Set<Int>) throws -> (flaky: Double, company: Company) {
      var detector = FlakeDetector()
      detector.learns = false
      for number in 0..<200 {
        let fails = number == 60 || number == 140
        _ = detector.observe(run(number, failing: fails ? others.union([7]) : []))
      }
      let company = try #require(detector.records[7].evidence.segments.first?.company)
      return (detector.posterior(of: 7).flaky, company)
    }
    let alone = try posterior(others: [])
    let together = try posterior(others: [8, 9])
    #expect(alone.company.others == 0)
    #expect(together.company.others == 2)
    #expect(alone.flaky > together.flaky)
  }

  /// A streak without a pass is never called flaky first, however flaky the test looked before.
  @Test func streakIsNoFlakeUntilAPassLands() {
    var detector = FlakeDetector()
    detector.learns = false
    var flags: [Int] = []
    for number in 0..<120 {
      let fails = number == 50 || (60..<64).contains(number)
      for change in detector.observe(run(number, failing: fails ? [3] : []))
      where change.verdict == .flaky {
        flags.append(number)
      }
    }
    #expect(!flags.contains { (61..<64).contains($0) })
  }
}
