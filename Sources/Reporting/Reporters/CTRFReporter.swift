/// A Common Test Report Format document: the failed tests of all answers, and an entry for each job
/// that failed without a known failed test.
///
/// Answers hold neither durations nor a clock, so the times are 0; what CTRF calls `flaky` is a test
/// that passed in the end, so a failed test never bears it, whatever its record says (`extra` does).
public struct CTRFReporter: DocumentReporter {
  public static let name = "ctrf"
  public static let purpose = "CTRF JSON: the failed tests with their verdicts"

  public init(options: ReportOptions) {}

  struct Extra: Encodable {
    var bucket: String?
    var category: String?
    var fingerprint: String?
    var verdict: String?
    var failureRate: Double?
    var quarantined: Bool?
  }

  struct Test: Encodable {
    var name: String
    var status = "failed"
    var duration = 0
    var message: String?
    var filePath: String?
    var line: Int?
    var extra: Extra
  }

  struct Summary: Encodable {
    var tests: Int
    var passed = 0
    var failed: Int
    var skipped = 0
    var pending = 0
    var other = 0
    var start = 0
    var stop = 0
  }

  struct Tool: Encodable { var name = "faultline" }

  struct Results: Encodable {
    var tool = Tool()
    var summary: Summary
    var tests: [Test]
  }

  struct Report: Encodable {
    var reportFormat = "CTRF"
    var specVersion = "0.0.0"
    var generatedBy = "faultline"
    var results: Results
  }

  public func document(_ answers: [Answer]) -> String {
    let tests = answers.filter(\.diagnosis.failed).flatMap { answer in
      answer.tests.isEmpty ? [job(answer)] : answer.tests.map(test)
    }
    let report = Report(
      results: Results(summary: Summary(tests: tests.count, failed: tests.count), tests: tests))
    return (JSONText.encode(report, isPretty: true) ?? "{}") + "\n"
  }

  private func job(_ answer: Answer) -> Test {
    let place = answer.location?.checked
    return Test(
      name: Self.name(answer.jobName), message: Visible.text(answer.diagnosis.summary, atMost: 400),
      filePath: place?.file, line: place?.line,
      extra: Extra(
        bucket: answer.diagnosis.bucket.rawValue, category: answer.diagnosis.category,
        fingerprint: answer.identity))
  }

  private func test(_ note: TestNote) -> Test {
    let place = note.file.flatMap { SourceLocation(file: $0, line: note.line).checked }
    return Test(
      name: Self.name(note.name), message: note.message, filePath: place?.file, line: place?.line,
      extra: Extra(
        verdict: note.verdict, failureRate: note.failureRate, quarantined: note.isQuarantined))
  }

  /// CTRF wants at least one character.
  private static func name(_ text: String) -> String { text.isEmpty ? "unnamed" : text }
}
