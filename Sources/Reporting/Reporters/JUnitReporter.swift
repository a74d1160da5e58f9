import Signatures
import Triage

/// JUnit XML with Surefire's flaky elements: a suite for each failed job, a case for each failed
/// test, and a case for the job itself where its cause is not a test.
///
/// A failed test in quarantine gets `<flakyFailure>` and no `<failure>`: it must not count.
public struct JUnitReporter: DocumentReporter {
  public static let name = "junit"
  public static let purpose = "JUnit XML with Surefire's flaky elements"

  public init(options: ReportOptions) {}

  public func document(_ answers: [Answer]) -> String {
    let suites = answers.filter(\.diagnosis.failed).map(suite)
    let tests = suites.reduce(0) { $0 + $1.tests }
    let failures = suites.reduce(0) { $0 + $1.failures }
    var out = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<testsuites name="faultline" tests="\#(tests)" failures="\#(failures)" errors="0">"#,
    ]
    out += suites.flatMap(\.lines)
    return (out + ["</testsuites>"]).joined(separator: "\n") + "\n"
  }

  private struct Suite {
    var tests = 0
    var failures = 0
    var lines: [String] = []
  }

  private func suite(_ answer: Answer) -> Suite {
    var cases = answer.tests.map(testCase)
    let isCovered = answer.diagnosis.bucket == .test && !answer.tests.isEmpty
    if !isCovered { cases.insert(jobCase(answer), at: 0) }
    let failures = cases.count { $0.1 }
    let name = XMLText.escape(Visible.text(answer.jobName, atMost: 300))
    let head =
      #"  <testsuite name="\#(name)" tests="\#(cases.count)" failures="\#(failures)" errors="0""#
      + #" skipped="0" time="0">"#
    return Suite(
      tests: cases.count, failures: failures,
      lines: [head] + properties(answer) + cases.flatMap(\.0) + ["  </testsuite>"])
  }

  private func properties(_ answer: Answer) -> [String] {
    let pairs = [
      ("faultline.bucket", answer.diagnosis.bucket.rawValue),
      ("faultline.category", answer.diagnosis.category ?? ""),
      ("faultline.fingerprint", answer.identity),
    ]
    return ["    <properties>"]
      + pairs.map { #"      <property name="\#($0.0)" value="\#(XMLText.escape($0.1))"/>"# }
      + ["    </properties>"]
  }

  /// The lines of a case, and whether it counts as failed.
  private func jobCase(_ answer: Answer) -> ([String], Bool) {
    let finding = Finding.all(answer)[0]
    let head = open(name: "job", className: "faultline", place: finding.location)
    let body = failure(
      "failure", message: finding.summary, type: finding.title, lines: finding.details)
    return ([head] + body + ["    </testcase>"], true)
  }

  private func testCase(_ test: TestNote) -> ([String], Bool) {
    let place = test.file.flatMap { SourceLocation(file: $0, line: test.line).checked }
    let parts = split(test.name)
    let head = open(name: parts.name, className: parts.className, place: place)
    let lines = (test.message ?? "").split(whereSeparator: \.isNewline).prefix(50)
      .map { Visible.text($0, atMost: 1_000) }
    let body = failure(
      test.isQuarantined ? "flakyFailure" : "failure", message: lines.first ?? test.words,
      type: test.verdict ?? "failed", lines: [test.words] + lines)
    return ([head] + body + ["    </testcase>"], !test.isQuarantined)
  }

  private func open(name: String, className: String, place: SourceLocation?) -> String {
    var out = #"    <testcase name="\#(XMLText.escape(name))""#
    out += #" classname="\#(XMLText.escape(className))" time="0""#
    if let place {
      out += #" file="\#(XMLText.escape(place.file))""#
      if let line = place.line { out += #" line="\#(line)""# }
    }
    return out + ">"
  }

  private func failure(
    _ element: String, message: String, type: String, lines: [String]
  ) -> [String] {
    let head =
      #"      <\#(element) message="\#(XMLText.escape(message))" type="\#(XMLText.escape(type))">"#
    let text = XMLText.lines(lines)
    // Surefire's own elements hold their text in a child.
    guard element == "failure" else {
      return [head, "        <stackTrace>\(text)</stackTrace>", "      </\(element)>"]
    }
    return [head + text + "</\(element)>"]
  }

  /// `com.x.FooTest.bar` is `bar` of `com.x.FooTest`; other names stay whole.
  private func split(_ name: String) -> (className: String, name: String) {
    let text = Visible.text(name, atMost: 1_000)
    guard let separator = [" > ", "::", "#", "."].first(where: { text.contains($0) }),
      let range = text.ranges(of: separator).last, range.lowerBound > text.startIndex,
      range.upperBound < text.endIndex, separator != "." || !text.contains(where: \.isWhitespace)
    else { return ("", text) }
    return (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
  }
}
