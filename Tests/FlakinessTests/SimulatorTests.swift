import Testing

@testable import Flakiness

@Suite struct SimulatorTests {
  private func settings(_ change: (inout SimulationSettings) -> Void) -> SimulationSettings {
    var settings = SimulationSettings()
    change(&settings)
    return settings
  }

  /// The numbers of seed 1, the same on every machine.
  @Test func sameSeedSameHistory() {
    let small = settings {
      $0.tests = 200
      $0.commits = 50
      $0.doubleBuilds = 0.35
      $0.regressions = 5
    }
    let first = Simulator(small).run()
    #expect(first.runs == Simulator(small).run().runs)
    let failures = first.runs.reduce(0) { sum, run in
      sum + run.executions.count { $0.outcome != .passed }
    }
    #expect([first.runs.count, first.rates.count, failures] == Self.expected)
    #expect(Simulator(settings { $0.seed = 2 }).settings != Simulator(small).settings)
  }
  static let expected = [68, 5, 167]

  @Test func shapesFollowTheSettings() {
    let simulation = Simulator(
      settings {
        $0.tests = 2000
        $0.commits = 200
        $0.prevalence = 0.1
        $0.doubleBuilds = 0.35
        $0.massEvents = 0.1
      }
    ).run()
    #expect(abs(Double(simulation.rates.count) / 2000 - 0.1) < 0.02)
    #expect(abs(Double(simulation.runs.count) / 200 - 1.35) < 0.12)
    #expect(abs(Double(simulation.outages.count) / Double(simulation.runs.count) - 0.1) < 0.06)
    let median = simulation.rates.values.sorted()[simulation.rates.count / 2]
    #expect(median > 0.015 && median < 0.09)
    #expect(simulation.rates.values.allSatisfy { $0 >= 1e-4 && $0 <= 0.95 })
    #expect(simulation.broken.count > 60)
  }

  @Test func retriesShowInsideTheRun() {
    let with = Simulator(
      settings {
        $0.tests = 500
        $0.commits = 50
        $0.retries = 1
      }
    ).run()
    let without = Simulator(
      settings {
        $0.tests = 500
        $0.commits = 50
      }
    ).run()
    #expect(with.runs.contains { $0.executions.contains { $0.outcome == .flaky } })
    #expect(!without.runs.contains { $0.executions.contains { $0.outcome == .flaky } })
  }

  /// Rank by rank against scipy's quantiles of Beta(0.23, 1.9) above 10⁻⁴.
  @Test(arguments: [(16, 0.00507072), (32, 0.03952028), (48, 0.17322160)])
  func ratesArePublished(index: Int, expected: Double) {
    #expect(Simulator.quantiles[index] == expected)
    let slab = BetaDistribution(a: 0.23, b: 1.9)
    let low = slab.cumulative(1e-4)
    let quantile = slab.quantile(low + (1 - low) * Double(index) / 64)
    #expect(abs(quantile - expected) < 1e-7)
  }
}
