import Foundation
import History
import Testing

@testable import Pipelines
@testable import Service

/// `Tests/fakes/ci.py`: the APIs of the CI systems, until this goes away.
private final class Fake: Sendable {
  private let port: Int
  /// Kept open: the fake ends when this is closed.
  private let input = Pipe()

  init() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "fakes/ci.py")
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path(), "/dev/null"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(line.split(separator: " ").first.flatMap { Int($0) })
  }

  func base(_ provider: String) -> String { "http://127.0.0.1:\(port)/ok/\(provider)" }
}

/// A webhook that never came, of each CI system: the sweep finds the run, its red job is explained
/// from the log at the CI, and the next sweep finds nothing more.
@Suite struct SweepTests {
  /// 22 November 2026, 18:10.
  private static let now = 1_795_371_000

  /// Clients' names, and the job that failed in the one run of the fake.
  static let providers = [
    ("github-actions", "github", "test (linux, 3.12)"), ("gitlab", "gitlab", "test: [linux]"),
    ("jenkins", "jenkins", "shop"), ("circleci", "circleci", "test"),
    ("buildkite", "buildkite", "test"),
  ]

  @Test(arguments: providers)
  func aMissedWebhookIsMadeUpFor(_ provider: String, _ path: String, _ job: String) async throws {
    let scratch = try Scratch()
    let crew = try Self.crew(scratch, provider, Fake().base(path))
    try Self.hear(scratch, provider)
    #expect(await crew.sweep() == 1)
    for kind in [RunTask.kind, ExplainTask.kind] {
      for item in try scratch.store.dueWork(kind, at: Self.now, limit: 10) {
        await crew.work(on: item)
      }
    }
    #expect(try scratch.store.workCounts() == [:])
    var query = JobQuery()
    query.job = job
    let found = try scratch.store.jobs(query)
    #expect(found.map { $0.failure?.summary } == ["It broke."])
    #expect(await crew.sweep() == 0)
  }

  /// The repository is known by an earlier run; of the later one nothing was told.
  private static func hear(_ scratch: Scratch, _ provider: String) throws {
    try scratch.store.takeIn(
      JobReport(
        key: JobKey(provider: provider, repository: "acme/shop", run: "1", attempt: 1, job: "x"),
        facts: RunFacts(commit: "c", branch: "main", isMainLine: true), status: .passed,
        started: now - 86_400, finished: now - 86_300, environment: ""))
  }

  /// After hours in which nothing could be kept, the sweep looks back to the last one before them.
  @Test func anOutageIsMadeUpFor() async throws {
    let scratch = try Scratch()
    try Self.hear(scratch, "github-actions")
    let server = try Fake()
    func crew(_ hours: Int) throws -> Crew {
      try Self.crew(scratch, "github-actions", server.base("github"), now: Self.now + hours * 3600)
    }
    // The run of the fake ended at 18:05: a first sweep at 22:10 does not look so far back …
    #expect(await (try crew(4)).sweep() == 0)
    // … and one that knows of a sweep at 17:10 does.
    let other = try Scratch()
    try Self.hear(other, "github-actions")
    let early = try Self.crew(
      other, "github-actions", server.base("github"), now: Self.now - 3600)
    #expect(await early.sweep() == 1)
    for item in try other.store.dueWork(RunTask.kind, at: Self.now, limit: 9) {
      try other.store.finishWork([item.number])
    }
    let late = try Self.crew(
      other, "github-actions", server.base("github"), now: Self.now + 4 * 3600)
    #expect(await late.sweep() == 1)
  }

  /// Every CI system whose webhooks are taken is swept.
  @Test func allThatSendAreSwept() {
    let swept = Set(RecentRuns.providers.compactMap { PipelineClients.named($0)?.name })
    let heard = Set(WebhookSources.names.compactMap { PipelineClients.named($0)?.name })
    #expect(swept == heard)
  }

  private static func crew(
    _ scratch: Scratch, _ provider: String, _ server: String, now: Int = Self.now
  ) throws -> Crew {
    var settings = ServiceSettings()
    settings.apis = [.init(provider: provider, server: server, token: Secret("t"), user: "u")]
    var retry = RetryPolicy()
    retry.tries = 1
    return Crew(
      desk: scratch.desk(settings, now: now),
      clients: CIClients(settings: settings, environment: [:], retry: retry)
    ) { log in
      guard log.bytes > 100 else { return .notAnalysed("the log did not arrive") }
      return .explained(
        ExplainedLog(
          document: "{}",
          failure: FailureRecord(bucket: "test", confidence: 900_000, summary: "It broke.")))
    }
  }
}
