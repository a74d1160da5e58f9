import Foundation
import Testing

@testable import Flakiness

@Suite struct VerdictTests {
  /// Verdicts of one test over a picture (see `History`), changes only.
  private func verdicts(_ picture: String, learns: Bool = false) -> [Verdict] {
    var detector = FlakeDetector()
    detector.learns = learns
    var seen: [Verdict] = []
    for (index, entry) in History(picture).runs.enumerated() {
      var run = entry.run
      run.id = "r\(index)"
      run.executions = [Execution(test: 0, outcome: entry.outcome)]
      seen += detector.observe(run).map(\.verdict)
    }
    return seen
  }

  private func green(_ commits: Int) -> String {
    Array(repeating: "P", count: commits).joined(separator: " ")
  }

  private func repeated(_ picture: String, _ times: Int) -> String {
    Array(repeating: picture, count: times).joined(separator: " ")
  }

  @Test func healthyAfterEnoughRuns() {
    #expect(verdicts(green(9)) == [])
    #expect(verdicts(green(10)) == [.healthy])
  }

  @Test func bothOutcomesOnOneCommit() {
    #expect(verdicts("\(green(100)) FP \(green(5))") == [.healthy, .flaky])
  }

  @Test func oneFailureBetweenPassesIsOnlySuspect() {
    #expect(!verdicts("\(green(100)) F \(green(5))").contains(.flaky))
  }

  @Test func scatteredFailuresWithoutReruns() {
    let seen = verdicts("\(green(100)) F \(green(50)) F \(green(50)) F \(green(20))")
    #expect(seen.contains(.flaky))
    #expect(!seen.contains(.regressed))
  }

  @Test func streakIsARegressionUntilAPassLands() {
    let seen = verdicts("\(green(100)) F F F \(green(60))")
    #expect(seen == [.healthy, .regressed, .fixed, .healthy])
  }

  @Test func oneFailingCommitIsNotYetARegression() {
    #expect(verdicts("\(green(100)) F") == [.healthy])
    #expect(verdicts("\(green(100)) FF") == [.healthy, .regressed])
  }

  @Test func longRegressionBecomesBroken() {
    let seen = verdicts("\(green(100)) \(repeated("F", 12)) \(green(3))")
    #expect(seen == [.healthy, .regressed, .broken, .fixed])
  }

  @Test func bornRedIsBroken() {
    #expect(verdicts(repeated("F", 5)) == [.broken])
  }

  @Test func flakyTestThatStartsToFailAlwaysIsARegression() {
    let flaky = repeated("\(green(30)) FP", 4)
    let seen = verdicts("\(flaky) \(green(5)) \(repeated("F", 8))")
    #expect(seen.last == .regressed)
    #expect(seen.contains(.flaky))
  }

  /// The release rule: q05 of the rate says how many clean runs it takes.
  @Test func flakeThatStopsIsFixed() {
    let flaky = repeated("P P FP", 12)
    let seen = verdicts("\(green(10)) \(flaky) \(green(400))")
    #expect(seen.contains(.flaky))
    #expect(seen.last == .healthy)
    #expect(seen.contains(.fixed))
  }

  @Test func relapseIsFlakyAgainAtOnce() {
    let flaky = repeated("P P FP", 12)
    let seen = verdicts("\(flaky) \(green(400)) FP P")
    #expect(seen.last == .flaky)
  }

  @Test func verdictDoesNotFlap() {
    let rules = VerdictRules()
    let record = History.record(passes: 200, then: "FP P FP P")
    var standing = Standing()
    var verdicts: [Verdict] = []
    for flaky in [0.96, 0.8, 0.94, 0.6, 0.97, 0.55, 0.45, 0.35, 0.45, 0.2] {
      let posterior = Posterior(logOdds: 0, flaky: flaky, brokenNow: 0, shares: [1, 1])
      standing = rules.standing(after: standing, record: record, posterior: posterior)
      verdicts.append(standing.verdict)
    }
    let expected: [Verdict] =
      Array(repeating: .flaky, count: 6) + Array(repeating: .probablyFlaky, count: 3) + [.healthy]
    #expect(verdicts == expected)
  }

