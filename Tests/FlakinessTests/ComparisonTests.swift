import Foundation
import Testing

@testable import Flakiness

@Suite struct ComparisonTests {
  /// A small part of the committed table, made again: the same bytes on every machine.
  /// `make compare-flakes` writes the whole file, this part included.
  @Test func committedTableIsRemade() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let committed = try String(
      contentsOf: folder.appendingPathComponent("comparison.txt"), encoding: .utf8)
    var made = ""
    SimulatorReport.small.write { made += $0 }
    #expect(committed.contains(made))
    #expect(made.contains("segment-Bayes (ours)") && made.contains("five times all of them"))
  }

  @Test func talliesOfHistoriesAddUp() throws {
    let study = SimulatorStudy(base: Self.small, seeds: 2, anchors: [Anchor.all[1]])
    var one = SimulatorStudy(base: Self.small, seeds: 1, anchors: study.anchors)
    var sum = one.run(StudySetting.all[1]).tally
    one.base.seed += 1
    sum.add(one.run(StudySetting.all[1]).tally)
    #expect(sum == study.run(StudySetting.all[1]).tally)
    #expect(sum.methods == [Comparison.ours, "same commit >= 2"])
    #expect(sum.tests == 160)
  }

  static var small: SimulationSettings {
    var settings = SimulationSettings()
    settings.tests = 80
    settings.commits = 80
    settings.prevalence = 0.2
    return settings
  }

  @Test func calibrationCountsBySaid() {
    var table = CalibrationTable()
    for (said, isFlaky) in [(0.05, false), (0.4, true), (0.6, false), (0.95, true), (1, true)] {
      table.add(probability: said, isFlaky: isFlaky)
    }
    #expect(table.bins.map(\.tests) == [1, 1, 1, 1, 1])
    #expect(table.bins.map(\.flaky) == [0, 1, 0, 1, 1])
    let text = ComparisonText.calibration([("x", table)])
    #expect(
      text == """
        setting    P(flaky)  tests   said  flaky
        x           0 - 0.1      1  0.050  0.000
                  0.1 - 0.5      1  0.400  1.000
                  0.5 - 0.9      1  0.600  0.000
                 0.9 - 0.99      1  0.950  1.000
                   0.99 - 1      1  1.000  1.000

        """)
  }

  @Test func labels() throws {
    let labels = try HistoryLabels(
      csv: Array("id,test,truth\r\n1,\"a,b\",flaky\n2,c,regression\n3,d,unclear\n\n".utf8))
    #expect(labels.truths == ["a,b": .flaky, "c": .regression, "d": .unclear])
    #expect(labels.numbers(of: [.flaky, .regression], among: ["c", "x", "a,b"]) == [0, 2])
  }

  @Test(arguments: [
    ("name,truth\n", "1: no columns 'test' and 'truth' in the header"),
    ("test,truth\na\n", "2: 1 columns, expected 2"),
    (
      "test,truth\n\na,maybe\n",
      "3: found truth 'maybe', expected one of flaky, mass_event_only, regression, "
        + "flaky_human_only, unclear"
    ),
  ])
  func damagedLabels(text: String, message: String) {
    let error = #expect(throws: ReplayError.self) { try HistoryLabels(csv: Array(text.utf8)) }
    #expect(error?.description == message)
  }
}
