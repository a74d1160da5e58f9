import Foundation
import GRDB
import History
import Hummingbird
import HummingbirdTesting
import Signatures
import TestResults
import Testing

@testable import Pipelines
@testable import Service

/// What a service does by itself, without a command beside it.
@Suite struct UpkeepTests {
  private static let now = 1_800_000_000
  private static let day = 86_400

  private static func crew(_ scratch: Scratch) -> Crew {
    let desk = scratch.desk(now: now)
    return Crew(desk: desk, clients: CIClients(settings: desk.settings, environment: [:])) { _ in
      .notAnalysed("no logs here")
    }
  }

  /// A job with one test, which fails on every third commit and passes on a retry of the same.
  private static func report(_ number: Int, _ started: Int) -> JobReport {
    let attempts: [Attempt] =
      number % 3 == 0
      ? [Attempt(.failed, message: "it timed out"), Attempt(.passed)]
      : [
        Attempt(.passed)
      ]
    return JobReport(
      key: JobKey(provider: "p", repository: "acme/shop", run: "\(number)", job: "test"),
      facts: RunFacts(commit: "c\(number)", branch: "main", isMainLine: true), status: .passed,
      started: started, finished: started + 60,
      results: [TestResult(TestIdentity(name: "adds"), attempts: attempts)])
  }

  @Test func verdictsAreMadeOfWhateverIsNew() throws {
    let scratch = try Scratch()
    let crew = Self.crew(scratch)
    // As a command beside the service, or a service before it that was killed, left them.
    try scratch.store.takeIn((0..<60).map { Self.report($0, Self.now - 40_000 + $0 * 600) })
    #expect(try scratch.store.undecided() == ["acme/shop"])
    crew.decide()
    #expect(try scratch.store.undecided() == [])
    let flake = try #require(try scratch.store.flakes(of: "acme/shop").first)
    #expect(flake.test.contains("adds") && flake.report.verdict == .flaky)
  }

  @Test func whatIsOldGoesAndWhatIsNewStays() throws {
    let scratch = try Scratch()
    try scratch.store.takeIn([
      Self.report(1, Self.now - 200 * Self.day), Self.report(2, Self.now - Self.day),
    ])
    let old = DeliveryRecord(
      hook: "github", digest: [1], id: "1", received: Self.now - 8 * Self.day, payload: "{}")
    let new = DeliveryRecord(
      hook: "github", digest: [2], id: "2", received: Self.now - Self.day, payload: "{}")
    _ = try scratch.store.keep([old, new])
    Self.crew(scratch).keepUp()
    var query = JobQuery()
    query.statuses = [.passed]
    #expect(try scratch.store.jobs(query).map(\.key.run) == ["2"])
    #expect(try scratch.store.deliveryCount() == 1)
  }

  /// Other rules are a change that the audit log tells, and the same ones are none.
  @Test func newRulesAreToldOnce() throws {
    let scratch = try Scratch()
    let crew = Self.crew(scratch)
    for rules in ["sha256:1", "sha256:1", "sha256:2"] { crew.note(rules: rules, count: 7) }
    let log = try scratch.store.auditLog()
    #expect(log.map(\.action) == ["rules.change", "rules.change"])
    #expect(log.map(\.subject) == ["sha256:1", "sha256:2"])
    var one = [
      Signatures.Signature(
        id: "a/b", bucket: .test, category: nil, kind: .cause, summary: "x", patterns: ["y"],
        key: [], isTransient: false, actor: .author, remediation: [], references: [],
        isGeneric: false, endsStep: false)
    ]
    let before = Crew.digest(one)
    one[0].patterns = ["z"]
    #expect(Crew.digest(one) != before && before.count == 31)
  }

  /// A history that ended long ago is not thrown away for that.
  @Test func anOldHistoryStays() throws {
    let scratch = try Scratch()
    let last = Self.now - 900 * Self.day
    try scratch.store.takeIn([Self.report(1, last), Self.report(2, last - Self.day)])
    Self.crew(scratch).keepUp()
    #expect(try scratch.store.counts()["job"] == 2)
  }

  /// Another process has the store: the process answers, and says why it cannot work.
  @Test func readinessSaysWhy() async throws {
    let scratch = try Scratch()
    let desk = scratch.desk()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: scratch.store.path, configuration: configuration)
    try await scratch.ask(desk, doors: [HealthDoor(desk: desk)]) { client in
      try await client.execute(uri: "/readyz", method: .get) { #expect($0.status == .ok) }
      try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
      try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
      try await client.execute(uri: "/readyz", method: .get) { response in
        #expect(response.status == .serviceUnavailable)
        #expect(String(buffer: response.body) == "the store is in use by another process\n")
        #expect(response.headers[.retryAfter] == "5")
      }
      try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
      try await client.execute(uri: "/readyz", method: .get) { #expect($0.status == .ok) }
    }
  }

  /// A copy that was made while others write is whole, and has all that was there before.
  @Test func aBackupUnderWritesIsWhole() async throws {
    let scratch = try Scratch()
    let commit = GroupCommit(store: scratch.store)
    @Sendable func keep(_ number: Int) async throws {
      let record = DeliveryRecord(
        hook: "github", digest: withUnsafeBytes(of: number) { Array($0) }, id: "\(number)",
        received: Self.now, payload: "{}")
      #expect(try await commit.keep(record))
    }
    for number in 0..<50 { try await keep(number) }
    let copy = scratch.folder.appending(path: "copy.db").path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 50..<450 { group.addTask { try await keep(number) } }
      try scratch.store.backup(to: copy)
      try await group.waitForAll()
    }
    let restored = try Store(path: copy)
    #expect(try restored.check() == [])
    #expect(try restored.deliveryCount() >= 50)
    #expect(
      try restored.dueWork("event", at: Self.now, limit: 999).count == restored.deliveryCount())
    // Sent again, what came after the copy is taken, and what it has is known.
    for number in 0..<450 {
      let record = DeliveryRecord(
        hook: "github", digest: withUnsafeBytes(of: number) { Array($0) }, id: "\(number)",
        received: Self.now, payload: "{}")
      _ = try restored.keep([record])
    }
    #expect(try restored.deliveryCount() == 450)
  }
}
