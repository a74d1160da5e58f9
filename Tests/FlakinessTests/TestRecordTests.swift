import Foundation
import Testing

@testable import Flakiness

@Suite struct TestRecordTests {
  /// (failures, passes on the same commits, commits) of each segment; the last flag is `isOpen`.
  @Test(arguments: [
    ("P P P", [], false),
    ("P F P", [[1, 0, 1]], false),
    ("P F", [[1, 0, 1]], true),
    ("P FP", [[1, 1, 1]], false),
    ("P PF", [[1, 1, 1]], false),
    ("P FPF", [[2, 1, 1]], false),
    ("P F F F P", [[3, 0, 3]], false),
    ("P F F FP P", [[3, 1, 3]], false),
    ("P F P F", [[1, 0, 1], [1, 0, 1]], true),
    ("P FP F P", [[1, 1, 1], [1, 0, 1]], false),
    ("P FF", [[2, 0, 1]], true),
    ("P R P", [[1, 1, 1]], false),
    ("P m P", [], false),
    ("P F m F P", [[2, 0, 2]], false),
  ])
  func segments(picture: String, expected: [[Int]], isOpen: Bool) {
    let evidence = History(picture).record.evidence
    #expect(evidence.segments.map { [$0.failures, $0.passes, $0.commits] } == expected)
    #expect(evidence.isOpen == isOpen)
  }

  @Test func countsAndPlaces() {
    let record = History("P F m FP P").record
    #expect(record.executions == 5)
    #expect(record.failures == 2)
    #expect(record.maskedFailures == 1)
    #expect(record.cleanPasses == 2)
    #expect(record.passesInWindow == 3)
    #expect(record.evidence.segments.first?.firstCommit == "c1")
    #expect(record.evidence.segments.first?.lastRun == "r3")
  }

  /// Off the main line only both outcomes on one commit are evidence.
  @Test(arguments: [("P F P F P", 0), ("FP P", 1), ("F P", 0), ("R", 1)])
  func sideBranches(picture: String, segments: Int) {
    let record = History(picture, mainLine: false).record
    #expect(record.evidence.segments.count == segments)
    #expect(!record.evidence.isOpen)
  }

  @Test func interleavedPullRequests() {
    var history = History("P P P")
    history.add("F", commit: "pr1", mainLine: false)
    history.add("P", commit: "pr2", mainLine: false)
    history.add("P", commit: "pr1", mainLine: false)
    let segments = history.record.evidence.segments
    #expect(segments.map(\.firstCommit) == ["pr1"])
    #expect(segments.map(\.isContradiction) == [true])
  }

  /// (branches that fail, retried green on the second?, cross-branch segments, contradictions)
  @Test(arguments: [
    (["pr1", "pr2"], false, 1, 0), (["pr1", "pr1"], false, 0, 0), (["pr1"], false, 0, 0),
    (["pr1", "pr2", "pr3", "pr4"], false, 2, 0), (["pr1", "pr2"], true, 0, 1),
  ])
  func unrelatedPullRequests(branches: [String], retried: Bool, pairs: Int, contradictions: Int) {
    var record = History("P P P").record
    for (index, branch) in (branches + (retried ? ["pr2"] : [])).enumerated() {
      let isRetry = index == branches.count
      let run = TestRun(
        id: "s\(index)", commit: "\(branch)-\(isRetry ? index - 1 : index)", isMainLine: false,
        branch: branch, time: index, executions: [])
      record.observe(isRetry ? .passed : .failed, in: run)
    }
    let segments = record.evidence.segments
    #expect(segments.count { $0.isCrossBranch } == pairs)
    #expect(segments.count { $0.isContradiction } == contradictions)
    let before = SegmentBayes().posterior(of: History("P P P").record).flaky
    #expect((SegmentBayes().posterior(of: record).flaky > before) == (pairs + contradictions > 0))
  }

  @Test func evidenceIsForgotten() {
    var history = History("P F P F P")
    for commit in 0..<TestRecord.window { history.add("P", commit: "later\(commit)") }
    #expect(history.record.evidence.segments.isEmpty)
    #expect(history.record.passesInWindow == TestRecord.window)
  }

  @Test func evidenceIsBounded() {
    let record = History(Array(repeating: "F P", count: 200).joined(separator: " ")).record
    #expect(record.segments.count == TestRecord.segmentLimit)
    #expect(record.failures == 200)
    #expect(record.passesInWindow <= 2 * TestRecord.segmentLimit)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func survivesSerializationAtAnyMoment(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var history = History("")
    var commit = 0
    var stored = TestRecord()
    for _ in 0..<120 {
      if random.chance(0.6) { commit += 1 }
      let letter: Character = ["P", "P", "P", "F", "R", "m"][random.below(6)]
      history.add(letter, commit: "c\(commit)", mainLine: random.chance(0.8))
      let last = try #require(history.runs.last)
      let bytes = try JSONEncoder().encode(stored)
      stored = try JSONDecoder().decode(TestRecord.self, from: bytes)
      stored.observe(last.outcome, in: last.run, isMasked: last.isMasked)
    }
    #expect(stored == history.record)
  }

  @Test(arguments: [
    ([true], Outcome.passed), ([false], .failed), ([false, true], .flaky),
    ([false, false], .failed), ([true, false], .flaky),
  ])
  func attempts(passed: [Bool], expected: Outcome) {
    #expect(Outcome(attempts: passed) == expected)
  }

  @Test func noAttemptNoOutcome() {
    #expect(Outcome(attempts: []) == nil)
  }
}
