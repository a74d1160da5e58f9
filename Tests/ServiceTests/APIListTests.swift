import Assistant
import Foundation
import History
import Testing

@testable import Service

/// Pages, and who sees what.
@Suite struct APIListTests {
  /// All items of a list, page by page.
  private func walk(
    _ fixture: APIFixture, _ path: String, limit: Int, between: () throws -> Void = {}
  ) async throws -> [JSON] {
    var items: [JSON] = []
    var cursor: String?
    for _ in 0..<200 {
      let end = cursor.map { "&cursor=\($0)" } ?? ""
      let answer = try await fixture.send(.get, "\(path)limit=\(limit)\(end)")
      let page = try #require(JSON(answer.body))
      #expect(answer.status == 200)
      items += page["items"]?.elements ?? []
      cursor = page["next"]?.string
      if cursor == nil { return items }
      try between()
    }
    Issue.record("the pages of \(path) do not end")
    return items
  }

  @Test(arguments: [
    "/runs?", "/runs?branch=main&", "/runs?outcome=failed&", "/failures?",
    "/failures/\(APIFixture.fingerprint(0))?", "/tests?repository=acme/shop&",
    "/flakes?verdict=\(TestShapes.verdicts[0])&", "/quarantines?", "/actions?",
  ])
  func pagesTogetherAreTheList(_ path: String) async throws {
    try await withAPI { fixture in
      for title in ["a", "b", "c"] {
        _ = try fixture.store.addAction(
          title, owner: nil, due: nil, time: APIFixture.now - 9, actor: "x")
      }
      for test in try fixture.store.tests(in: APIFixture.shop) {
        try fixture.store.record(
          Event(
            repository: APIFixture.shop, kind: .proposal, subject: test, time: 5, actor: "x",
            verb: "quarantine"))
      }
      let whole = try await walk(fixture, path, limit: 100)
      for limit in [1, 2, 7] {
        #expect(try await walk(fixture, path, limit: limit) == whole)
      }
      #expect(Set(whole.map(\.text)).count == whole.count)
    }
  }

  @Test func whatComesInBetweenNeitherRepeatsNorHides() async throws {
    try await withAPI { fixture in
      let whole = try await walk(fixture, "/runs?", limit: 100)
      var next = 9000
      let walked = try await walk(fixture, "/runs?", limit: 7) {
        next += 1
        try fixture.store.takeIn(
          JobReport(
            key: JobKey(provider: "p", repository: APIFixture.shop, run: "\(next)", job: "j"),
            facts: RunFacts(commit: "c", branch: "b", isMainLine: false), status: .passed,
            started: APIFixture.now))
      }
      #expect(walked == whole)
      #expect(next > 9003)
    }
  }

  @Test func runsAreListedOnceWithTheirOutcome() async throws {
    try await withAPI { fixture in
      var again = JobReport(
        key: JobKey(
          provider: "github-actions", repository: APIFixture.shop, run: "4000", attempt: 2,
          job: "linux"),
        facts: RunFacts(commit: "abcdef00", branch: "main", isMainLine: true), status: .passed,
        started: APIFixture.now - 50)
      try fixture.store.takeIn(again)
      again.key.job = "mac"
      try fixture.store.takeIn(again)
      let runs = try await walk(fixture, "/runs?repository=acme/shop&", limit: 9)
      #expect(runs.count == 30)
      let first = try #require(runs.first { $0["run"] == "4000" })
      #expect(first["outcome"] == "passed" && first["attempts"] == 2 && first["jobs"] == 2)
      #expect(first["queueSeconds"] == 20)
      let red = try await walk(fixture, "/runs?repository=acme/shop&outcome=failed&", limit: 4)
      #expect(red.count == 9)
    }
  }

  static let hidden: [(String, String)] = [
    ("/runs?repository=acme/secret", "/runs?repository=acme/nowhere"),
    ("/failures?repository=acme/secret", "/failures?repository=acme/nowhere"),
    ("/tests?repository=acme/secret", "/tests?repository=acme/nowhere"),
    ("/flakes?repository=acme/secret", "/flakes?repository=acme/nowhere"),
    ("/health?repository=acme/secret", "/health?repository=acme/nowhere"),
    ("/report?repository=acme/secret", "/report?repository=acme/nowhere"),
    ("/quarantines?repository=acme/secret", "/quarantines?repository=acme/nowhere"),
    ("/runs/\(secretJob.runID)", "/runs/1-1"),
  ]

  static let secretJob = JobKey(
    provider: "github-actions", repository: APIFixture.hidden, run: "4003", job: "linux")

