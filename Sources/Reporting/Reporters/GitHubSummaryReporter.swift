/// Markdown to append to the file that `GITHUB_STEP_SUMMARY` names.
///
/// GitHub refuses the whole summary of a step above 1 MiB, so whole answers are left out before.
public struct GitHubSummaryReporter: DocumentReporter {
  public static let name = "github-summary"
  public static let purpose = "GitHub job summary (append it to $GITHUB_STEP_SUMMARY)"
  /// Bytes, a little below 1 MiB.
  static let limit = 1_000_000
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  public func document(_ answers: [Answer]) -> String {
    let failed = answers.filter(\.diagnosis.failed)
    guard !failed.isEmpty else { return "" }
    let parts = failed.map { MarkdownReporter(options: options).render($0) }
    return Budget.join(parts, separator: "\n", limit: Self.limit) { "_+\($0) more failed jobs._\n" }
  }
}
