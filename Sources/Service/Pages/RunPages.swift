import History
import Reporting

/// The list of runs, and one run with why its jobs failed.
enum RunPages {
  static func list(_ call: PageCall) throws -> [Markup] {
    var query = RunQuery()
    query.repositories = try call.repositories()
    query.branch = call.text("branch")
    query.pullRequest = call.text("pr")
    query.author = call.text("author")
    query.outcome = call.text("outcome").flatMap(JobStatus.init)
    let page = try call.store.runs(query, after: try call.place("runs"), limit: 40)
    let next = Cursor("runs", page.next).map { cursor in
      PagePath.of(
        "/runs",
        [
          "repository": call.text("repository"), "branch": query.branch, "pr": query.pullRequest,
          "author": query.author, "outcome": query.outcome?.rawValue, "after": cursor.text,
        ])
    }
    return [filters(call), table(page.runs, call.now), PageWords.more(next)]
  }

  private static func filters(_ call: PageCall) -> Markup {
    let fields: [(String, String)] = [
      ("repository", "Repository"), ("branch", "Branch"), ("pr", "Pull request"),
      ("author", "Author"),
    ]
    let chosen = call.text("outcome")
    let options = [nil] + JobStatus.allCases.map { Optional($0.rawValue) }
    return .tag(
      "form", ["class": "filters", "method": "get", "action": "/runs"],
      fields.map { name, words in
        .tag(
          "label", [:],
          [
            .text(words), .void("br"),
            .void("input", ["name": name, "value": call.text(name) ?? "", "maxlength": "300"]),
          ])
      } + [
        .tag(
          "label", [:],
          [
            .text("Outcome"), .void("br"),
            .tag(
              "select", ["name": "outcome"],
              options.map { value in
                .tag(
                  "option",
                  ["value": value ?? "", "selected": value != nil && value == chosen ? "" : nil],
                  value ?? "any")
              }),
          ]),
        .tag("button", ["type": "submit"], "Filter"),
      ])
  }

  static func table(_ runs: [StoredRun], _ now: Int) -> Markup {
    guard !runs.isEmpty else { return PageWords.nothing("No such run.") }
    return Page.table(
      ["Run", "Outcome", "Branch", "Took", "When"],
      runs.map { run in
        [
          PageWords.name(
            (run.facts.workflow.map { $0.isEmpty ? "run" : $0 } ?? "run") + " " + run.run,
            PagePath.run(run.id)) + Page.small(run.repository),
          PageWords.outcome(run.outcome)
            + Page.small(run.failedJobs == 0 ? "" : "\(run.failedJobs) of \(run.jobs) jobs"),
          .text(Visible.text(ref(run.facts), atMost: 80)),
          .text(run.finished.map { PageWords.duration($0 - run.started) } ?? "–"),
          PageWords.ago(run.started, now),
        ]
      }, numbers: [3], isCard: true)
  }

  /// `#12 on topic`, `main`, or the beginning of the commit.
  static func ref(_ facts: RunFacts) -> String {
    if let request = facts.pullRequest, !request.isEmpty {
      return "#\(request)" + (facts.branch.isEmpty ? "" : " \(facts.branch)")
    }
    return facts.branch.isEmpty ? String(facts.commit.prefix(10)) : facts.branch
  }

  static func detail(_ id: String, _ call: PageCall) throws -> (title: String, body: [Markup]) {
    guard let found = try call.store.run(id: id), call.visitor.sees(found.run.repository) else {
      throw PageCall.Missing()
    }
    let run = found.run
    let red = found.jobs.filter { $0.status == .failed }
    var body = [facts(run)]
    body += try red.prefix(20).enumerated().map { index, job in
      try answer(job, call, isWhole: index < Self.wholeExcerpts)
    }
    if red.count > 20 { body.append(PageWords.nothing("\(red.count - 20) more red jobs below.")) }
    body.append(Page.section("jobs", "Jobs", [jobs(found.jobs)]))
    return ("\(run.repository), run \(run.run)", body)
  }

  /// Red jobs of a run that are shown with the lines around their cause: a page stays below 100 KB.
  private static let wholeExcerpts = 5

