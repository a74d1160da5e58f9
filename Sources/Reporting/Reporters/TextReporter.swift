import Signatures
import Triage

/// For a person with a red build: bucket, one plain sentence, the quoted line with its neighbours,
/// the chain, what to do, and on request why.
public struct TextReporter: Reporter {
  public static let name = "text"
  public static let purpose = "for a person with a red build"
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  /// Longest quoted line, in characters.
  private let width = 240

  public func render(_ answer: Answer) -> String {
    let diagnosis = answer.diagnosis
    var out = [headline(diagnosis), "  " + Visible.text(diagnosis.summary, atMost: 400)]
    if let note = diagnosis.source.truncation {
      out.append(dim("  The log is not whole: \(Visible.text(note, atMost: 200))."))
    }
    if let place = answer.location?.checked { out.append("  at " + place.words) }
    out.append("")
    if let cause = diagnosis.cause {
      out += quote(cause, gutter: gutterWidth(diagnosis))
      out.append("")
    }
    out += chain(diagnosis)
    out += history(answer)
    out += advice(diagnosis)
    if options.why { out += why(diagnosis) }
    out += unevaluated(diagnosis)
    while out.last == "" { out.removeLast() }
    // A summary or a test's name may stand where a line begins.
    return out.map { Neutral.guarded($0) }.joined(separator: "\n") + "\n"
  }

  private func headline(_ diagnosis: Diagnosis) -> String {
    let source = diagnosis.source
    let place = Visible.text(source.name, atMost: 120)
    guard diagnosis.failed else {
      return paint("✓ no failure found", .green) + dim("  \(place) (\(source.lines) lines)")
    }
    let bucket = diagnosis.bucket.rawValue.uppercased()
    let category = diagnosis.category.map { " / \($0)" } ?? ""
    let sure =
      diagnosis.correction != nil
      ? "corrected"
      : diagnosis.bucket == .unknown
        ? "not sure enough to name a bucket" : "\(percent(diagnosis.confidence)) sure"
    var spot = place
    if let section = source.section, !section.isEmpty {
      spot += ", “\(Visible.text(section, atMost: 60))”"
    }
    return paint("✗ \(bucket)\(category)", .red) + "  " + dim("\(sure) · \(spot)")
  }

  private func quote(_ cause: Diagnosis.Evidence, gutter: Int) -> [String] {
    var out = cause.before.suffix(2).map { context($0, gutter) }
    out.append(
      paint("▶ ", .red) + number(cause.line, gutter) + " │ "
        + bold(Visible.text(cause.text, atMost: width)))
    out += cause.after.prefix(2).map { context($0, gutter) }
    return out
  }

  private func context(_ quote: Diagnosis.Quote, _ gutter: Int) -> String {
    dim("  " + number(quote.line, gutter) + " │ " + Visible.text(quote.text, atMost: width))
  }

  private func chain(_ diagnosis: Diagnosis) -> [String] {
    let rest = diagnosis.evidence.filter { $0.role != .cause }
    guard !rest.isEmpty else { return [] }
    let gutter = gutterWidth(diagnosis)
    var out: [String] = []
    let titles: [(Diagnosis.Role, String)] = [
      (.related, "also"), (.symptom, "which broke"), (.wrapper, "and ended as"),
    ]
    for (role, title) in titles {
      for (index, entry) in rest.filter({ $0.role == role }).enumerated() {
        let lead = index == 0 ? title : ""
        let pad = String(repeating: " ", count: 13 - lead.count)
        out.append(
          "  " + dim(lead + pad) + number(entry.line, gutter) + " │ "
            + Visible.text(entry.text, atMost: width))
      }
    }
    return out + [""]
  }

  private func history(_ answer: Answer) -> [String] {
    var out = (answer.recurrence?.sentences ?? []).map { "  " + Visible.text($0) }
    if let sentence = answer.diagnosis.correction?.sentence {
      out.insert("  " + Visible.text(sentence, atMost: 400), at: 0)
    }
    for test in answer.tests.filter(\.isKnown).prefix(10) {
      out.append("  \(Visible.text(test.name, atMost: 160)): \(test.words)")
    }
    return out.isEmpty ? [] : out + [""]
  }

  private func advice(_ diagnosis: Diagnosis) -> [String] {
    guard diagnosis.failed || !diagnosis.remediation.isEmpty else { return [] }
    var out: [String] = []
    if diagnosis.failed, diagnosis.actor != .nobody {
      let retry = diagnosis.isTransient ? "; a retry may well pass" : ""
      out.append("  Whose turn: " + diagnosis.actor.words + retry + ".")
    }
    if !diagnosis.remediation.isEmpty {
      out.append("  What to do:")
      out += diagnosis.remediation.map { "    • " + Visible.text($0) }
    }
    out += diagnosis.references.map { dim("    see \(Visible.text($0))") }
    return out + [""]
  }

  private func why(_ diagnosis: Diagnosis) -> [String] {
    guard diagnosis.failed else { return [] }
    var out = ["  Why Faultline thinks so:"]
    if let signature = diagnosis.signature { out.append("    signature  \(signature)") }
    if let fingerprint = diagnosis.fingerprint { out.append("    same as    \(fingerprint)") }
    let shares = Bucket.named.map { "\($0.rawValue) \(percent(diagnosis.probabilities[$0] ?? 0))" }
    out.append("    buckets    " + shares.joined(separator: ", "))
    for reason in diagnosis.reasons {
      let weight = "+\(hundredths(reason.weight)) \(reason.bucket.rawValue)"
      out.append("    word       \(Visible.text(reason.token)) (\(weight))")
    }
    for entry in diagnosis.evidence {
      let share = percent(entry.weight)
      out.append("    line \(entry.line)  \(share) likely to be the one to point at")
    }
    return out + [""]
  }

  private func unevaluated(_ diagnosis: Diagnosis) -> [String] {
    diagnosis.unevaluated.prefix(5).map {
      dim("  not evaluated: \($0.signature) at line \($0.line): \(Visible.text($0.reason))")
    }
  }

  private func gutterWidth(_ diagnosis: Diagnosis) -> Int {
    diagnosis.evidence.map { String($0.line + 2).count }.max() ?? 1
  }

  private func number(_ line: Int, _ width: Int) -> String {
    let text = String(line)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private func hundredths(_ value: Double) -> String {
    let scaled = Int((value * 100).rounded())
    let rest = String(scaled % 100)
    return "\(scaled / 100)." + (rest.count == 1 ? "0" : "") + rest
  }

  private enum Ink: String {
    case red = "31"
    case green = "32"
  }

  private func paint(_ text: String, _ ink: Ink) -> String {
    options.color ? "\u{1B}[1;\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }

  private func bold(_ text: String) -> String {
    options.color ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func dim(_ text: String) -> String {
    options.color ? "\u{1B}[2m\(text)\u{1B}[0m" : text
  }
}
