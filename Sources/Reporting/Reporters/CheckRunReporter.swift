/// Request bodies for GitHub's Checks API, one JSON object a line: the first is for
/// `POST …/check-runs`, each further one for `PATCH …/check-runs/ID` and appends annotations.
///
/// A request holds 50 annotations at most, summary and text 65,535 characters. The conclusion is
/// `neutral`: the job is red already, its explanation must not block a second time.
public struct CheckRunReporter: DocumentReporter {
  public static let name = "github-check-run"
  public static let purpose = "bodies for GitHub's Checks API: line 1 POST, further lines PATCH"
  /// Annotations in one request.
  static let batch = 50
  /// Bytes of summary and text, so never more characters than that.
  static let limit = 65_535
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  /// What `annotations` of the Checks API takes.
  struct Annotation: Encodable {
    var path: String
    var start_line: Int
    var end_line: Int
    var start_column: Int?
    var end_column: Int?
    var annotation_level: String
    var title: String
    var message: String
  }

  struct Output: Encodable {
    var title: String
    var summary: String
    var annotations: [Annotation]
  }

  struct Body: Encodable {
    var name: String?
    var head_sha: String?
    var status: String?
    var conclusion: String?
    var external_id: String?
    var details_url: String?
    var output: Output
  }

  public func document(_ answers: [Answer]) -> String {
    let failed = answers.filter(\.diagnosis.failed)
    let findings = Finding.all(failed)
    let annotations = findings.compactMap(annotation)
    let batches = stride(from: 0, to: max(1, annotations.count), by: Self.batch).map {
      Array(annotations[$0..<min($0 + Self.batch, annotations.count)])
    }
    let title = Visible.cut(findings.first?.title ?? "No failure found", atMost: 200)
    let text = summary(failed)
    let bodies = batches.enumerated().map { index, batch in
      let output = Output(title: title, summary: text, annotations: batch)
      guard index == 0 else { return Body(output: output) }
      let job = (failed.first ?? answers.first)?.job
      return Body(
        name: "Faultline", head_sha: job?.commit, status: "completed",
        conclusion: failed.isEmpty ? "success" : "neutral", external_id: failed.first?.identity,
        details_url: job?.url, output: output)
    }
    return bodies.compactMap { JSONText.encode($0) }.map { $0 + "\n" }.joined()
  }

  private func summary(_ failed: [Answer]) -> String {
    guard !failed.isEmpty else { return "Nothing in the logs says that a job failed." }
    let parts = failed.map { MarkdownReporter(options: options).render($0) }
    return Budget.join(parts, separator: "\n", limit: Self.limit) { "_+\($0) more failed jobs._\n" }
  }

  /// Nil without a place: an annotation needs one, and the summary has the finding.
  private func annotation(_ finding: Finding) -> Annotation? {
    guard let place = finding.location else { return nil }
    let line = place.line ?? 1
    return Annotation(
      path: place.file, start_line: line, end_line: line, start_column: place.column,
      end_column: place.column, annotation_level: finding.level == .error ? "failure" : "warning",
      title: Visible.cut(finding.title, atMost: 250),
      message: Visible.cut(finding.message, atMost: 8_000))
  }
}
