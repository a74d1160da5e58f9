import Testing

@testable import Flakiness

@Suite struct HyperParameterTests {
  /// Records of a simulation without any learning on the way.
  private func records(_ change: (inout SimulationSettings) -> Void) -> [TestRecord] {
    var settings = SimulationSettings()
    settings.tests = 1000
    settings.commits = 300
    settings.regressions = 20
    settings.massEvents = 0
    change(&settings)
    var records = Array(repeating: TestRecord(), count: settings.tests)
    for run in Simulator(settings).run().runs {
      for execution in run.executions {
        records[execution.test].observe(execution.outcome, in: run)
      }
    }
    return records
  }

  @Test func noDataGivesThePrior() {
    #expect(HyperParameters.estimated(from: []) == .published)
    #expect(HyperParameters.estimated(from: [TestRecord()]) == .published)
  }

  /// Truth: 20 breakages of two tests each in 300,000 test-commits: 1.3·10⁻⁴, ending with 0.25.
  @Test func learnsBreakages() {
    let learned = HyperParameters.estimated(from: records { $0.regressions = 20 })
    #expect(learned.breakHazard > 0.5e-4 && learned.breakHazard < 2.5e-4)
    #expect(learned.fixHazard > 0.15 && learned.fixHazard < 0.4)
    #expect(learned.transientRate < 2e-5)
  }

  @Test func learnsFiveTimesAsManyBreakages() {
    let learned = HyperParameters.estimated(from: records { $0.regressions = 100 })
    #expect(learned.breakHazard > 4e-4 && learned.breakHazard < 1e-3)
  }

  @Test func learnsPrevalence() {
    let few = HyperParameters.estimated(from: records { $0.prevalence = 0.01 })
    let many = HyperParameters.estimated(from: records { $0.prevalence = 0.18 })
    #expect(few.prevalence < 0.03)
    #expect(many.prevalence > 0.1 && many.prevalence < 0.25)
  }

  /// Whether a lone failure was a transient or a one-commit breakage cannot be told apart; what
  /// counts is that their sum is learned, so that one failure proves nothing.
  @Test func learnsNoise() {
    let noisy = records {
      $0.transientRate = 5e-4
      $0.prevalence = 0
    }
    let learned = HyperParameters.estimated(from: noisy)
    let lone = learned.transientRate + learned.breakHazard * learned.fixHazard
    #expect(lone > 2e-4 && lone < 1e-3)
  }

  @Test func orderOfRecordsIsIrrelevant() {
    let records = records { $0.tests = 300 }
    let forward = HyperParameters.estimated(from: records)
    let backward = HyperParameters.estimated(from: records.reversed())
    #expect(abs(forward.breakHazard / backward.breakHazard - 1) < 1e-9)
    #expect(abs(forward.prevalence / backward.prevalence - 1) < 1e-9)
  }
}
