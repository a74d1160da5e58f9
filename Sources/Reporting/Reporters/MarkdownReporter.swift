import Signatures
import Triage

/// GitHub-flavoured Markdown for a job summary, a comment or an issue.
public struct MarkdownReporter: Reporter {
  public static let name = "markdown"
  public static let purpose = "GitHub-flavoured Markdown for a file, a chat or an issue"
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  public func render(_ answer: Answer) -> String {
    let diagnosis = answer.diagnosis
    var out: [String] = []
    guard diagnosis.failed else {
      return "### ✅ No failure found\n\n\(Markdown.escape(diagnosis.summary))\n"
    }
    let category = diagnosis.category.map { " / \($0)" } ?? ""
    let sure =
      diagnosis.correction == nil
      ? "\(Int((diagnosis.confidence * 100).rounded())) % sure" : "corrected by a person"
    out.append("### ❌ \(diagnosis.bucket.rawValue)\(category)")
    out.append("")
    out.append("**\(Markdown.escape(Visible.text(diagnosis.summary, atMost: 400)))**")
    out.append("")
    if let place = answer.location?.checked {
      out += ["At \(Markdown.code(Visible.text(place.words, atMost: 300))).", ""]
    }
    if let cause = diagnosis.cause {
      out += Markdown.fence(excerpt(cause))
      out.append("")
    }
    let rest = diagnosis.evidence.filter { $0.role != .cause }
    if !rest.isEmpty {
      out.append("| line | | |")
      out.append("|---:|---|---|")
      for entry in rest {
        let text = Markdown.cell(Visible.text(entry.text, atMost: 160))
        out.append("| \(entry.line) | \(entry.role.rawValue) | \(text) |")
      }
      out.append("")
    }
    out += history(answer)
    for step in diagnosis.remediation { out.append("- \(Markdown.escape(step))") }
    if !diagnosis.remediation.isEmpty { out.append("") }
    var facts = [sure, "for " + diagnosis.actor.words]
    if diagnosis.isTransient { facts.append("a retry may well pass") }
    if let fingerprint = diagnosis.fingerprint { facts.append("`\(fingerprint)`") }
    out.append("<sub>Faultline: \(facts.joined(separator: " · "))</sub>")
    return out.joined(separator: "\n") + "\n"
  }

  /// What the record says: the failure's own, then the failed tests'.
  private func history(_ answer: Answer) -> [String] {
    var out: [String] = []
    let correction = answer.diagnosis.correction.map { Visible.text($0.sentence, atMost: 400) }
    let sentences = [correction].compactMap { $0 } + (answer.recurrence?.sentences ?? [])
    if !sentences.isEmpty { out += [sentences.map(Markdown.escape).joined(separator: " "), ""] }
    let known = answer.tests.filter(\.isKnown).prefix(10)
    for test in known {
      let name = Markdown.code(Visible.text(test.name, atMost: 160))
      out.append("- \(name): \(Markdown.escape(test.words))")
    }
    return known.isEmpty ? out : out + [""]
  }

  private func excerpt(_ cause: Diagnosis.Evidence) -> [String] {
    func context(_ quote: Diagnosis.Quote) -> String {
      "  \(quote.line)  \(Visible.text(quote.text, atMost: 200))"
    }
    let before = cause.before.suffix(2).map(context)
    let after = cause.after.prefix(2).map(context)
    return before + ["> \(cause.line)  \(Visible.text(cause.text, atMost: 400))"] + after
  }
}
