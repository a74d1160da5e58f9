import Assistant
import Flakiness
import History

/// Tests, flakes and quarantines.
enum TestRoutes {
  static let all = [tests, history, flakes, quarantines, propose]

  private static let test = Operation.Parameter(
    name: "test", kind: .text(max: 1000), about: "The test's key, as the list of tests gives it.",
    isRequired: true)

  private static let tests = Operation(
    path: "/tests", id: "listTests", summary: "Names of a repository's tests, sorted.",
    parameters: [
      .oneRepository,
      .init(name: "contains", kind: .text(max: 200), about: "A part of the name."), .limit,
      .cursor,
    ],
    answer: .page(of: TestShapes.test.reference),
    work: { call in
      let repository = try call.repository()
      let page = try call.store.testPage(
        in: repository, containing: call.text("contains") ?? "",
        after: try call.cursor("tests")?.string(0), limit: call.number("limit"))
      let next = page.hasMore ? page.tests.last.map { Cursor("tests", [.string($0)]) } : nil
      return call.page(page.tests.map { TestShapes.test.json((repository, $0)) }, next)
    })

  private static let history = Operation(
    path: "/tests/history", id: "getTestHistory",
    summary: "What a test did, in source order, and what its record says.",
    parameters: [
      .oneRepository, test,
      .init(
        name: "limit", kind: .number(1...2000, standard: 200),
        about: "How many executions at most, the latest ones."),
    ],
    answer: TestShapes.history.reference,
    work: { call in
      let repository = try call.repository()
      let name = call.text("test") ?? ""
      guard
        let history = try call.store.history(
          of: name, in: repository, latest: call.number("limit"))
      else { throw APIProblem.notFound }
      return .json(
        TestShapes.history.json((history, try call.store.flake(name, in: repository))))
    })

  private static let flakes = Operation(
    path: "/flakes", id: "listFlakes",
    summary: "Tests that failed at least once, those surest of their verdict first.",
    parameters: [
      .repository,
      .init(
        name: "verdict", kind: .choice(TestShapes.verdicts),
        about: "Only this verdict; without it `flaky` and `probablyFlaky`."),
      .limit, .cursor,
    ],
    answer: .page(of: TestShapes.flake.reference),
    work: { call in
      let verdict = call.text("verdict").flatMap(Verdict.init)
      let wanted: Set<Verdict> = verdict.map { [$0] } ?? [.flaky, .probablyFlaky]
      let all = try call.names().flatMap { try call.store.flakes(of: $0, verdicts: wanted) }
      let page = PageCut(
        all, list: "flakes", after: try call.cursor("flakes"), limit: call.number("limit")
      ) { (-Int($0.report.probability * 1e6), $0.repository, $0.test) }
      return call.page(page.items.map(TestShapes.flake.json), page.next)
    })

  private static let quarantines = Operation(
    path: "/quarantines", id: "listQuarantines",
    summary: "Tests in quarantine, and tests somebody proposed for it.",
    parameters: [.repository, .limit, .cursor],
    answer: .page(of: TestShapes.quarantine.reference),
    work: { call in
      let all = try call.names().flatMap { try standing(in: $0, call) }
      let page = PageCut(
        all, list: "quarantines", after: try call.cursor("quarantines"),
        limit: call.number("limit")
      ) { (0, $0.repository, $0.test) }
      return call.page(page.items.map(TestShapes.quarantine.json), page.next)
    })

  /// One entry per test: its quarantine, else the latest proposal.
  private static func standing(
    in repository: String, _ call: APICall
  ) throws -> [TestShapes.Quarantine] {
    let entries = try call.store.quarantine(of: repository)
    var seen = Set(entries.map(\.test))
    let muted = entries.map { entry in
      TestShapes.Quarantine(
        repository: repository, test: entry.test,
        state: entry.isInForce(at: call.now) ? "quarantined" : "expired", reason: entry.reason,
        actor: entry.actor, owner: entry.owner, ticket: entry.ticket, since: entry.added,
        until: entry.expires)
    }
    let proposed = try call.store.proposals("quarantine", in: repository)
      .filter { seen.insert($0.subject).inserted }
      .map { event in
        TestShapes.Quarantine(
          repository: repository, test: event.subject, state: "proposed",
          reason: event.details["reason"] ?? "", actor: event.actor, owner: nil, ticket: nil,
          since: event.time, until: nil)
      }
    return muted + proposed
  }

  private static let propose = Operation(
    method: .post, path: "/quarantines", id: "proposeQuarantine",
    summary: "Propose a test for quarantine; whoever may decides.", scope: .write,
    body: .object(
      "The test and why.",
      [
        .oneRepository, test,
        .init(name: "reason", kind: .text(max: 1000), about: "Why.", isRequired: true),
      ]),
    status: 201, answer: OtherShapes.proposal.reference,
    work: { call in
      let repository = try call.repository()
      let test = call.text("test") ?? ""
      guard try call.store.history(of: test, in: repository, latest: 1) != nil else {
        throw APIProblem.notFound
      }
      let verdict = try call.store.flake(test, in: repository)?.report.verdict
      let event = Event(
        repository: repository, kind: .proposal, subject: test, time: call.now,
        actor: call.actor, verb: "quarantine",
        details: [
          "reason": ProposedText.clean(call.text("reason")),
          "verdict": verdict?.rawValue ?? "unknown",
        ])
      try call.store.record(event)
      return .json(OtherShapes.proposal.json(event))
    })
}
