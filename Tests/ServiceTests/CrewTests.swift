import Foundation
import History
import Testing

@testable import Pipelines
@testable import Service

/// GitHub's API with one red run, or a server that always fails.
private struct FakeGitHub: HTTPTransport {
  var status = 200

  func send(
    _ call: HTTPCall, head: (HTTPHead) throws(FetchError) -> Void,
    body: ([UInt8]) throws(FetchError) -> Void
  ) async throws(FetchError) {
    try head(HTTPHead(status: status, headers: [:]))
    guard status == 200 else { return }
    let path = call.endpoint.shown
    let text =
      if path.hasSuffix("/logs") {
        "it broke\n"
      } else if path.hasSuffix("/jobs") {
        """
        {"total_count":2,"jobs":[
        {"id":5,"name":"test","status":"completed","conclusion":"failure",
        "started_at":"2026-11-22T21:56:00Z","completed_at":"2026-11-22T22:00:00Z"},
        {"id":6,"name":"lint","status":"completed","conclusion":"success",
        "started_at":"2026-11-22T21:56:00Z","completed_at":"2026-11-22T22:00:00Z"}]}
        """
      } else if path.hasSuffix("/runs") {
        """
        {"workflow_runs":[{"id":8,"run_attempt":1,"status":"completed",
        "updated_at":"2026-11-22T22:00:00Z"},
        {"id":9,"run_attempt":1,"status":"in_progress"}]}
        """
      } else {
        """
        {"name":"CI","head_branch":"main","head_sha":"3f2ab1","run_attempt":1,
        "repository":{"default_branch":"main"}}
        """
      }
    try body(Array(text.utf8))
  }
}

@Suite struct CrewTests {
  private static let now = 1_795_385_000

  private static func crew(
    _ scratch: Scratch, _ api: FakeGitHub = FakeGitHub(),
    _ explain: @escaping @Sendable (LogFile) async -> LogAnswer = { _ in
      .explained(
        ExplainedLog(
          document: "{}", failure: FailureRecord(bucket: "test", confidence: 900_000, summary: "x"))
      )
    }
  ) -> Crew {
    var settings = ServiceSettings()
    settings.apis = [.init(provider: "github", server: "http://127.0.0.1:1", token: Secret("t"))]
    var retry = RetryPolicy()
    retry.tries = 1
    let desk = scratch.desk(settings, now: now)
    return Crew(
      desk: desk,
      clients: CIClients(settings: settings, environment: [:], transport: api, retry: retry),
      explain: explain)
  }

  /// Does all that is due.
  private static func work(_ crew: Crew) async throws {
    for kind in [RunTask.kind, ExplainTask.kind] {
      for item in try crew.desk.store.dueWork(kind, at: now, limit: 10) {
        await crew.work(on: item)
      }
    }
  }

  private static func run(_ scratch: Scratch) throws {
    let run = RunTask(
      run: .init(provider: "github-actions", repository: "acme/shop", run: "7", attempt: 1))
    try scratch.store.addWork([try #require(run.work(at: now))])
  }

  private static func jobs(_ scratch: Scratch) throws -> [StoredJob] {
    var query = JobQuery()
    query.statuses = [.passed, .failed]
    return try scratch.store.jobs(query).sorted {
      ($0.key.job, $0.key.run) < ($1.key.job, $1.key.run)
    }
  }

  @Test func aRunIsListedAndItsRedJobExplained() async throws {
    let scratch = try Scratch()
    try Self.run(scratch)
    try await Self.work(Self.crew(scratch))
    let jobs = try Self.jobs(scratch)
    #expect(jobs.map(\.key.job) == ["lint", "test"])
    #expect(jobs[0].status == .passed)
    #expect(jobs[1].failure?.bucket == "test")
    #expect(try scratch.store.workCounts() == [:])
    // Listed again, nothing is left to explain.
    try Self.run(scratch)
    try await Self.work(Self.crew(scratch))
    #expect(try scratch.store.workCounts() == [:])
  }

  @Test func aLogThatKillsItsWorkerCostsOneAnswer() async throws {
    let scratch = try Scratch()
    try Self.run(scratch)
    try await Self.work(Self.crew(scratch) { _ in .notAnalysed("the worker died: it was killed") })
    let red = try #require(try Self.jobs(scratch).last)
    #expect(red.failure?.bucket == "unknown")
    #expect(red.failure?.summary == "Not analysed: the worker died: it was killed.")
    #expect(try scratch.store.workCounts() == [:])
  }

  @Test func whatFailsIsTriedAgainAndGivenUpInTheEnd() async throws {
    let scratch = try Scratch()
    try Self.run(scratch)
    let crew = Self.crew(scratch, FakeGitHub(status: 500))
    var item = try #require(try scratch.store.dueWork("run", at: Self.now, limit: 1).first)
    await crew.work(on: item)
    #expect(try scratch.store.workCounts() == ["run waiting": 1])
    #expect(try scratch.store.dueWork("run", at: Self.now, limit: 1).isEmpty)
    item.attempts = Crew.tries - 1
    await crew.work(on: item)
    let dead = try scratch.store.deadWork()
    #expect(dead.count == 1)
    #expect(dead.first?.reason?.isEmpty == false)
    #expect(try scratch.store.reviveWork(at: Self.now) == 1)
    #expect(try scratch.store.workCounts() == ["run waiting": 1])
  }

  @Test func aRefusedTokenIsNotTriedAgain() async throws {
    let scratch = try Scratch()
    try Self.run(scratch)
    try await Self.work(Self.crew(scratch, FakeGitHub(status: 401)))
    #expect(try scratch.store.workCounts() == ["run dead": 1])
  }

  @Test func aSweepFindsWhatNoWebhookTold() async throws {
    let scratch = try Scratch()
    try Self.run(scratch)
    let crew = Self.crew(scratch)
    try await Self.work(crew)
    #expect(await crew.sweep() == 1)
    #expect(try scratch.store.workCounts() == ["run waiting": 1])
    try await Self.work(crew)
    #expect(await crew.sweep() == 0)
    #expect(try Self.jobs(scratch).map(\.key.run) == ["7", "8", "7", "8"])
  }

  @Test func aClockThatRunsAheadIsNotBelieved() throws {
    var context = JobContext(provider: "github-actions")
    (context.repository, context.run, context.job) = ("a/b", "1", "x")
    context.started = Self.now + 90_000
    context.queued = Self.now + 95_000
    let job = WebhookEvent.Job(context: context, status: .failed)
    let report = try #require(job.report(now: Self.now))
    #expect(report.started == Self.now + 600)
    #expect(report.queued == Self.now + 600)
  }
}