  @Test func piecesOfEvidence() {
    let rules = VerdictRules()
    func pieces(_ picture: String) -> Int {
      let record = History.record(passes: 100, then: picture)
      return rules.pieces(of: record, posterior: SegmentBayes().posterior(of: record))
    }
    #expect(pieces("") == 0)
    #expect(pieces("F P") == 1)
    #expect(pieces("F P F P") == 2)
    #expect(pieces("FP") == 2)
    #expect(pieces("F P F") == 1)
  }

  /// An unfinished streak is no piece; a single failure counts only where it is asked for.
  @Test func openFailureIsAPieceOnlyWhenAskedFor() {
    let rules = VerdictRules()
    func pieces(_ picture: String) -> Int {
      let record = History.record(passes: 100, then: picture)
      let posterior = SegmentBayes().posterior(of: record)
      return rules.pieces(of: record, posterior: posterior, countsOpen: true)
    }
    #expect(pieces("F P F") == 2)
    #expect(pieces("F P F F") == 1)
    #expect(pieces("F P F P") == 2)
  }

  /// Where breakages are so rare that even five times as many explain nothing, one failure
  /// between passes is enough; not in a test that is only just written.
  @Test func oneSurePieceIsEnough() {
    let rules = VerdictRules()
    func verdict(_ passes: Int, hazard: Double) -> Verdict {
      var model = SegmentBayes()
      model.parameters.breakHazard = hazard
      model.parameters.transientRate = hazard
      let record = History.record(passes: passes, then: "F P")
      return rules.standing(
        after: Standing(), record: record, posterior: model.posterior(of: record)
      ).verdict
    }
    #expect(verdict(40, hazard: 1e-8) == .flaky)
    #expect(verdict(40, hazard: 3e-5) == .probablyFlaky)
    #expect(verdict(4, hazard: 1e-8) == .probablyFlaky)
  }

  @Test func doubtOnlyLowersTheProbability() {
    for picture in ["F P", "F P F P", "FP", "F F F P", "F P F"] {
      let posterior = SegmentBayes().posterior(of: History.record(passes: 50, then: picture))
      #expect(posterior.doubted < posterior.flaky && posterior.doubted > 0)
    }
  }

  /// Stored and read back in the middle, whole or test by test, nothing is decided differently.
  @Test func detectorSurvivesSerialization() throws {
    var settings = SimulationSettings()
    settings.tests = 60
    settings.commits = 60
    settings.prevalence = 0.2
    let runs = Simulator(settings).run().runs
    var straight = FlakeDetector()
    var stored = FlakeDetector()
    for (index, run) in runs.enumerated() {
      if index == 30 {
        let bytes = try JSONEncoder().encode(stored)
        stored = try JSONDecoder().decode(FlakeDetector.self, from: bytes)
        for test in stored.records.indices {
          stored.restore(
            test: test, record: straight.records[test], standing: straight.standings[test])
        }
      }
      #expect(straight.observe(run) == stored.observe(run))
    }
    #expect(straight == stored)
    let flaky = try #require(straight.standings.firstIndex { $0.verdict == .flaky })
    #expect(straight.report(on: flaky).verdict == .flaky)
    #expect(!straight.report(on: flaky).evidence.isEmpty)
  }

  /// Each test is judged from its own record: the order inside a run is nothing.
  @Test func orderOfTestsIsIrrelevant() {
    var settings = SimulationSettings()
    settings.tests = 120
    settings.commits = 120
    settings.prevalence = 0.2
    let runs = Simulator(settings).run().runs
    func verdicts(_ arrange: ([Execution]) -> [Execution]) -> [Int: [Verdict]] {
      var detector = FlakeDetector()
      var seen: [Int: [Verdict]] = [:]
      for var run in runs {
        run.executions = arrange(run.executions)
        for change in detector.observe(run) {
          seen[change.test, default: []].append(change.verdict)
        }
      }
      return seen
    }
    #expect(verdicts { $0 } == verdicts { $0.reversed() })
  }
}
