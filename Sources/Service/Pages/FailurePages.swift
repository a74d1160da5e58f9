import Assistant
import History
import Reporting

/// What fails most, and one failure with all the jobs that failed so.
enum FailurePages {
  private static let buckets = ["infra", "test", "dependency", "config", "unknown"]

  static func list(_ call: PageCall) throws -> [Markup] {
    let days = call.text("days").flatMap { Int($0) }.map { min(max($0, 1), 400) } ?? 7
    let bucket = call.text("bucket").flatMap { buckets.contains($0) ? $0 : nil }
    let cursor = try call.cursor("failures")
    let page = try call.store.failurePage(
      in: try call.repositories(), since: call.now - days * 86_400, now: call.now, bucket: bucket,
      after: try cursor.map(place), limit: 25)
    let next = page.next.map { next in
      PagePath.of(
        "/failures",
        [
          "days": "\(days)", "bucket": bucket, "repository": call.text("repository"),
          "after": Cursor(
            "failures",
            [
              .integer(next.until), .integer(next.count), .integer(next.lastTime),
              .string(next.sort),
            ]
          ).text,
        ])
    }
    return [
      choices(days, bucket, call), TodayPage.failures(page, call), PageWords.more(next),
    ]
  }

  /// Has the store read what the lists and the search count, which it keeps until it changes.
  static func remember(_ desk: Desk) throws(StoreError) {
    let now = desk.clock()
    _ = try desk.store.failurePage(in: nil, since: now - 90 * 86_400, now: now, limit: 25)
  }

  private static func place(_ cursor: Cursor) throws -> FailureGroupPage.Place {
    guard let until = cursor.integer(0), let count = cursor.integer(1),
      let last = cursor.integer(2), let sort = cursor.string(3)
    else { throw PageCall.Missing() }
    return .init(until: until, count: count, lastTime: last, sort: sort)
  }

  private static func choices(_ days: Int, _ bucket: String?, _ call: PageCall) -> Markup {
    func path(_ days: Int, _ bucket: String?) -> String {
      PagePath.of(
        "/failures",
        ["days": "\(days)", "bucket": bucket, "repository": call.text("repository")])
    }
    func choice(_ words: String, _ path: String, _ isCurrent: Bool) -> Markup {
      .tag("a", ["href": path, "aria-current": isCurrent ? "true" : nil], words) + .text(" ")
    }
    return .tag(
      "div", ["class": "filters"],
      [
        .tag(
          "p", [:],
          [.text("Days: ")]
            + [1, 7, 30].map { choice("\($0)", path($0, bucket), $0 == days) }),
        .tag(
          "p", [:],
          [.text("Bucket: "), choice("all", path(days, nil), bucket == nil)]
            + buckets.map { choice($0, path(days, $0), $0 == bucket) }),
      ])
  }

  static func detail(
    _ fingerprint: String, _ call: PageCall
  ) throws -> (title: String, body: [Markup]) {
    let repositories = try call.repositories()
    guard let entry = try call.store.failureGroups(fingerprint, in: repositories),
      let latest = entry.latest
    else { throw PageCall.Missing() }
    let page = try call.store.failedJobs(
      fingerprint, in: repositories, after: try call.place(fingerprint), limit: 40)
    let next = Cursor(fingerprint, page.next).map {
      PagePath.of(
        PagePath.failure(fingerprint),
        ["repository": call.text("repository"), "after": $0.text])
    }
    var body: [Markup] = [
      .tag(
        "p", [:],
        [
          PageWords.bucket(latest.bucket, latest.category), .text(" "),
          PageWords.state(entry.state),
        ]),
      facts(entry, fingerprint, latest.signature),
    ]
    if let failure = page.jobs.first?.failure {
      body.append(LogExcerpt.markup(failure, label: "Log of the latest job"))
    }
    let advice = latest.signature.map(call.desk.advice) ?? []
    if !advice.isEmpty {
      body.append(
        Page.section(
          "advice", "What to do", [.tag("ul", [:], advice.map { .tag("li", [:], $0) })]))
    }
    body += [
      Page.section("places", "Where", [places(entry, call)]),
      Page.section("jobs", "Jobs", [TodayPage.jobs(page.jobs, call.now), PageWords.more(next)]),
    ]
    return (Visible.text(latest.summary, atMost: 300), body)
  }

  private static func facts(
    _ entry: FailureList.Entry, _ fingerprint: String, _ signature: String?
  ) -> Markup {
    var rows: [(String, Markup)] = [
      (
        "Seen",
        .text(
          "\(PageWords.count(entry.count, "time")) in \(PageWords.repositories(entry.groups.count))"
        )
      ),
      ("First", PageWords.time(entry.firstTime)), ("Last", PageWords.time(entry.lastTime)),
    ]
    if let signature { rows.append(("Signature", PageWords.code(signature))) }
    rows.append(("Fingerprint", PageWords.code(fingerprint)))
    return .tag(
      "dl", ["class": "facts"],
      rows.flatMap { [.tag("dt", [:], $0.0), .tag("dd", [:], [$0.1])] as [Markup] })
  }

  private static func places(_ entry: FailureList.Entry, _ call: PageCall) -> Markup {
    Page.table(
      ["Repository", "Jobs", "Branches", "Pull requests", "Last"],
      entry.groups.sorted { $0.count > $1.count }.prefix(50).map { group in
        [
          PageWords.name(
            group.repository, PagePath.of("/failures", ["repository": group.repository])),
          .text("\(group.count)"), .text("\(group.branches)"), .text("\(group.pullRequests)"),
          PageWords.ago(group.lastTime, call.now),
        ]
      }, numbers: [1, 2, 3], isCard: true)
  }
}
