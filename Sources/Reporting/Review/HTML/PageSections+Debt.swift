import Reviews

extension PageSections {
  func flakes() -> Markup {
    let debt = review.flakes
    var parts = [
      Page.paragraph(Self.debtSentence(debt))
    ]
    if debt.isIncomplete {
      parts.append(
        Page.paragraph(
          "Some repositories have test results but no verdicts yet: they are missing here.",
          style: "note"))
    }
    if !debt.top.isEmpty {
      parts += [FlakeChart(review: review).heat().markup(), flakeTable(debt)]
    }
    if let whatIf = debt.whatIf { parts.append(Page.paragraph(Self.whatIf(whatIf))) }
    if !debt.quarantined.isEmpty { parts += quarantine(debt) }
    return Page.section("flakes", "Flake debt", parts)
  }

  static func debtSentence(_ debt: Review.FlakeDebt) -> String {
    "\(Phrase.count(debt.total, "flaky test")) on record, \(Phrase.number(debt.new)) of them new, "
      + "\(Phrase.number(debt.suspected)) more suspected; \(Phrase.number(debt.fixed)) fixed lately. "
      + "They blocked \(Phrase.count(debt.runsBlocked, "run")) and burnt "
      + "\(Phrase.minutes(debt.minutes))."
  }

  static func whatIf(_ whatIf: Review.WhatIf) -> String {
    "Had the first \(Phrase.count(whatIf.tests.count, "test")) not yet quarantined been muted, "
      + "\(Phrase.number(whatIf.rescued)) of \(Phrase.count(whatIf.red, "red run")) would have been "
      + "green and \(Phrase.minutes(whatIf.minutes)) saved; "
      + "\(Phrase.count(whatIf.hidden, "real failure")) would have been hidden."
  }

  private func flakeTable(_ debt: Review.FlakeDebt) -> Markup {
    Page.table(
      ["Test", "Failed", "95 % interval", "Runs blocked", "Pull requests", "Lost"],
      debt.top.map { row in
        [
          .tag("code", [:], row.test)
            + Page.small(
              "\(row.repository) · \(row.verdict), \(Phrase.percent(min(row.probability, 0.9999))) sure"
                + (row.isQuarantined ? " · quarantined" : "")),
          .text(row.fails.value.map(Phrase.percent) ?? "–")
            + Page.small(
              "\(Phrase.number(row.fails.numerator)) of \(Phrase.number(row.fails.denominator))"),
          .text(row.low.map { "\(Phrase.percent($0)) – \(Phrase.percent(row.high ?? 1))" } ?? ""),
          .text(Phrase.number(row.runsBlocked)), .text(Phrase.number(row.pullRequests)),
          .text(Phrase.minutes(row.minutes)),
        ]
      }, numbers: [1, 2, 3, 4, 5], isCard: true)
  }

  private func quarantine(_ debt: Review.FlakeDebt) -> [Markup] {
    [
      .tag("h3", [:], "Quarantined"),
      Page.table(
        ["Test", "Since", "Expires", "Owner"],
        debt.quarantined.prefix(25).map { row in
          [
            .tag("code", [:], row.test) + Page.small(row.repository),
            .text(words.day(row.since, in: review))
              + Page.small(
                "for \(Phrase.duration(max(0, review.window.to.seconds - row.since.seconds)))"),
            .text(row.expires.map { words.day($0, in: review) } ?? "never")
              + (row.isOverdue ? Page.tag("overdue", "overdue") : .none),
            .text(row.owner ?? "nobody"),
          ]
        }, isCard: true),
    ]
  }

  func incidents() -> Markup {
    guard !review.incidents.isEmpty else {
      return Page.section(
        "incidents", "Incidents", [Page.paragraph("No burst of unrelated failures.")])
    }
    let rows = review.incidents.map { incident -> [Markup] in
      let common = incident.common.map(Self.common)
      return [
        .text("\(words.time(incident.from)) – \(words.clock(incident.to))"),
        .text(incident.summary ?? incident.bucket) + .list(common.map(Page.small)),
        .text(Phrase.number(incident.failures)),
        .text(
          "\(Phrase.count(incident.repositories.count, "repository", "repositories")), "
            + Phrase.count(incident.pullRequests, "pull request")),
        .text(Phrase.minutes(incident.minutes)),
      ]
    }
    return Page.section(
      "incidents", "Incidents",
      [
        Page.table(
          ["When", "What they have in common", "Failed jobs", "Reach", "Lost"], rows,
          numbers: [2, 4], isCard: true)
      ])
  }

