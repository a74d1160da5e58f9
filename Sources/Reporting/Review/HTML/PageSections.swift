import Reviews

/// The sections of the page in the order of the meeting.
struct PageSections {
  let review: Review
  let words: ReviewWords

  func all() -> [Markup] {
    [header(), scorecard()] + failures() + [flakes(), incidents(), machines(), plan(), notes()]
  }

  private func header() -> Markup {
    .tag(
      "header", [:],
      [
        .tag(
          "h1", [:],
          [.text("Reliability review "), .tag("span", ["class": "nw"], review.window.name)]),
        Page.paragraph(words.span(review), style: "span"),
        .tag(
          "ul", ["class": "facts", "aria-label": "Data coverage"],
          words.coverage(review).map { .tag("li", [:], $0) }),
        .tag(
          "ul", ["class": "lead", "aria-label": "What changed"],
          review.sentences.map { .tag("li", [:], $0) }),
      ])
  }

  private func scorecard() -> Markup {
    let past = review.previous?.name ?? "before"
    let rows = review.scorecard.map { figure -> [Markup] in
      let change = ReviewWords.change(figure)
      let style =
        figure.change == .better ? "better" : figure.change == .worse ? "worse" : "dim"
      let text = [change.sign, change.text].filter { !$0.isEmpty }.joined(separator: " ")
      return [
        .text(figure.name) + Page.small(figure.about),
        .tag("span", ["class": "big"], ReviewWords.value(figure.now.value, figure))
          + Page.small(ReviewWords.basis(figure.now, figure)),
        .text(ReviewWords.interval(figure.now, figure)),
        text.isEmpty ? .none : .tag("span", ["class": style], text),
        figure.before.map {
          Markup.text(ReviewWords.value($0.value, figure))
            + Page.small(ReviewWords.basis($0, figure))
        } ?? .none, .text(ReviewWords.value(figure.median, figure)),
      ]
    }
    let charts = TrendCharts(review: review)
    var parts = [
      Page.table(
        ["Figure", review.window.name, "95 % interval", "Change", past, "Median of 4 before"],
        rows, numbers: [1, 2, 4, 5], isCard: true)
    ]
    parts += review.shifts.map { Page.paragraph($0.sentence, style: "note") }
    if review.trend.contains(where: { $0.counted > 0 }) {
      parts.append(
        .tag(
          "div", ["class": "charts"], [charts.success().markup(), charts.duration().markup()]))
    }
    parts += openReds()
    return Page.section("scorecard", "Scorecard", parts)
  }

  private func openReds() -> [Markup] {
    guard !review.openReds.isEmpty else { return [] }
    let rows = review.openReds.prefix(10).map { red -> [Markup] in
      [
        .text(red.repository) + Page.small(red.workflow), .text(words.time(red.since)),
        .text(Phrase.duration(red.seconds)), .text(Phrase.number(red.failedRuns)),
      ]
    }
    let more = review.openReds.count - rows.count
    return [
      .tag("h3", [:], "Default branches still red at the end"),
      Page.table(["Repository", "Since", "For", "Failed runs"], rows, numbers: [3], isCard: true),
      more > 0 ? Page.paragraph("and \(more) more", style: "dim") : .none,
    ]
  }

  private func failures() -> [Markup] {
    guard !review.categories.isEmpty || !review.gone.isEmpty else {
      return [Page.section("failures", "Failures", [Page.paragraph("No job failed.")])]
    }
    let charts = FailureCharts(review: review)
    let rows = review.buckets.map { row -> [Markup] in
      [
        .text(ReviewWords.bucket(row.bucket)), .text(Phrase.number(row.failures)),
        .text(Phrase.percent(row.share)), .text(Phrase.minutes(row.minutes)),
        .text(row.before.map(Phrase.number) ?? "–"),
      ]
    }
    return [
      Page.section(
        "failures", "Failures by bucket and cause",
        [
          Page.table(
            ["Bucket", "Failed jobs", "Share", "Lost", review.previous?.name ?? "Before"], rows,
            numbers: [1, 2, 3, 4], isCard: true),
          .tag(
            "div", ["class": "charts"], [charts.stacked().markup(), charts.pareto().markup()]),
        ]), recurring(), movement(),
    ]
  }

  private func recurring() -> Markup {
    let table = Page.table(
      ["Failure", "Jobs", "Pull requests", "Lost", "Seen", "Who"],
      review.failures.map(row), numbers: [1, 2, 3], isCard: true)
    let more = review.differentFailures - review.failures.count
    return Page.section(
      "recurring", "Top recurring failures",
      [
        review.failures.isEmpty ? Page.paragraph("None was explained.") : table,
        more > 0
          ? Page.paragraph("and \(Phrase.number(more)) different ones more", style: "dim")
          : .none,
      ])
  }

  private func row(_ row: Review.FailureRow) -> [Markup] {
    let places = Phrase.count(row.repositories.count, "repository", "repositories")
    let runners = row.runners.prefix(3).joined(separator: ", ")
    let main =
      row.mainCommits > 0 ? Phrase.count(row.mainCommits, "main commit") : ""
    return [
      Page.tag(ReviewWords.tag(row.tag), row.tag.rawValue) + .text(row.summary)
        + Page.small(
          [row.bucket + (row.category.map { " / \($0)" } ?? ""), places, runners]
            .filter { !$0.isEmpty }.joined(separator: " · "))
        + example(row.example) + (row.remediation.first.map { Page.small("→ \($0)") } ?? .none),
      .text(Phrase.number(row.count)) + Page.small("before \(Phrase.number(row.before))"),
      .text(Phrase.number(row.pullRequests)) + Page.small(main),
      .text(Phrase.minutes(row.minutes)),
      .text("\(words.day(row.first, in: review)) – \(words.day(row.last, in: review))"),
      .text(ReviewWords.owner(row.owner)),
    ]
  }

  private func example(_ example: Review.FailureRow.Example?) -> Markup {
    guard let example else { return .none }
    let place = "\(example.repository), run \(example.run), \(example.job)"
    let line = example.line.map { ", line \($0)" } ?? ""
    var parts: [Markup] = []
    if let text = example.text {
      parts.append(.tag("pre", [:], [.tag("code", [:], Visible.text(text, atMost: 220))]))
    }
    parts.append(.tag("small", [:], [.link(example.url, place), .text(line)]))
    return .list(parts)
  }

  private func movement() -> Markup {
    func list(_ title: String, _ rows: [Review.FailureRow], _ words: (Review.FailureRow) -> String)
      -> Markup
    {
      .tag(
        "div", [:],
        [
          .tag("h3", [:], title),
          rows.isEmpty
            ? Page.paragraph("Nothing.", style: "dim")
            : .tag(
              "ul", ["class": "plan"],
              rows.map { .tag("li", [:], [.text($0.summary), Page.small(words($0))]) }),
        ])
    }
    return Page.section(
      "movement", "New and gone",
      [
        .tag(
          "div", ["class": "charts"],
          [
            list("New in this window", review.appeared) {
              "\(Phrase.count($0.count, "failure")) since \(words.time($0.first))"
            },
            list("Gone since \(review.previous?.name ?? "before")", review.gone) {
              "\(Phrase.count($0.before, "failure")) then, none now"
            },
          ])
      ])
  }
}
