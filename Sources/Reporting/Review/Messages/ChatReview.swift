import Reviews

/// The top of the review as Slack's Block Kit, with a link to the page.
public struct SlackReview: ReviewReporter {
  public static let name = "slack"
  private let options: ReviewOptions

  public init(options: ReviewOptions) { self.options = options }

  public func render(_ review: Review) -> String {
    let summary = ChatSummary(review: review, words: ReviewWords(options: options))
    var blocks: [MessageJSON] = [
      .object([
        "type": .text("header"),
        "text": .object([
          "type": .text("plain_text"), "emoji": .flag(false),
          "text": .text(
            Visible.text("Reliability review \(review.window.name)", atMost: 150)),
        ]),
      ])
    ]
    blocks.append(Self.section(summary.sentences.map(Self.escape).joined(separator: "\n")))
    let fields = summary.figures.map { figure in
      MessageJSON.object([
        "type": .text("mrkdwn"),
        "text": .text("*\(Self.escape(figure.name))*\n\(Self.escape(figure.value))"),
      ])
    }
    if !fields.isEmpty {
      blocks.append(.object(["type": .text("section"), "fields": .list(fields)]))
    }
    for (title, lines) in summary.lists where !lines.isEmpty {
      let text = lines.map { "• " + Self.escape($0) }.joined(separator: "\n")
      blocks.append(Self.section("*\(title)*\n\(text)"))
    }
    if let link = options.link, Markup.isWeb(link), link.utf8.count <= 3000 {
      blocks.append(
        .object([
          "type": .text("actions"),
          "elements": .list([
            .object([
              "type": .text("button"), "url": .text(link),
              "text": .object(["type": .text("plain_text"), "text": .text("Open the page")]),
            ])
          ]),
        ]))
    }
    blocks.append(
      .object([
        "type": .text("context"),
        "elements": .list([
          .object(["type": .text("mrkdwn"), "text": .text(Self.escape(summary.footer))])
        ]),
      ]))
    return ReviewJSON.text(
      MessageJSON.object([
        "text": .text(Self.escape(summary.sentences.joined(separator: " "))),
        "blocks": .list(blocks),
      ])) + "\n"
  }

  private static func section(_ text: String) -> MessageJSON {
    // A section holds 3,000 characters; the lists stay far below.
    .object([
      "type": .text("section"),
      "text": .object(["type": .text("mrkdwn"), "text": .text(String(text.prefix(2900)))]),
    ])
  }

  /// Slack's three characters, and a break in what it would make bold, struck or code of: a mention
  /// needs `<`.
  static func escape(_ text: String) -> String {
    var out = ""
    for scalar in Visible.text(text).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "*", "~", "`": out += "\u{200B}" + String(scalar)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

/// The top of the review as an Adaptive Card for a Teams workflow.
public struct TeamsReview: ReviewReporter {
  public static let name = "teams"
  private let options: ReviewOptions

  public init(options: ReviewOptions) { self.options = options }

  public func render(_ review: Review) -> String {
    let summary = ChatSummary(review: review, words: ReviewWords(options: options))
    var body: [MessageJSON] = [
      block("Reliability review \(review.window.name)", isTitle: true)
    ]
    body += summary.sentences.map { block($0) }
    body.append(
      .object([
        "type": .text("FactSet"),
        "facts": .list(
          summary.figures.map {
            .object([
              "title": .text(Self.escape($0.name)), "value": .text(Self.escape($0.value)),
            ])
          }),
      ]))
    for (title, lines) in summary.lists where !lines.isEmpty {
      body.append(block(title, isStrong: true))
      body += lines.map { block("• " + $0) }
    }
    body.append(block(summary.footer, isSubtle: true))
    var card: [String: MessageJSON] = [
      "$schema": .text("http://adaptivecards.io/schemas/adaptive-card.json"),
      "type": .text("AdaptiveCard"), "version": .text("1.4"),
      "msteams": .object(["width": .text("Full")]), "body": .list(body),
    ]
    if let link = options.link, Markup.isWeb(link) {
      card["actions"] = .list([
        .object([
          "type": .text("Action.OpenUrl"), "title": .text("Open the page"), "url": .text(link),
        ])
      ])
    }
    return ReviewJSON.text(
      MessageJSON.object([
        "type": .text("message"),
        "attachments": .list([
          .object([
            "contentType": .text("application/vnd.microsoft.card.adaptive"),
            "content": .object(card),
          ])
        ]),
      ])) + "\n"
  }

  private func block(
    _ text: String, isTitle: Bool = false, isStrong: Bool = false, isSubtle: Bool = false
  ) -> MessageJSON {
    var fields: [String: MessageJSON] = [
      "type": .text("TextBlock"), "wrap": .flag(true), "text": .text(Self.escape(text)),
    ]
    if isTitle { fields["size"] = .text("Large") }
    if isTitle || isStrong { fields["weight"] = .text("Bolder") }
    if isSubtle { fields["isSubtle"] = .flag(true) }
    return .object(fields)
  }

  /// Adaptive Cards read a part of Markdown, and dates in `{{ }}`.
  static func escape(_ text: String) -> String {
    var out = ""
    for scalar in Visible.text(text).unicodeScalars {
      switch scalar {
      case "\\", "*", "_", "[", "]", "(", ")", "#", "`", "~", "{", "}", "!": out += "\\\(scalar)"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

/// What fits into a chat: the sentences, eight figures, the first of each list.
struct ChatSummary {
  let review: Review
  let words: ReviewWords

  private static let shown = [
    "runs", "success-final", "main-green", "duration-p95", "queue-p95", "recovery-p50",
    "flaky-run-rate", "minutes-wasted",
  ]

  var sentences: [String] { review.sentences.map { Visible.text($0, atMost: 400) } }

  var figures: [(name: String, value: String)] {
    Self.shown.compactMap { id in
      guard let figure = review.scorecard.first(where: { $0.id == id }) else { return nil }
      let change = ReviewWords.change(figure)
      let basis = ReviewWords.basis(figure.now, figure)
      let text = [change.sign, change.text].filter { !$0.isEmpty }.joined(separator: " ")
      return (
        figure.name,
        ReviewWords.value(figure.now.value, figure) + (basis.isEmpty ? "" : " (\(basis))")
          + (text.isEmpty ? "" : " · \(text)")
      )
    }
  }

  var lists: [(String, [String])] {
    [
      (
        "Top failures",
        review.failures.prefix(5).map {
          "\(ReviewWords.tag($0.tag)): \(Visible.text($0.summary, atMost: 160)) "
            + "(\(Phrase.count($0.count, "job")), \(Phrase.count($0.pullRequests, "pull request")))"
        }
      ),
      (
        "Incidents",
        review.incidents.prefix(3).map {
          "\(words.time($0.from)): \(Visible.text($0.summary ?? $0.bucket, atMost: 160)) "
            + "(\(Phrase.count($0.failures, "job")))"
        }
      ),
      (
        "Proposed for this week",
        review.proposals.prefix(5).map { Visible.text($0.title, atMost: 200) }
      ),
      (
        "Overdue",
        review.actions.filter(\.isOverdue).prefix(5).map {
          Visible.text("\($0.title) (\($0.owner ?? "nobody"))", atMost: 200)
        }
      ),
    ]
  }

  var footer: String {
    "\(words.span(review)) · \(Phrase.count(review.coverage.runs, "run")), "
      + "\(Phrase.of(Proportion(review.coverage.unknown, of: review.coverage.failedJobs))) of "
      + "failed jobs left unknown"
  }
}