  /// `runner linux-large: 41 of 44, usually 20.1 %`.
  static func common(_ common: Review.Common) -> String {
    let usual = common.usual.value.map { ", usually \(Phrase.percent($0))" } ?? ""
    return "\(common.kind) \(common.name): \(common.share.numerator) of "
      + "\(common.share.denominator)\(usual)"
  }

  func machines() -> Markup {
    var parts: [Markup] = [.tag("h3", [:], "Jobs that got slower")]
    if review.slowest.isEmpty {
      parts.append(Page.paragraph("None by more than chance.", style: "dim"))
    } else {
      parts.append(slowest())
    }
    parts.append(.tag("h3", [:], "Queue by runner label"))
    parts.append(
      review.runners.isEmpty
        ? Page.paragraph("No job says which runner label it was sent to.", style: "dim") : runners()
    )
    if !review.hints.isEmpty {
      parts.append(.tag("h3", [:], "Capacity"))
      parts.append(.tag("ul", ["class": "plan"], review.hints.map { .tag("li", [:], $0) }))
    }
    return Page.section("machines", "Slow jobs, queues, capacity", parts)
  }

  private func slowest() -> Markup {
    Page.table(
      ["Job", "p50", "p95", "Growth costs"],
      review.slowest.map { row in
        [
          .text(row.job) + Page.small(row.repository),
          .text("\(Phrase.duration(row.p50Before)) → \(Phrase.duration(row.p50))")
            + Page.small("\(Phrase.number(row.casesBefore)) and \(Phrase.count(row.cases, "job"))"),
          .text("\(Phrase.duration(row.p95Before)) → \(Phrase.duration(row.p95))"),
          .text(Phrase.minutes(row.minutes)),
        ]
      }, numbers: [1, 2, 3], isCard: true)
  }

  private func runners() -> Markup {
    Page.table(
      ["Label", "Jobs", "Wait p50", "Wait p95", "p95 before", "Peak", "Busy", "Infra failures"],
      review.runners.prefix(20).map { row in
        let style = row.change == .worse ? "worse" : row.change == .better ? "better" : nil
        return [
          .text(row.label), .text(Phrase.number(row.jobs)),
          .text(row.p50Wait.map(Phrase.duration) ?? "–"),
          .tag("span", ["class": style], row.p95Wait.map(Phrase.duration) ?? "–")
            + Page.small(
              row.change == .worse ? "longer" : row.change == .better ? "shorter" : ""),
          .text(row.p95WaitBefore.map(Phrase.duration) ?? "–"),
          .text(Phrase.number(row.peak)), .text(Phrase.percent(row.utilisation)),
          .text(row.infraFailures.value.map(Phrase.percent) ?? "–")
            + Page.small(
              "\(Phrase.number(row.infraFailures.numerator)) of "
                + Phrase.number(row.infraFailures.denominator)),
        ]
      }, numbers: [1, 2, 3, 4, 5, 6, 7], isCard: true)
  }

  func plan() -> Markup {
    let actions = review.actions.map { action -> [Markup] in
      let state = action.isOverdue ? "overdue" : action.state
      return [
        .text(action.title) + (action.note.map { Page.small($0) } ?? .none),
        Page.tag(state, state), .text(action.owner ?? "nobody"), .text(action.due ?? "–"),
        .tag("code", [:], action.id),
      ]
    }
    return Page.section(
      "plan", "Actions",
      [
        .tag("h3", [:], "What was decided, and what became of it"),
        actions.isEmpty
          ? Page.paragraph(
            "Nothing is on record. `faultline actions add` keeps what the meeting decides.",
            style: "dim")
          : Page.table(["Action", "State", "Owner", "Due", "Id"], actions, isCard: true),
        .tag("h3", [:], "Proposed for this week"),
        review.proposals.isEmpty
          ? Page.paragraph("Nothing stands out.", style: "dim")
          : .tag(
            "ol", ["class": "plan"],
            review.proposals.map { proposal in
              .tag(
                "li", [:],
                [
                  .text(proposal.title),
                  Page.small("\(proposal.effect) · for \(ReviewWords.owner(proposal.owner))"),
                ])
            }),
      ])
  }

  func notes() -> Markup {
    .tag(
      "footer", [:],
      [
        .tag("h2", [:], "How the figures are made"),
        .tag("ul", ["class": "plan"], review.notes.map { .tag("li", [:], $0) }),
      ])
  }
}
