/// Workflow commands for the standard output of a step on GitHub Actions.
///
/// The runner keeps ten errors and ten warnings a step, each of 4096 UTF-16 units, and drops the
/// rest without a word (actions/runner, `ExecutionContext.cs`), so the cause comes first and the
/// last command says how many are missing. The answer in words follows with the runner's commands
/// switched off, because it quotes the log.
public struct GitHubReporter: DocumentReporter {
  public static let name = "github"
  public static let purpose = "annotations on a GitHub Actions job (workflow commands on stdout)"
  /// Annotations of one level that a step may have.
  static let most = 10
  /// UTF-16 units of a message.
  static let longest = 4_096
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  public func document(_ answers: [Answer]) -> String {
    let failed = answers.filter(\.diagnosis.failed)
    let findings = Finding.all(failed)
    guard !findings.isEmpty else { return "" }
    let errors = findings.filter { $0.level == .error }
    let warnings = findings.filter { $0.level == .warning }
    let shown = errors.prefix(Self.most) + warnings.prefix(Self.most)
    // In the order of their finding: with several jobs, each cause before its tests.
    var out = findings.filter { shown.contains($0) }.map(command)
    let missing = findings.count - shown.count
    if missing > 0 {
      out.append("::notice title=Faultline::+\(missing) more: the job summary has all of them.")
    }
    out += echo(failed)
    return out.joined(separator: "\n") + "\n"
  }

  private func command(_ finding: Finding) -> String {
    var properties: [(String, String)] = []
    if let place = finding.location {
      properties.append(("file", place.file))
      if let line = place.line { properties.append(("line", String(line))) }
      if let column = place.column { properties.append(("col", String(column))) }
    }
    properties.append(("title", "Faultline: " + finding.title))
    let list = properties.map { "\($0.0)=\(CommandText.githubProperty($0.1))" }
    let name = finding.level == .error ? "error" : "warning"
    let message = Self.cut(finding.message, atMost: Self.longest)
    return "::\(name) \(list.joined(separator: ","))::\(CommandText.githubData(message))"
  }

  /// The answers in words, folded.
  private func echo(_ answers: [Answer]) -> [String] {
    let words = TextReporter(options: ReportOptions(why: options.why)).render(answers)
    let lines = words.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return ["::group::Faultline: why this job failed"]
      + Neutral.block(lines, for: "github-actions", token: options.token()) + ["::endgroup::"]
  }

  /// At most `units` UTF-16 units, cut between characters.
  static func cut(_ text: String, atMost units: Int) -> String {
    guard text.utf16.count > units else { return text }
    var out = String.UnicodeScalarView()
    var used = 1
    for scalar in text.unicodeScalars {
      used += scalar.value > 0xFFFF ? 2 : 1
      if used > units { break }
      out.append(scalar)
    }
    return String(out) + "…"
  }
}
