/// Service messages for the standard output of a TeamCity build step.
///
/// The cause goes into the build's status text, which does not change the status; a `buildProblem`
/// or a message of status `ERROR` could turn a green build red, which a hook must not.
public struct TeamCityReporter: DocumentReporter {
  public static let name = "teamcity"
  public static let purpose = "status text and messages of a TeamCity build (service messages)"

  public init(options: ReportOptions) {}

  public func document(_ answers: [Answer]) -> String {
    let findings = Finding.all(answers)
    guard let first = findings.first else { return "" }
    let status = Visible.cut("\(first.title): \(first.summary)", atMost: 300)
    var out = [message("buildStatus", [("text", "{build.status.text}; " + status)])]
    for finding in findings {
      let place = finding.location.map { $0.words + ": " } ?? ""
      let text = Visible.cut("\(place)\(finding.title): \(finding.message)", atMost: 4_000)
      out.append(message("message", [("text", text), ("status", "WARNING")]))
    }
    return out.joined(separator: "\n") + "\n"
  }

  private func message(_ name: String, _ attributes: [(String, String)]) -> String {
    let list = attributes.map { "\($0.0)='\(CommandText.teamcity($0.1))'" }
    return "##teamcity[\(name) \(list.joined(separator: " "))]"
  }
}
