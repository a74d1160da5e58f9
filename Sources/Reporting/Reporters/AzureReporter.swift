/// Logging commands for the standard output of a step on Azure Pipelines.
public struct AzureReporter: DocumentReporter {
  public static let name = "azure"
  public static let purpose = "issues on an Azure Pipelines job (logging commands on stdout)"

  public init(options: ReportOptions) {}

  public func document(_ answers: [Answer]) -> String {
    Finding.all(answers).map { command($0) + "\n" }.joined()
  }

  private func command(_ finding: Finding) -> String {
    var properties = ["type=\(finding.level == .error ? "error" : "warning")"]
    if let place = finding.location {
      properties.append("sourcepath=\(CommandText.azure(place.file))")
      if let line = place.line { properties.append("linenumber=\(line)") }
      if let column = place.column { properties.append("columnnumber=\(column)") }
    }
    properties.append("code=\(CommandText.azure(finding.rule))")
    let message = Visible.cut(finding.title + ": " + finding.message, atMost: 4_000)
    return "##vso[task.logissue \(properties.joined(separator: ";"))]\(CommandText.azure(message))"
  }

  /// The command that shows a Markdown file on the run's page.
  ///
  /// - Parameter path: absolute, as the agent sees it.
  public static func uploadSummary(path: String) -> String {
    "##vso[task.uploadsummary]\(CommandText.azure(path))\n"
  }
}
