/// GitLab's Code Quality report: one JSON array without byte order mark, for
/// `artifacts:reports:codequality`.
///
/// GitLab wants a file and a line for each item and a fingerprint that is unique in the file; where
/// no source line is known, the item stands at the pipeline's own definition.
public struct CodeQualityReporter: DocumentReporter {
  public static let name = "gitlab-codequality"
  public static let purpose = "GitLab Code Quality report (artifacts:reports:codequality)"
  static let pipelineFile = ".gitlab-ci.yml"

  public init(options: ReportOptions) {}

  struct Lines: Encodable { var begin: Int }

  struct Location: Encodable {
    var path: String
    var lines: Lines
  }

  struct Issue: Encodable {
    var description: String
    var check_name: String
    var fingerprint: String
    var severity: String
    var location: Location
  }

  public func document(_ answers: [Answer]) -> String {
    var seen: [String: Int] = [:]
    let issues = Finding.all(answers).map { finding in
      let place = finding.location ?? SourceLocation(file: Self.pipelineFile)
      let id = StableID.hex("\(finding.fingerprint)\u{1F}\(place.file)")
      seen[id, default: 0] += 1
      let turn = seen[id] ?? 1
      return Issue(
        description: Visible.cut(finding.message.replacing("\n", with: " — "), atMost: 1_000),
        check_name: finding.rule, fingerprint: turn == 1 ? id : "\(id)-\(turn)",
        severity: finding.level == .error ? "major" : "minor",
        location: Location(path: place.file, lines: Lines(begin: place.line ?? 1)))
    }
    return (JSONText.encode(issues, isPretty: true) ?? "[]") + "\n"
  }
}
