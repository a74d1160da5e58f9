import Crypto
import Foundation
import Reviews

/// A message that mail clients show as it is meant: tables and inline styles, no picture, below
/// 100 KB, with the same in plain text beside it. To be sent with `sendmail -t` and a `To:` line
/// in front.
public struct EmailReview: ReviewReporter {
  public static let name = "email"
  /// Gmail cuts a message's HTML at 102 KB.
  static let limit = 100_000
  private let options: ReviewOptions

  public init(options: ReviewOptions) { self.options = options }

  public func render(_ review: Review) -> String {
    let words = ReviewWords(options: options)
    let text = EmailText(review: review, words: words, link: options.link).render()
    var rows = 15
    var html = page(review, words, rows: rows)
    // Long names in every row could still be too much: fewer rows then.
    while html.utf8.count > Self.limit, rows > 1 {
      rows /= 2
      html = page(review, words, rows: rows)
    }
    let hash = SHA256.hash(data: Data((text + html).utf8))
    let boundary = "faultline-" + hash.prefix(12).map { String($0, radix: 36) }.joined()
    let subject = Visible.text("Reliability review \(review.window.name)", atMost: 120)
    return [
      "Subject: \(subject)", "MIME-Version: 1.0",
      "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "",
      "--\(boundary)", part("text/plain", text), "--\(boundary)", part("text/html", html),
      "--\(boundary)--", "",
    ].joined(separator: "\r\n")
  }

  private func part(_ type: String, _ text: String) -> String {
    let body = Data(text.utf8).base64EncodedString()
    var lines: [Substring] = []
    var rest = body[...]
    while !rest.isEmpty {
      lines.append(rest.prefix(76))
      rest = rest.dropFirst(76)
    }
    return [
      "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: base64", "",
      lines.joined(separator: "\r\n"),
    ].joined(separator: "\r\n")
  }

  private func page(_ review: Review, _ words: ReviewWords, rows: Int) -> String {
    let parts = EmailSections(review: review, words: words, link: options.link, rows: rows).all()
    let frame: KeyValuePairs<StaticString, String?> = [
      "role": "presentation", "width": "100%", "cellpadding": "0", "cellspacing": "0",
      "border": "0",
      "style": "max-width:640px;margin:0 auto;font-family:Arial,Helvetica,sans-serif;"
        + "font-size:15px;line-height:1.45",
    ]
    return Markup.document(
      .tag(
        "html", ["lang": "en"],
        [
          .tag(
            "head", [:],
            [
              .void("meta", ["charset": "utf-8"]),
              .void(
                "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
              .void("meta", ["name": "color-scheme", "content": "light dark"]),
              .tag("title", [:], "Reliability review \(review.window.name)"),
            ]),
          .tag(
            "body", ["style": "margin:0;padding:16px"],
            [
              .tag(
                "table", frame,
                parts.map {
                  .tag("tr", [:], [.tag("td", ["style": "padding:0 0 18px 0"], [$0])])
                })
            ]),
        ]))
  }
}

/// The parts of the message, each one cell of a table.
struct EmailSections {
  let review: Review
  let words: ReviewWords
  let link: String?
  /// Rows of each list at most.
  let rows: Int

  private static let cell = "padding:5px 10px 5px 0;border-bottom:1px solid #cccccc;"
  private static let heading = "font-size:17px;font-weight:bold;margin:0 0 6px 0"

  func all() -> [Markup] {
    [
      head(), scorecard(), buckets(), failures(), flakes(), incidents(), runners(), plan(),
      footer(),
    ]
  }

  private func heading(_ text: String) -> Markup {
    .tag("h2", ["style": Self.heading], text)
  }

  private func paragraph(_ text: String) -> Markup {
    .tag("p", ["style": "margin:0 0 8px 0"], Visible.text(text, atMost: 600))
  }

  private func table(_ columns: [String], _ rows: [[Markup]]) -> Markup {
    .tag(
      "table", ["width": "100%", "cellpadding": "0", "cellspacing": "0", "border": "0"],
      [
        .tag(
          "tr", [:],
          columns.map {
            .tag(
              "th",
              [
                "scope": "col", "align": "left",
                "style": Self.cell + "font-size:13px;font-weight:normal",
              ], $0)
          })
      ]
        + rows.map { row in
          .tag(
            "tr", [:],
            row.map {
              .tag("td", ["valign": "top", "style": Self.cell + "font-size:14px"], [$0])
            })
        })
  }

  private func short(_ text: String, _ length: Int = 120) -> Markup {
    .text(Visible.text(text, atMost: length))
  }

  private func small(_ text: String) -> Markup {
    .void("br")
      + .tag(
        "span", ["style": "font-size:12px;color:#777777"], Visible.text(text, atMost: 240))
  }

  private func head() -> Markup {
    let page = link.flatMap { Markup.isWeb($0) ? $0 : nil }
    return .list(
      [
        .tag(
          "h1", ["style": "font-size:22px;margin:0 0 4px 0"],
          "Reliability review \(review.window.name)"),
        paragraph(words.span(review)),
      ]
        + review.sentences.map {
          .tag(
            "p", ["style": "margin:0 0 8px 0;font-size:16px"], Visible.text($0, atMost: 500))
        }
        + [page.map { .tag("p", [:], [.link($0, "Open the whole page")]) } ?? .none])
  }

