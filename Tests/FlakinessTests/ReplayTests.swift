import Testing

@testable import Flakiness

@Suite struct ReplayTests {
  private let header = "time,run,commit,branch,job,test,outcome\n"

  private func runs(_ text: String, piece: Int = 1 << 20) throws -> (ReplayCSV, [TestRun]) {
    var reader = ReplayCSV()
    var runs: [TestRun] = []
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + piece)
      try reader.consume(bytes[start..<end]) { runs.append($0) }
      start = end
    }
    try reader.finish { runs.append($0) }
    return (reader, runs)
  }

  /// A flaky test among green ones, 60 commits.
  private var sample: String {
    var text = header
    for commit in 0..<60 {
      for build in 0..<2 {
        let time = Timestamp.text(1_600_000_000 + commit * 7200 + build * 600)
        for test in ["a.Green", "b.Flaky"] {
          let failed = test == "b.Flaky" && commit % 20 == 15 && build == 0
          text += "\(time),\(commit * 2 + build),c\(commit),master,unit,\(test),"
          text += failed ? "failed\n" : "passed\n"
        }
      }
    }
    return text
  }

  @Test func readsRuns() throws {
    let text =
      header + "2020-01-01T00:00:00Z,1,abc,master,unit,x.A,passed\n"
      + "2020-01-01T00:00:00Z,1,abc,master,it,x.B,failed\n"
      + "2020-01-01T01:00:00Z,2,abd,feature,unit,x.A,skipped\r\n"
      + "2020-01-01T01:00:00Z,2,abd,feature,unit,\"x.B,\"\"C\"\"\",failed"
    let (reader, runs) = try runs(text)
    #expect(reader.tests.names == ["x.A", "x.B", "x.B,\"C\""])
    #expect(reader.jobs.names == ["unit", "it"])
    try #require(runs.count == 2)
    #expect(runs[0].executions.map(\.outcome) == [.passed, .failed])
    #expect(runs[0].executions.map(\.job) == [0, 1])
    #expect(runs[0].isMainLine && !runs[1].isMainLine)
    #expect(runs[0].time == 1_577_836_800)
    #expect(runs[1].executions == [Execution(test: 2, job: 0, outcome: .failed)])
  }

  @Test func columnsInAnyOrder() throws {
    let text =
      "outcome,test,extra,time,run,commit,branch,job\n"
      + "failed,x.A,?,2020-01-01T00:00:00Z,1,abc,main,unit\n"
    #expect(try runs(text).1.first?.executions.first?.outcome == .failed)
  }

  @Test(arguments: [1, 7, 64, 1000])
  func piecesDoNotMatter(piece: Int) throws {
    #expect(try runs(sample, piece: piece).1 == runs(sample).1)
  }

  @Test(arguments: [
    ("time,run,commit,branch,job,test\n", 1, "no column 'outcome' in the header"),
    (
      "time,run,commit,branch,job,test,outcome\nyesterday,1,a,main,j,t,passed\n", 2,
      "time 'yesterday' is not like 2020-06-02T20:55:25Z"
    ),
    (
      "time,run,commit,branch,job,test,outcome\n2020-01-01T00:00:00Z,1,a,main,j,t,maybe\n", 2,
      "outcome 'maybe' is not passed, failed or skipped"
    ),
    ("time,run,commit,branch,job,test,outcome\n\nx,y\n", 3, "2 columns, expected 7"),
    (
      "time,run,commit,branch,job,test,outcome\n2020-01-02T00:00:00Z,1,a,main,j,t,passed\n"
        + "2020-01-01T00:00:00Z,2,a,main,j,t,passed\n", 3, "run '2' is older than the run before it"
    ),
  ])
  func errorsSayWhere(text: String, line: Int, cause: String) {
    #expect(throws: ReplayError(line: line, cause: cause)) { try runs(text) }
    #expect(ReplayError(line: line, cause: cause).description == "\(line): \(cause)")
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2020-02-29T23:59:59Z", 1_583_020_799),
    ("2020-06-02T20:55:25.123Z", 1_591_131_325), ("2020-06-02T22:55:25+02:00", 1_591_131_325),
    ("1969-12-31T23:59:59Z", -1), ("2100-03-01T00:00:00Z", 4_107_542_400),
  ])
  func timestamps(text: String, seconds: Int) {
    #expect(Timestamp.seconds(text) == seconds)
    if text.hasSuffix("Z") && !text.contains(".") { #expect(Timestamp.text(seconds) == text) }
  }

  @Test(arguments: ["", "2020-13-01T00:00:00Z", "2020-01-01", "2020-01-01T00:00:00Zx"])
  func notTimestamps(text: String) {
    #expect(Timestamp.seconds(text) == nil)
  }

  @Test func emitsEvents() throws {
    var replay = Replay()
    var events: [String] = []
    try replay.consume(Array(sample.utf8)) { events.append($0) }
    try replay.finish { events.append($0) }
    let flaky = events.filter { $0.contains("\"verdict\":\"flaky\"") }
    #expect(flaky.count == 1)
    #expect(flaky[0].contains("\"test\":\"b.Flaky\""))
    #expect(events.filter { $0.contains("a.Green") }.count == 1)
    #expect(replay.tests == ["a.Green", "b.Flaky"])
  }

  /// Decided from the past alone: cutting the history off changes nothing that came before.
  @Test func futureIsUnknown() throws {
    func events(_ text: String) throws -> [String] {
      var replay = Replay()
      var events: [String] = []
      try replay.consume(Array(text.utf8)) { events.append($0) }
      try replay.finish { events.append($0) }
      return events
    }
    let all = try events(sample)
    let rows = sample.split(separator: "\n")
    let half = try events(rows.prefix(1 + 2 * 80).joined(separator: "\n") + "\n")
    #expect(!half.isEmpty && half.count <= all.count)
    #expect(Array(all.prefix(half.count)) == half)
  }

  @Test func eventJSON() {
    let change = VerdictChange(
      test: 0, run: "1\"2", time: 0, verdict: .probablyFlaky, probability: 0.5)
    #expect(
      Replay.event(change, test: "a\\b\u{1}\n")
        == "{\"time\":\"1970-01-01T00:00:00Z\",\"run\":\"1\\\"2\",\"test\":\"a\\\\b\\u0001\\n\","
        + "\"verdict\":\"probably-flaky\",\"probability\":0.500000}")
    var sure = change
    sure.probability = 1
    #expect(Replay.event(sure, test: "t").hasSuffix("\"probability\":1.000000}"))
  }

  /// The comparison counts from the first failure and drops tests of unknown truth.
  @Test func comparisonTable() throws {
    let (reader, runs) = try runs(sample)
    let flaky = try #require(reader.tests.names.firstIndex(of: "b.Flaky"))
    var comparison = Comparison()
    for run in runs { comparison.observe(run) }
    let tally = ComparisonTally(comparison, flaky: [flaky], negatives: [1 - flaky])
    let ours = try #require(tally.rows.first)
    #expect(ours.method == Comparison.ours)
    #expect(ours.recall == 1 && ours.falsePositives == 0 && ours.precision == 1)
    let once = try #require(tally.rows.first { $0.method == "same commit >= 1" })
    let delay = try #require(once.delay)
    #expect(delay.failures == 1 && delay.executions == 1)
    #expect(abs(delay.days - 600.0 / 86_400) < 1e-9)
    #expect(once.paired == once.delay && once.oursPaired == ours.delay)
    #expect(Delay.median([3, 1]) == 2)
    let never = try #require(tally.rows.first { $0.flagged == 0 })
    #expect(never.precision == nil && never.delay == nil && never.recall == 0)
  }
}
