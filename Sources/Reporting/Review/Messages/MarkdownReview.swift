import Reviews

/// GitHub-flavoured Markdown: for a job summary, a wiki page, or an issue.
public struct MarkdownReview: ReviewReporter {
  public static let name = "markdown"
  private let options: ReviewOptions

  public init(options: ReviewOptions) { self.options = options }

  public func render(_ review: Review) -> String {
    MarkdownSections(review: review, words: ReviewWords(options: options)).all()
      .joined(separator: "\n\n") + "\n"
  }
}

/// The parts of the text in the order of the meeting, each without a line end.
struct MarkdownSections {
  let review: Review
  let words: ReviewWords

  func all() -> [String] {
    [
      head(), scorecard(), buckets(), failures(), movement(), flakes(), incidents(), machines(),
      plan(), notes(),
    ].filter { !$0.isEmpty }
  }

  private func text(_ text: String, atMost length: Int = 300) -> String {
    Markdown.escape(Visible.text(text, atMost: length))
  }

  private func table(_ columns: [String], _ rows: [[String]], numbers: Set<Int> = []) -> String {
    let rule = columns.indices.map { numbers.contains($0) ? "---:" : "---" }
    return ([columns, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  func head() -> String {
    (["# Reliability review \(review.window.name)", text(words.span(review), atMost: 400)]
      + [
        review.sentences.map { "- **\(text($0, atMost: 500))**" }.joined(separator: "\n"),
        "<sub>\(words.coverage(review).map { text($0, atMost: 500) }.joined(separator: " · "))</sub>",
      ]).joined(separator: "\n\n")
  }

  func scorecard() -> String {
    let rows = review.scorecard.map { figure in
      let change = ReviewWords.change(figure)
      return [
        text(figure.name), "**\(ReviewWords.value(figure.now.value, figure))**",
        ReviewWords.basis(figure.now, figure), ReviewWords.interval(figure.now, figure),
        [change.sign, change.text].filter { !$0.isEmpty }.joined(separator: " "),
        figure.before.map { ReviewWords.value($0.value, figure) } ?? "–",
        ReviewWords.value(figure.median, figure),
      ]
    }
    let past = review.previous?.name ?? "before"
    var parts = [
      "## Scorecard",
      table(
        ["Figure", review.window.name, "of", "95 % interval", "Change", past, "Median of 4"], rows,
        numbers: [1, 2, 3, 5, 6]),
    ]
    parts += review.shifts.map { text($0.sentence) }
    if !review.openReds.isEmpty {
      let reds = review.openReds.prefix(10).map {
        "\(text($0.repository)) for \(Phrase.duration($0.seconds))"
      }
      parts.append("Still red at the end: " + reds.joined(separator: ", ") + ".")
    }
    return parts.joined(separator: "\n\n")
  }

  func buckets() -> String {
    guard !review.buckets.isEmpty else { return "## Failures\n\nNo job failed." }
    return "## Failures by bucket\n\n"
      + table(
        ["Bucket", "Failed jobs", "Share", "Lost", review.previous?.name ?? "before"],
        review.buckets.map {
          [
            ReviewWords.bucket($0.bucket), Phrase.number($0.failures), Phrase.percent($0.share),
            Phrase.minutes($0.minutes), $0.before.map(Phrase.number) ?? "–",
          ]
        }, numbers: [1, 2, 3, 4])
  }

  func failures() -> String {
    guard !review.failures.isEmpty else { return "" }
    let rows = review.failures.map { row in
      let example = row.example?.text.map { Markdown.code(Visible.text($0, atMost: 140)) } ?? ""
      let line = row.example?.line.map { " line \($0)" } ?? ""
      return [
        ReviewWords.tag(row.tag),
        text(row.summary, atMost: 160) + (example.isEmpty ? "" : " ")
          + example + line, row.bucket + (row.category.map { " / " + text($0) } ?? ""),
        Phrase.number(row.count), Phrase.number(row.pullRequests), Phrase.minutes(row.minutes),
        text(ReviewWords.owner(row.owner)),
      ]
    }
    return "## Top recurring failures\n\n"
      + table(
        ["", "Failure", "Bucket", "Jobs", "PRs", "Lost", "Who"], rows, numbers: [3, 4, 5])
  }

  func movement() -> String {
    guard !review.appeared.isEmpty || !review.gone.isEmpty else { return "" }
    func list(_ rows: [Review.FailureRow]) -> String {
      rows.isEmpty
        ? "nothing" : rows.map { text($0.summary, atMost: 120) }.joined(separator: "; ")
    }
    return "**New:** \(list(review.appeared))\n\n**Gone:** \(list(review.gone))"
  }

  func flakes() -> String {
    var parts = ["## Flake debt", text(PageSections.debtSentence(review.flakes), atMost: 500)]
    if !review.flakes.top.isEmpty {
      parts.append(
        table(
          ["Test", "Failed", "95 % interval", "Runs blocked", "PRs", "Lost"],
          review.flakes.top.map { row in
            [
              Markdown.code(Visible.text(row.test, atMost: 120)), Phrase.of(row.fails),
              row.low.map { "\(Phrase.percent($0)) – \(Phrase.percent(row.high ?? 1))" } ?? "",
              Phrase.number(row.runsBlocked), Phrase.number(row.pullRequests),
              Phrase.minutes(row.minutes),
            ]
          }, numbers: [1, 2, 3, 4, 5]))
    }
    if let whatIf = review.flakes.whatIf {
      parts.append(text(PageSections.whatIf(whatIf), atMost: 500))
    }
    let late = review.flakes.quarantined.filter(\.isOverdue)
    if !review.flakes.quarantined.isEmpty {
      parts.append(
        "\(Phrase.count(review.flakes.quarantined.count, "test")) quarantined, "
          + "\(Phrase.number(late.count)) overdue.")
    }
    return parts.joined(separator: "\n\n")
  }

  func incidents() -> String {
    guard !review.incidents.isEmpty else { return "" }
    return "## Incidents\n\n"
      + review.incidents.map { incident in
        let common = incident.common.map { text(PageSections.common($0)) }
        return "- **\(words.time(incident.from)) – \(words.clock(incident.to))** "
          + text(incident.summary ?? incident.bucket)
          + " \(Phrase.count(incident.failures, "failed job")), "
          + "\(Phrase.count(incident.repositories.count, "repository", "repositories")), "
          + Phrase.minutes(incident.minutes) + " lost"
          + (common.isEmpty ? "" : " (\(common.joined(separator: "; ")))")
      }.joined(separator: "\n")
  }

  func machines() -> String {
    var parts: [String] = []
    if !review.slowest.isEmpty {
      parts.append(
        table(
          ["Slower job", "p50", "p95", "Costs"],
          review.slowest.map {
            [
              text("\($0.repository) \($0.job)"),
              "\(Phrase.duration($0.p50Before)) → \(Phrase.duration($0.p50))",
              "\(Phrase.duration($0.p95Before)) → \(Phrase.duration($0.p95))",
              Phrase.minutes($0.minutes),
            ]
          }, numbers: [1, 2, 3]))
    }
    if !review.runners.isEmpty {
      parts.append(
        table(
          ["Runner", "Jobs", "Wait p50", "Wait p95", "p95 before", "Peak"],
          review.runners.prefix(20).map {
            [
              text($0.label), Phrase.number($0.jobs), $0.p50Wait.map(Phrase.duration) ?? "–",
              $0.p95Wait.map(Phrase.duration) ?? "–",
              $0.p95WaitBefore.map(Phrase.duration) ?? "–", Phrase.number($0.peak),
            ]
          }, numbers: [1, 2, 3, 4, 5]))
    }
    parts += review.hints.map { "- " + text($0, atMost: 500) }
    return parts.isEmpty
      ? "" : "## Slow jobs, queues, capacity\n\n" + parts.joined(separator: "\n\n")
  }

  func plan() -> String {
    var parts = ["## Actions"]
    parts +=
      review.actions.isEmpty
      ? []
      : [
        review.actions.map { action in
          let state = action.isOverdue ? "overdue" : action.state
          return "- [\(action.state == "open" ? " " : "x")] \(text(action.title)) "
            + "(\(state), \(text(action.owner ?? "nobody"))"
            + (action.due.map { ", due \(text($0))" } ?? "") + ")"
            + (action.note.map { ": " + text($0) } ?? "")
        }.joined(separator: "\n")
      ]
    if !review.proposals.isEmpty {
      parts.append("Proposed for this week:")
      parts.append(
        review.proposals.enumerated().map { index, proposal in
          "\(index + 1). **\(text(proposal.title))** — \(text(proposal.effect)) "
            + "(\(text(ReviewWords.owner(proposal.owner))))"
        }.joined(separator: "\n"))
    }
    return parts.count > 1 ? parts.joined(separator: "\n\n") : ""
  }

  func notes() -> String {
    "<details><summary>How the figures are made</summary>\n\n"
      + review.notes.map { "- " + text($0, atMost: 500) }.joined(separator: "\n")
      + "\n\n</details>"
  }
}