  private func scorecard() -> Markup {
    heading("Scorecard")
      + table(
        ["Figure", review.window.name, "Change", review.previous?.name ?? "before"],
        review.scorecard.map { figure in
          let change = ReviewWords.change(figure)
          let color =
            figure.change == .better
            ? "#116329" : figure.change == .worse ? "#b3261e" : "#777777"
          let text = [change.sign, change.text].filter { !$0.isEmpty }.joined(separator: " ")
          return [
            .text(figure.name),
            .tag("b", [:], ReviewWords.value(figure.now.value, figure))
              + small(ReviewWords.basis(figure.now, figure)),
            .tag("span", ["style": "color:\(color)"], text),
            .text(figure.before.map { ReviewWords.value($0.value, figure) } ?? "–"),
          ]
        })
  }

  /// Bars as cells with a background: every client shows them.
  private func buckets() -> Markup {
    let colors = [
      "infra": "#2f6db5", "test": "#c8511b", "dependency": "#0d8a66", "config": "#9a5aa8",
      "unknown": "#7a828b", "none": "#b5bcc4",
    ]
    let most = review.buckets.map(\.share).max() ?? 1
    guard !review.buckets.isEmpty else {
      return heading("Failures") + paragraph("No job failed.")
    }
    return heading("Failures by bucket")
      + table(
        ["Bucket", "Failed jobs", "Lost", "Share"],
        review.buckets.map { row in
          let width = max(1, Int((row.share / max(most, 0.01) * 160).rounded()))
          let bar = Markup.tag(
            "table", ["role": "presentation", "cellpadding": "0", "cellspacing": "0"],
            [
              .tag(
                "tr", [:],
                [
                  .tag(
                    "td",
                    [
                      "bgcolor": colors[row.bucket] ?? "#777777", "width": "\(width)",
                      "height": "12", "style": "font-size:1px;line-height:12px",
                    ], "\u{A0}"),
                  .tag(
                    "td", ["style": "padding-left:6px;font-size:13px"],
                    Phrase.percent(row.share)),
                ])
            ])
          return [
            .text(ReviewWords.bucket(row.bucket)), .text(Phrase.number(row.failures)),
            .text(Phrase.minutes(row.minutes)), bar,
          ]
        })
  }

  private func failures() -> Markup {
    guard !review.failures.isEmpty else { return .none }
    return heading("Top recurring failures")
      + table(
        ["Failure", "Jobs", "Pull requests", "Lost"],
        review.failures.prefix(rows).map { row in
          [
            .tag("b", [:], ReviewWords.tag(row.tag) + ": ") + short(row.summary, 160)
              + small(
                "\(row.bucket), for \(ReviewWords.owner(row.owner))"
                  + (row.remediation.first.map { " – " + Visible.text($0, atMost: 160) } ?? "")),
            .text(Phrase.number(row.count)), .text(Phrase.number(row.pullRequests)),
            .text(Phrase.minutes(row.minutes)),
          ]
        })
  }

  private func flakes() -> Markup {
    heading("Flake debt") + paragraph(PageSections.debtSentence(review.flakes))
      + (review.flakes.top.isEmpty
        ? .none
        : table(
          ["Test", "Failed", "Runs blocked"],
          review.flakes.top.prefix(rows).map { row in
            [
              short(row.test) + small(row.repository), .text(Phrase.of(row.fails)),
              .text(Phrase.number(row.runsBlocked)),
            ]
          }))
      + (review.flakes.whatIf.map { paragraph(PageSections.whatIf($0)) } ?? .none)
  }

  private func incidents() -> Markup {
    guard !review.incidents.isEmpty else { return .none }
    return heading("Incidents")
      + .list(
        review.incidents.prefix(rows).map { incident in
          paragraph(
            "\(words.time(incident.from)) – \(words.clock(incident.to)): "
              + Visible.text(incident.summary ?? incident.bucket, atMost: 200)
              + " \(Phrase.count(incident.failures, "failed job")), "
              + Phrase.count(incident.repositories.count, "repository", "repositories") + ".")
        })
  }

  private func runners() -> Markup {
    guard !review.runners.isEmpty else { return .none }
    return heading("Queue by runner label")
      + table(
        ["Label", "Jobs", "Wait p50", "Wait p95", "p95 before"],
        review.runners.prefix(rows).map { row in
          [
            short(row.label, 60), .text(Phrase.number(row.jobs)),
            .text(row.p50Wait.map(Phrase.duration) ?? "–"),
            .text(row.p95Wait.map(Phrase.duration) ?? "–"),
            .text(row.p95WaitBefore.map(Phrase.duration) ?? "–"),
          ]
        }) + .list(review.hints.prefix(3).map(paragraph))
  }

  private func plan() -> Markup {
    let actions = review.actions.prefix(rows).map { action -> [Markup] in
      [
        short(action.title, 160), .text(action.isOverdue ? "overdue" : action.state),
        short(action.owner ?? "nobody", 60), .text(action.due ?? "–"),
      ]
    }
    let proposals = review.proposals.map { proposal -> Markup in
      .tag(
        "li", ["style": "margin-bottom:6px"],
        [short(proposal.title, 240), small(Visible.text(proposal.effect, atMost: 300))])
    }
    return heading("Actions")
      + (actions.isEmpty
        ? paragraph("None is on record.")
        : table(["Action", "State", "Owner", "Due"], Array(actions)))
      + (proposals.isEmpty
        ? .none
        : .tag("h3", ["style": "font-size:15px;margin:14px 0 6px 0"], "Proposed for this week")
          + .tag("ol", ["style": "margin:0;padding-left:22px"], proposals))
  }

  private func footer() -> Markup {
    .tag(
      "p", ["style": "font-size:12px;color:#777777;margin:0"],
      words.coverage(review).joined(separator: " · "))
  }
}
