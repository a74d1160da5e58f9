import Reviews

/// The review in plain text, 78 columns wide: the second part of the message.
struct EmailText {
  let review: Review
  let words: ReviewWords
  let link: String?

  private static let width = 78

  func render() -> String {
    var lines = ["RELIABILITY REVIEW \(review.window.name)", words.span(review), ""]
    for sentence in review.sentences { lines += wrapped("* ", sentence) }
    if let link, Markup.isWeb(link) { lines += ["", "The whole page: \(Visible.text(link))"] }
    lines += heading("Scorecard") + scorecard()
    lines += heading("Failures") + failures()
    lines += heading("Flake debt") + wrapped("", PageSections.debtSentence(review.flakes))
    if let whatIf = review.flakes.whatIf { lines += wrapped("", PageSections.whatIf(whatIf)) }
    for row in review.flakes.top.prefix(10) {
      lines += wrapped("- ", "\(row.test): \(Phrase.of(row.fails))")
    }
    lines += machines() + plan() + [""]
    for fact in words.coverage(review) { lines += wrapped("", fact) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(_ text: String) -> [String] {
    ["", text.uppercased(), String(repeating: "-", count: text.count)]
  }

  private func scorecard() -> [String] {
    review.scorecard.map { figure in
      let change = ReviewWords.change(figure)
      let name = figure.name + String(repeating: " ", count: max(1, 28 - figure.name.count))
      let value = ReviewWords.value(figure.now.value, figure)
      let basis = ReviewWords.basis(figure.now, figure)
      let before = figure.before.map { ", before \(ReviewWords.value($0.value, figure))" } ?? ""
      return name + value + (basis.isEmpty ? "" : " (\(basis))") + before
        + (change.text.isEmpty ? "" : ", \(change.text)")
    }
  }

  private func failures() -> [String] {
    guard !review.buckets.isEmpty else { return ["No job failed."] }
    var lines = review.buckets.map {
      "\(ReviewWords.bucket($0.bucket)): \(Phrase.number($0.failures)) (\(Phrase.percent($0.share)))"
    }
    lines.append("")
    for row in review.failures.prefix(10) {
      lines += wrapped(
        "- ",
        "[\(ReviewWords.tag(row.tag))] \(row.summary) \(Phrase.count(row.count, "job")), "
          + "\(Phrase.count(row.pullRequests, "pull request")), \(Phrase.minutes(row.minutes)) lost"
      )
    }
    return lines
  }

  private func machines() -> [String] {
    var lines: [String] = []
    for incident in review.incidents {
      lines += wrapped(
        "- ",
        "Incident \(words.time(incident.from)): \(incident.summary ?? incident.bucket) "
          + Phrase.count(incident.failures, "failed job"))
    }
    for hint in review.hints { lines += wrapped("- ", hint) }
    return lines.isEmpty ? [] : heading("Incidents and machines") + lines
  }

  private func plan() -> [String] {
    var lines = heading("Actions")
    for action in review.actions {
      let due = action.due.map { ", due \($0)" } ?? ""
      lines += wrapped(
        "- ",
        "\(action.title) (\(action.isOverdue ? "overdue" : action.state), "
          + "\(action.owner ?? "nobody")\(due))")
    }
    if review.actions.isEmpty { lines.append("None is on record.") }
    if !review.proposals.isEmpty { lines += ["", "Proposed for this week:"] }
    for (index, proposal) in review.proposals.enumerated() {
      lines += wrapped("\(index + 1). ", "\(proposal.title): \(proposal.effect)")
    }
    return lines
  }

  /// Lines of at most 78 characters, the further ones indented below the mark.
  private func wrapped(_ mark: String, _ text: String) -> [String] {
    var lines: [String] = []
    var line = mark
    let indent = String(repeating: " ", count: mark.count)
    for word in Visible.text(text, atMost: 600).split(separator: " ") {
      if line.count + word.count + 1 > Self.width, line != mark, line != indent {
        lines.append(line)
        line = indent
      }
      line += (line == mark || line == indent ? "" : " ") + word
    }
    return lines + [line]
  }
}
