import Flakiness
import History
import Reporting

/// The tests that lie, and one test with its history as a strip.
enum TestPages {
  static func flakes(_ call: PageCall) throws -> [Markup] {
    let all = try call.names().flatMap {
      try call.store.flakes(of: $0, verdicts: [.flaky, .probablyFlaky])
    }
    let sorted = all.sorted {
      ($1.report.probability, $0.repository, $0.test)
        < ($0.report.probability, $1.repository, $1.test)
    }
    guard !sorted.isEmpty else {
      return [PageWords.nothing("No test is believed to be flaky.")]
    }
    var body: [Markup] = [
      .tag(
        "p", ["class": "dim"],
        "\(PageWords.count(sorted.count, "test")), surest first. The rate is how often the next "
          + "execution is expected to fail, with its 95 % interval."),
      table(Array(sorted.prefix(100))),
    ]
    if sorted.count > 100 {
      body.append(PageWords.nothing("\(sorted.count - 100) more: choose a repository."))
    }
    return body
  }

  private static func table(_ flakes: [TestFlake]) -> Markup {
    Page.table(
      ["Test", "Verdict", "Sure", "Rate", "Failed"],
      flakes.map { flake in
        [
          PageWords.name(flake.test, PagePath.test(flake.test, in: flake.repository))
            + Page.small(flake.repository),
          PageWords.verdict(flake.report), .text(PageWords.percent(flake.report.probability)),
          .text(rate(flake.report)),
          .text("\(flake.record.failures) of \(flake.record.executions)"),
        ]
      }, numbers: [2, 3, 4], isCard: true)
  }

  private static func rate(_ report: FlakeReport) -> String {
    "\(PageWords.percent(report.rate.mean)) (\(PageWords.percent(report.rate.low)) to "
      + "\(PageWords.percent(report.rate.high)))"
  }

  static func detail(_ call: PageCall) throws -> (title: String, body: [Markup]) {
    let repository = try call.repository()
    guard let name = call.text("test"),
      let history = try call.store.history(of: name, in: repository, latest: 300)
    else { throw PageCall.Missing() }
    let flake = try call.store.flake(name, in: repository)
    var body: [Markup] = [
      .tag(
        "p", [:],
        [PageWords.name(repository, PagePath.of("/runs", ["repository": repository]))]),
      standing(history, flake), strip(history),
    ]
    let failures = history.entries.filter { $0.outcome != .passed }.suffix(20).reversed()
    body.append(Page.section("failures", "Its failures, latest first", [messages(Array(failures))]))
    if let entry = try call.store.quarantine(of: repository).first(where: { $0.test == name }),
      entry.isInForce(at: call.now)
    {
      body.append(
        Page.section(
          "muted", "In quarantine",
          [
            .tag(
              "p", [:],
              [.text("Until "), PageWords.time(entry.expires), .text(": " + entry.reason)])
          ]))
    } else if call.visitor.scopes.contains(.write) {
      body.append(
        Page.section("propose", "Propose a quarantine", [form(name, repository)]))
    }
    return (Visible.text(name, atMost: 300), body)
  }

  private static func standing(_ history: TestHistory, _ flake: TestFlake?) -> Markup {
    guard let flake else {
      return .tag(
        "p", [:], "It never failed in \(PageWords.count(history.entries.count, "execution")).")
    }
    var words =
      " \(PageWords.percent(flake.report.probability)) sure. It failed in \(flake.record.failures) of "
      + "\(PageWords.count(flake.record.executions, "execution")); the next one is expected to fail "
      + "with \(rate(flake.report))."
    if let runs = flake.report.cleanRunsToClear {
      words += " \(PageWords.count(runs, "clean run")) in a row would clear it."
    }
    return .tag("p", [:], [PageWords.verdict(flake.report), .text(words)])
  }

  /// Oldest first; every execution is a letter, too, so that no colour is needed.
  private static func strip(_ history: TestHistory) -> Markup {
    guard !history.entries.isEmpty else {
      return PageWords.nothing("No single execution is kept any more.")
    }
    let items = history.entries.suffix(200).map { entry -> Markup in
      let (letter, style): (String, String?) =
        entry.isMasked
        ? ("m", "m")
        : entry.outcome == .passed ? ("·", nil) : entry.outcome == .failed ? ("F", "f") : ("x", "x")
      let words =
        "\(Timestamp.text(entry.run.time).prefix(16).replacing("T", with: " ")) "
        + "\(entry.detail) in \(entry.job)" + (entry.isMasked ? ", part of a mass failure" : "")
      return .tag(
        "li", [:],
        [
          .tag(
            "span", ["class": style, "title": words, "role": "img", "aria-label": words], letter)
        ])
    }
    return .tag(
      "section", ["aria-labelledby": "strip"],
      [
        .tag("h2", ["id": "strip"], "History, oldest first"),
        .tag("ol", ["class": "strip"], items),
        .tag(
          "p", ["class": "dim"],
          "· passed, F failed, x failed and passed in one job, m part of a mass failure, which is no "
            + "evidence against the test"),
      ])
  }

  private static func messages(_ entries: [HistoryEntry]) -> Markup {
    guard !entries.isEmpty else { return PageWords.nothing("None is kept.") }
    return Page.table(
      ["When", "Job", "Branch", "What it said"],
      entries.map { entry in
        [
          PageWords.time(entry.run.time), .text(Visible.text(entry.job, atMost: 100)),
          .text(Visible.text(entry.run.branch, atMost: 80)),
          entry.message.map { .tag("code", [:], Visible.text($0, atMost: 400)) } ?? .none,
        ]
      }, isCard: true)
  }

  private static func form(_ test: String, _ repository: String) -> Markup {
    .tag(
      "form", ["method": "post", "action": "/quarantine/propose"],
      [
        .void("input", ["type": "hidden", "name": "repository", "value": repository]),
        .void("input", ["type": "hidden", "name": "test", "value": test]),
        .tag(
          "label", [:],
          [
            .text("Why "),
            .void(
              "input", ["name": "reason", "required": "", "maxlength": "500", "size": "50"]),
          ]), .text(" "),
        .tag("button", ["type": "submit"], "Propose"),
        .tag(
          "p", ["class": "dim"],
          "A proposal quarantines nothing by itself: somebody accepts it with faultline quarantine add."
        ),
      ])
  }
}
