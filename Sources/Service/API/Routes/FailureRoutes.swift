import Assistant
import Flakiness
import History

/// Failures that are the same, corrections of what we say of them, and how a repository is doing.
enum FailureRoutes {
  static let all = [failures, failure, corrections, health]

  private static let failures = Operation(
    path: "/failures", id: "listFailures", summary: "What failed, most frequent first.",
    parameters: [
      .repository, .days,
      .init(
        name: "bucket", kind: .choice(RunShapes.buckets), about: "Only failures in this bucket."),
      .limit, .cursor,
    ],
    answer: .page(of: FailureShapes.group.reference),
    work: { call in
      let cursor = try call.cursor("failures")
      let page = try call.store.failurePage(
        in: try call.repositories(), since: call.now - call.number("days") * 86_400,
        now: call.now, bucket: call.text("bucket"), after: try cursor.map(place),
        limit: call.number("limit"))
      let next = page.next.map {
        Cursor(
          "failures",
          [.integer($0.until), .integer($0.count), .integer($0.lastTime), .string($0.sort)])
      }
      return call.page(page.entries.map(FailureShapes.group.json), next)
    })

  private static func place(_ cursor: Cursor) throws -> FailureGroupPage.Place {
    guard let until = cursor.integer(0), let count = cursor.integer(1),
      let last = cursor.integer(2), let sort = cursor.string(3)
    else { throw APIProblem.notFound }
    return .init(until: until, count: count, lastTime: last, sort: sort)
  }

  private static let failure = Operation(
    path: "/failures/{fingerprint}", id: "getFailure",
    summary: "A failure and the jobs that failed so, latest first.",
    parameters: [
      .segment("fingerprint", Operation.Parameter.fingerprintPattern, "The failure's fingerprint."),
      .repository, .limit, .cursor,
    ],
    answer: FailureShapes.detail.reference,
    work: { call in
      let fingerprint = call.text("fingerprint") ?? ""
      let repositories = try call.repositories()
      guard let entry = try call.store.failureGroups(fingerprint, in: repositories) else {
        throw APIProblem.notFound
      }
      let page = try call.store.failedJobs(
        fingerprint, in: repositories, after: try call.place(fingerprint),
        limit: call.number("limit"))
      return .json(
        FailureShapes.detail.json(
          FailureShapes.Detail(
            entry: entry, remediation: entry.latest?.signature.map(call.desk.advice) ?? [],
            occurrences: page.jobs, next: Cursor(fingerprint, page.next))))
    })

  private static let corrections = Operation(
    method: .post, path: "/corrections", id: "proposeCorrection",
    summary: "Propose that a failure is of another bucket.", scope: .write,
    body: .object(
      "What is wrong, and what it should be.",
      [
        .oneRepository,
        .init(
          name: "subject",
          kind: .text(
            max: 80, pattern: "^(v[0-9]{1,4}:[0-9a-f]{24}|[0-9a-f]{1,16}-[0-9a-f]{1,16})$"),
          about: "The failure's fingerprint, or the id of a job.", isRequired: true),
        .init(
          name: "bucket", kind: .choice(RunShapes.buckets), about: "The bucket it should be.",
          isRequired: true),
        .init(
          name: "category", kind: .text(max: 60, pattern: "^[a-z0-9]+(-[a-z0-9]+)*$"),
          about: "The category it should be."),
        .init(name: "reason", kind: .text(max: 1000), about: "Why.", isRequired: true),
      ]),
    status: 201, answer: OtherShapes.proposal.reference,
    work: { call in
      let repository = try call.repository()
      let subject = call.text("subject") ?? ""
      var details = ["reason": ProposedText.clean(call.text("reason"))]
      details["bucket"] = call.text("bucket")
      details["category"] = call.text("category")
      var kept = subject
      if subject.contains(":") {
        let known = try call.store.failureGroups(subject, in: [repository])
        guard let known else { throw APIProblem.notFound }
        details["was"] = known.latest?.bucket
      } else {
        guard let job = try call.store.job(id: subject), job.key.repository == repository,
          let failure = job.failure
        else { throw APIProblem.notFound }
        details["was"] = failure.bucket
        details["job"] = job.key.job
        details["run"] = job.key.run
        details["provider"] = job.key.provider
        details["attempt"] = "\(job.key.attempt)"
        kept =
          failure.fingerprint
          ?? [job.key.provider, job.key.run, "\(job.key.attempt)", job.key.job]
          .joined(separator: " ")
      }
      let event = Event(
        repository: repository, kind: .proposal, subject: kept, time: call.now,
        actor: call.actor, verb: "correction", details: details)
      try call.store.record(event)
      return .json(OtherShapes.proposal.json(event))
    })

  private static let health = Operation(
    path: "/health", id: "getHealth",
    summary: "How a repository is doing, for a card on a developer portal.",
    parameters: [.oneRepository, .days], answer: OtherShapes.health.reference,
    work: { call in
      let repository = try call.repository()
      let since = call.now - call.number("days") * 86_400
      let tally = try call.store.runTally(in: repository, since: since)
      let flakes = try call.store.flakes(of: repository, verdicts: [.flaky, .probablyFlaky])
      let muted = try call.store.quarantine(of: repository).filter {
        $0.isInForce(at: call.now)
      }
      let page = try call.store.failurePage(
        in: [repository], since: since, now: call.now, limit: 3)
      return .json(
        OtherShapes.health.json(
          OtherShapes.Health(
            repository: repository, broken: try broken(repository, call.store),
            runs: tally.runs, failedRuns: tally.failed, flaky: flakes.count,
            quarantined: muted.count, top: page.entries)))
    })

  /// The jobs of the default branch whose latest result is a failure.
  private static func broken(_ repository: String, _ store: Store) throws -> [StoredJob] {
    var query = JobQuery()
    query.repository = repository
    query.isMainLine = true
    query.statuses = [.passed, .failed]
    var seen: Set<String> = []
    return try store.jobs(query, limit: 300).filter {
      seen.insert($0.key.job).inserted && $0.status == .failed
    }
  }
}
