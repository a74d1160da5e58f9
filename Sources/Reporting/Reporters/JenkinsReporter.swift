/// The native JSON of Jenkins' Warnings Next Generation plugin, for
/// `recordIssues tools: [issues(pattern: 'faultline.json')]`.
///
/// The plugin shows message and description as HTML, so both are escaped.
public struct JenkinsReporter: DocumentReporter {
  public static let name = "jenkins"
  public static let purpose = "Jenkins Warnings-NG native JSON (recordIssues, tool 'issues')"

  public init(options: ReportOptions) {}

  struct Issue: Encodable {
    var fileName: String
    var lineStart: Int
    var lineEnd: Int
    var columnStart: Int
    var columnEnd: Int
    var severity: String
    var category: String
    var type: String
    var message: String
    var description: String
    var fingerprint: String
  }

  struct Report: Encodable {
    var type = "io.jenkins.plugins.analysis.core.restapi.ReportApi"
    var issues: [Issue]
    var size: Int

    enum CodingKeys: String, CodingKey {
      case type = "_class"
      case issues
      case size
    }
  }

  public func document(_ answers: [Answer]) -> String {
    let issues = Finding.all(answers).map(issue)
    let report = Report(issues: issues, size: issues.count)
    return (JSONText.encode(report, isPretty: true) ?? "{}") + "\n"
  }

  private func issue(_ finding: Finding) -> Issue {
    // "-" is the plugin's own word for an unknown file, line 0 for an unknown line.
    let line = finding.location?.line ?? 0
    let column = finding.location?.column ?? 0
    return Issue(
      fileName: finding.location?.file ?? "-", lineStart: line, lineEnd: line, columnStart: column,
      columnEnd: column, severity: finding.level == .error ? "ERROR" : "NORMAL",
      category: finding.title, type: finding.rule, message: XMLText.escape(finding.summary),
      description: finding.details.map { "<p>\(XMLText.escape($0))</p>" }.joined(),
      fingerprint: finding.fingerprint)
  }
}
