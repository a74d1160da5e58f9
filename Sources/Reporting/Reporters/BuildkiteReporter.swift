/// The body of a Buildkite annotation: Markdown of at most 1 MiB, for the standard input of
/// `buildkite-agent` with ``arguments(for:)``.
public struct BuildkiteReporter: DocumentReporter {
  public static let name = "buildkite"
  public static let purpose = "body of a Buildkite annotation (stdin of buildkite-agent annotate)"
  /// Bytes, a little below 1 MiB.
  static let limit = 1_000_000
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  public func document(_ answers: [Answer]) -> String {
    guard !answers.isEmpty else { return "" }
    let failed = answers.filter(\.diagnosis.failed)
    guard !failed.isEmpty else { return "✅ Recovered: nothing failed this time.\n" }
    let parts = failed.map { MarkdownReporter(options: options).render($0) }
    return Budget.join(parts, separator: "\n", limit: Self.limit) { "_+\($0) more failed jobs._\n" }
  }

  /// The words after `buildkite-agent`: an annotation of the same context replaces the one before,
  /// so a job has one, and a retry of it that passes turns it green.
  public static func arguments(for answers: [Answer]) -> [String] {
    let failed = answers.filter(\.diagnosis.failed)
    let isSure = failed.contains { $0.diagnosis.bucket != .unknown }
    let style = failed.isEmpty ? "success" : isSure ? "error" : "warning"
    let job = answers.first?.jobName ?? ""
    return ["annotate", "--style", style, "--context", "faultline-" + StableID.hex(job)]
  }
}