  private static func facts(_ run: StoredRun) -> Markup {
    var rows: [(String, Markup)] = [
      ("Outcome", PageWords.outcome(run.outcome)),
      ("Began", PageWords.time(run.started)),
    ]
    if let finished = run.finished {
      rows.append(("Took", .text(PageWords.duration(finished - run.started))))
    }
    if let queued = run.queued { rows.append(("Waited", .text(PageWords.duration(queued)))) }
    let branch = PagePath.of(
      "/runs", ["repository": run.repository, "branch": run.facts.branch])
    if !run.facts.branch.isEmpty {
      rows.append(("Branch", PageWords.name(run.facts.branch, branch)))
    }
    if let request = run.facts.pullRequest, !request.isEmpty {
      let path = PagePath.of("/runs", ["repository": run.repository, "pr": request])
      rows.append(("Pull request", PageWords.name("#" + request, path)))
    }
    if !run.facts.commit.isEmpty { rows.append(("Commit", PageWords.code(run.facts.commit))) }
    if let author = run.facts.author, !author.isEmpty { rows.append(("Author", .text(author))) }
    if run.attempts > 1 { rows.append(("Attempts", .text("\(run.attempts)"))) }
    if let url = run.facts.url { rows.append(("Page", .link(url, "at the CI"))) }
    return .tag(
      "dl", ["class": "facts"],
      rows.flatMap { [.tag("dt", [:], $0.0), .tag("dd", [:], [$0.1])] as [Markup] })
  }

  private static func answer(
    _ job: StoredJob, _ call: PageCall, isWhole: Bool
  ) throws -> Markup {
    guard let failure = job.failure else {
      return .tag(
        "section", ["class": "answer"],
        [.tag("h3", [:], job.key.job), PageWords.nothing("Red; no log was seen.")])
    }
    var parts: [Markup] = [
      .tag("h3", [:], job.key.job + (job.key.attempt > 1 ? ", attempt \(job.key.attempt)" : "")),
      .tag("p", [:], [.tag("strong", [:], Visible.text(failure.summary, atMost: 600))]),
      .tag(
        "p", [:],
        [
          PageWords.bucket(failure.bucket, failure.category),
          .text(" · \(PageWords.percent(Double(failure.confidence) / 1e6)) sure · whose turn: "),
          .text(failure.actor.replacing("-", with: " ")),
          .text(failure.isTransient ? " · a retry may well pass" : ""),
        ]),
      LogExcerpt.markup(failure, label: "Log of \(job.key.job)", isWhole: isWhole),
    ]
    if let signature = failure.signature {
      let advice = call.desk.advice(signature)
      if !advice.isEmpty {
        parts += [
          .tag("p", [:], "What to do:"),
          .tag("ul", [:], advice.map { .tag("li", [:], $0) }),
        ]
      }
    }
    parts.append(try past(job, failure, call))
    let tests = try call.store.failedTests(of: job.key, limit: 20)
    if !tests.isEmpty {
      parts += [
        .tag("p", [:], "Tests that failed:"),
        .tag(
          "ul", [:],
          tests.map { test in
            .tag(
              "li", [:], [PageWords.name(test, PagePath.test(test, in: job.key.repository))])
          }),
      ]
    }
    return .tag("section", ["class": "answer"], parts)
  }

  /// Whether it is known. Sentences count all repositories, so they are for those who see all.
  private static func past(
    _ job: StoredJob, _ failure: FailureRecord, _ call: PageCall
  ) throws -> Markup {
    var parts: [Markup] = []
    if call.sight == nil, let known = try call.store.recurrence(of: job.key) {
      parts = known.sentences(now: call.now).map { .text($0 + " ") }
    }
    if let fingerprint = failure.fingerprint {
      parts.append(PageWords.link(PagePath.failure(fingerprint), "All failures of this kind"))
    }
    return parts.isEmpty ? .none : .tag("p", [:], parts)
  }

  private static func jobs(_ jobs: [StoredJob]) -> Markup {
    Page.table(
      ["Job", "Outcome", "Took", "Began"],
      jobs.prefix(200).map { job in
        [
          .link(job.url, job.key.job)
            + Page.small(job.key.attempt > 1 ? "attempt \(job.key.attempt)" : ""),
          PageWords.outcome(job.status),
          .text(job.finished.map { PageWords.duration($0 - job.started) } ?? "–"),
          PageWords.time(job.started),
        ]
      }, numbers: [2], isCard: true)
  }
}