  /// The same status, the same bytes, the same headers.
  @Test(arguments: hidden) func whatIsHiddenIsAsIfItWereNotThere(_ path: String, _ missing: String)
    async throws
  {
    try await withAPI { fixture in
      let one = try await fixture.send(.get, path, as: APIFixture.shopper)
      let other = try await fixture.send(.get, missing, as: APIFixture.shopper)
      #expect(one.status == 404 && one.body == other.body && one.headers == other.headers)
      #expect(try await fixture.send(.get, path).status == 200)
    }
  }

  @Test(arguments: [
    "/runs?limit=100", "/failures?days=400&limit=100", "/failures/\(APIFixture.fingerprint(0))",
    "/flakes?verdict=insufficient", "/flakes", "/quarantines", "/actions", "/report?week=2026-W10",
  ])
  func listsHoldNothingOfOthers(_ path: String) async throws {
    try await withAPI { fixture in
      try fixture.store.record(
        Event(
          repository: APIFixture.hidden, kind: .proposal, subject: "secret.test", time: 5,
          actor: "x", verb: "quarantine"))
      _ = try fixture.store.addAction(
        "a secret", owner: nil, due: nil, time: APIFixture.now - 9, actor: "x")
      let answer = try await fixture.send(.get, path, as: APIFixture.shopper)
      #expect(answer.status == 200)
      #expect(!answer.body.contains("secret"), "\(answer.body)")
      let all = try await fixture.send(.get, path)
      #expect(answer.body != all.body || path == "/flakes" || path.contains("insufficient"))
    }
  }

  @Test(arguments: [
    #"{"repository":"acme/secret","subject":"\#(APIFixture.fingerprint(0))","bucket":"test","reason":"x"}"#,
    #"{"repository":"acme/shop","subject":"\#(secretJob.id)","bucket":"test","reason":"x"}"#,
  ])
  func nothingIsProposedWhereNothingIsSeen(_ body: String) async throws {
    try await withAPI { fixture in
      let answer = try await fixture.send(
        .post, "/corrections", as: APIFixture.shopper, body: body)
      #expect(answer.status == 404)
      for repository in [APIFixture.shop, APIFixture.hidden] {
        #expect(try fixture.store.events(.proposal, in: repository).isEmpty)
      }
    }
  }

  static let questions = [
    "why did run 4003 fail?", "why did run 4003 fail in acme/secret?", "top failures this week",
    "what is broken on main?", "who else has this?", "is a service down?", "which tests are flaky?",
    "is test_b flaky?", "top failures in acme/secret", "is \"secret words::test_b\" flaky?",
    "why did feature/secret words fail?", "why did abcdef03 fail?", "why is acme/secret red?",
    "wrong, it was infra", "should I retry run 4003?", "what changed in run 4003?",
    "explain more about run 4003", "show me the line of run 4003",
    "why did https://ci.example/3 fail?", "why did #3 fail?",
  ]

  @Test(arguments: questions) func answersHoldNothingOfOthers(_ question: String) async throws {
    try await withAPI { fixture in
      let body = JSON.object(["question": .string(question), "as": "ana"]).text
      let answer = try await fixture.send(.post, "/why", as: APIFixture.shopper, body: body)
      #expect(answer.status == 200, "\(answer.body)")
      let echo = try #require(JSON(answer.body)?["question"]?.string)
      // The question itself comes back, and what it names with it.
      let said = answer.body.replacing(JSON.string(echo).text, with: "")
      if !question.contains("secret") { #expect(!said.contains("secret"), "\(said)") }
      #expect(!said.contains("secret words"), "\(said)")
    }
  }

  @Test func aConversationGoesOnButNotElsewhere() async throws {
    try await withAPI { fixture in
      let first = try await fixture.send(
        .post, "/why", as: APIFixture.shopper, body: #"{"question":"why did run 4003 fail?"}"#)
      let talk = try #require(JSON(first.body)?["conversation"]?.string)
      let next = try await fixture.send(
        .post, "/why", as: APIFixture.shopper,
        body: JSON.object(["question": "show me the line", "conversation": .string(talk)]).text)
      #expect(JSON(next.body)?["answered"] == true)
      #expect(JSON(next.body)?["evidence"]?.elements.first?["line"] == 7)
      var forged = Conversation()
      forged.job = Self.secretJob
      let other = try await fixture.send(
        .post, "/why", as: APIFixture.shopper,
        body: JSON.object([
          "question": "show me the line", "conversation": .string(Talk.text(forged)),
        ]).text)
      #expect(!other.body.contains("secret"), "\(other.body)")
    }
  }
}
