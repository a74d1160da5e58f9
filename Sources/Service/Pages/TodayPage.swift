import History
import Reporting

/// What somebody wants to know first: what is red now, what is new, what belongs together.
enum TodayPage {
  static func body(_ call: PageCall) throws -> [Markup] {
    let since = call.now - 86_400
    let names = try call.names()
    guard !names.isEmpty else {
      return [
        PageWords.nothing("The store is empty."),
        .tag(
          "p", [:],
          [
            .text("Jobs come in by webhooks ("), PageWords.code("/hooks/…"), .text("), by "),
            PageWords.code("faultline ingest"), .text(" or by the API."),
          ]),
      ]
    }
    let page = try call.store.failurePage(
      in: call.sight, since: since, now: call.now, limit: 15)
    let recent = try call.store.failedJobs(in: call.sight, since: since, limit: 12).jobs
    return [
      try sums(call, names, since, failures: page.entries.reduce(0) { $0 + $1.count }),
      try broken(call, names),
      Page.section("failures", "Failures of the last 24 hours", [failures(page, call)]),
      incidents(try shownIncidents(call, since), call),
      Page.section("jobs", "Latest red jobs", [jobs(recent, call.now)]),
    ]
  }

  private static func sums(
    _ call: PageCall, _ names: [String], _ since: Int, failures: Int
  ) throws -> Markup {
    // Adding up hundreds of repositories is not worth a visitor's time on each visit.
    var runs = 0
    var failed = 0
    for name in names.prefix(200) {
      let tally = try call.store.runTally(in: name, since: since)
      runs += tally.runs
      failed += tally.failed
    }
    let facts: [(String, String)] = [
      ("\(runs)", "runs in 24 hours"),
      (
        runs == 0 ? "–" : PageWords.percent(Double(runs - failed) / Double(runs)),
        "without a failed job"
      ),
      ("\(failed)", "red runs"),
      ("\(names.count)", names.count == 1 ? "repository" : "repositories"),
    ]
    return .tag(
      "ul", ["class": "sums"],
      facts.map { number, words in
        .tag("li", [:], [.tag("strong", [:], number), .tag("span", [:], words)])
      })
  }

  private static func broken(_ call: PageCall, _ names: [String]) throws -> Markup {
    let red = try names.prefix(60).filter { try call.store.isDefaultBranchBroken($0) }
    let words: Markup =
      red.isEmpty
      ? PageWords.nothing("Every default branch passed when it last ran.")
      : .tag(
        "ul", [:],
        red.map { name in
          .tag(
            "li", [:],
            [PageWords.name(name, PagePath.of("/runs", ["repository": name, "outcome": "failed"]))])
        })
    return Page.section("main", "Broken on the default branch", [words])
  }

  static func failures(_ page: FailureGroupPage, _ call: PageCall) -> Markup {
    guard !page.entries.isEmpty else { return PageWords.nothing("Nothing failed.") }
    return Page.table(
      ["Failure", "Bucket", "Jobs", "Pull requests", "Last"],
      page.entries.map { entry in
        let latest = entry.latest
        let summary = Visible.text(latest?.summary ?? entry.example, atMost: 200)
        let title: Markup =
          latest?.fingerprint.map { PageWords.name(summary, PagePath.failure($0)) }
          ?? .text(summary)
        let places = entry.groups.map(\.repository)
        return [
          title + PageWords.state(entry.state)
            + Page.small(
              places.prefix(3).joined(separator: ", ")
                + (places.count > 3 ? " and \(places.count - 3) more" : "")),
          PageWords.bucket(latest?.bucket ?? "unknown", latest?.category),
          .text("\(entry.count)"), .text("\(entry.pullRequests)"),
          PageWords.ago(entry.lastTime, call.now),
        ]
      }, numbers: [2, 3], isCard: true)
  }

  /// Incidents count all repositories, so whoever sees only some is told of none.
  private static func shownIncidents(
    _ call: PageCall, _ since: Int
  ) throws -> [FailureIncident] {
    call.sight == nil ? try call.store.incidents(from: since, to: call.now) : []
  }

  private static func incidents(_ incidents: [FailureIncident], _ call: PageCall) -> Markup {
    guard !incidents.isEmpty else { return .none }
    return Page.section(
      "incidents", "Incidents: many failures in the same minutes",
      [
        .tag(
          "ul", [:],
          incidents.prefix(10).map { incident in
            .tag(
              "li", [:],
              [
                PageWords.time(incident.from),
                .text(
                  ": \(PageWords.count(incident.failures, "job")) in "
                    + "\(PageWords.repositories(incident.repositories.count)), "
                    + "\(incident.inBucket) of them "),
                PageWords.bucket(incident.bucket),
              ])
          })
      ])
  }

  static func jobs(_ jobs: [StoredJob], _ now: Int) -> Markup {
    guard !jobs.isEmpty else { return PageWords.nothing("No red job.") }
    return Page.table(
      ["Job", "Why", "Branch", "When"],
      jobs.map { job in
        [
          PageWords.name(job.key.job, PagePath.run(job.key.runID)) + Page.small(job.key.repository),
          .text(Visible.text(job.failure?.summary ?? "no log was seen", atMost: 200)),
          .text(Visible.text(RunPages.ref(job.facts), atMost: 80)), PageWords.ago(job.started, now),
        ]
      }, isCard: true)
  }
}
