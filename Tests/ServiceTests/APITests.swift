import Assistant
import Foundation
import History
import Hummingbird
import Testing

@testable import Service

/// A request for every operation, with what it must answer.
struct APISample: Sendable, CustomTestStringConvertible {
  var id: String
  var method: HTTPRequest.Method = .get
  var path: String
  var body: String?
  var type = "application/json"

  var testDescription: String { "\(id) \(path)" }

  private static let group = APIFixture.fingerprint(0)

  static let all: [APISample] = [
    .init(id: "explainLog", method: .post, path: "/explain", body: "boom", type: "text/plain"),
    .init(
      id: "explainLog", method: .post, path: "/explain?repository=acme/shop&job=linux&name=a.log",
      body: "boom", type: "text/plain"),
    .init(id: "listRuns", path: "/runs"),
    .init(id: "listRuns", path: "/runs?branch=main&outcome=failed&limit=3"),
    .init(id: "listRuns", path: "/runs?repository=acme%2Fshop&pullRequest=3"),
    .init(id: "listRuns", path: "/runs?commit=abcdef0&author=ANA&limit=100"),
    .init(id: "getRun", path: "/runs/{run}"),
    .init(id: "listFailures", path: "/failures?days=30&bucket=infra"),
    .init(id: "getFailure", path: "/failures/\(group)?limit=2"),
    .init(
      id: "proposeCorrection", method: .post, path: "/corrections",
      body: #"{"repository":"acme/shop","subject":"\#(group)","bucket":"test","reason":"no"}"#),
    .init(
      id: "proposeCorrection", method: .post, path: "/corrections",
      body: #"{"repository":"acme/shop","subject":"{job}","bucket":"test","reason":"no"}"#),
    .init(id: "getHealth", path: "/health?repository=acme/shop"),
    .init(id: "listTests", path: "/tests?repository=acme/shop&contains=test_&limit=1"),
    .init(id: "getTestHistory", path: "/tests/history?repository=acme/shop&test={test}"),
    .init(id: "listFlakes", path: "/flakes?verdict=flaky"),
    .init(id: "listFlakes", path: "/flakes"),
    .init(id: "listQuarantines", path: "/quarantines"),
    .init(
      id: "proposeQuarantine", method: .post, path: "/quarantines",
      body: #"{"repository":"acme/shop","test":"{test}","reason":"port clash"}"#),
    .init(id: "getReport", path: "/report?week=2026-W10"),
    .init(id: "getReport", path: "/report?repository=acme/shop"),
    .init(id: "listActions", path: "/actions?open=true"),
    .init(
      id: "addAction", method: .post, path: "/actions",
      body: #"{"title":"Pull through a cache","owner":"sam","due":"2026-11-27"}"#),
    .init(
      id: "closeAction", method: .post, path: "/actions/{action}/done",
      body: #"{"note":"it helped"}"#),
    .init(
      id: "ask", method: .post, path: "/why",
      body: #"{"question":"why did run 4003 fail?","as":"ana","repository":"acme/shop"}"#),
    .init(id: "ask", method: .post, path: "/why", body: #"{"question":"what can you do?"}"#),
    .init(id: "getDocument", path: "/openapi.json"),
  ]

  /// The text with the ids of things in the store.
  func filled(_ text: String, _ fixture: APIFixture) throws -> String {
    let job = JobKey(
      provider: "github-actions", repository: APIFixture.shop, run: "4003", job: "linux")
    let test = try fixture.store.tests(in: APIFixture.shop).last ?? ""
    let action = try fixture.store.addAction(
      "x", owner: nil, due: nil, time: APIFixture.now - 60, actor: "ops")
    return text.replacing("{run}", with: job.runID).replacing("{job}", with: job.id)
      .replacing("{test}", with: test.replacing(" ", with: method == .get ? "%20" : " "))
      .replacing("{action}", with: action)
  }
}

@Suite struct APITests {
  private static let operations = APITable.operations(version: "1")
  private static let schema = APISchema(
    document: OpenAPI.document(operations, version: "1"))

  @Test func everyOperationHasASample() {
    #expect(Set(APISample.all.map(\.id)) == Set(Self.operations.map(\.id)))
    #expect(Set(Self.operations.map(\.id)).count == Self.operations.count)
  }

  /// The answer's status is the document's, and its body is what the document's schema says.
  @Test(arguments: APISample.all) func answersAreWhatTheDocumentSays(_ sample: APISample)
    async throws
  {
    let operation = try #require(Self.operations.first { $0.id == sample.id })
    try await withAPI { fixture in
      let body = try sample.body.map { try sample.filled($0, fixture) }
      let answer = try await fixture.send(
        sample.method, try sample.filled(sample.path, fixture),
        headers: body == nil ? [:] : [.contentType: sample.type], body: body)
      #expect(answer.status == operation.status, "\(answer.body)")
      #expect(answer.headers[.contentType] == "application/json")
      let value = try #require(JSON(answer.body))
      #expect(Self.schema.problems(value, operation.answer.json) == [])
      #expect(!answer.body.contains("\u{1B}") && !answer.body.contains("\u{202E}"))
    }
  }

  @Test func everyReferenceOfTheDocumentLeadsSomewhere() {
    var found = 0
    func walk(_ node: JSON) {
      switch node {
      case .object(let members):
        if let reference = members["$ref"]?.string {
          found += 1
          #expect(Self.schema.resolve(reference) != nil, "\(reference)")
        }
        members.values.forEach(walk)
      case .array(let elements): elements.forEach(walk)
      default: break
      }
    }
    walk(Self.schema.document)
    #expect(found > 30)
  }

  static let refusals: [(HTTPRequest.Method, String, String?, String, Int)] = [
    (.get, "/nothing", nil, "", 404), (.get, "/runs?limit=0", nil, "", 400),
    (.get, "/runs?limit=1&limit=2", nil, "", 400), (.get, "/runs?limt=1", nil, "", 400),
    (.get, "/runs?limit=%ZZ", nil, "", 400), (.get, "/runs?outcome=odd", nil, "", 400),
    (.get, "/runs?cursor=aaaaaaaaaaaa", nil, "", 404), (.get, "/runs/x", nil, "", 404),
    (.get, "/runs/1-1", nil, "", 404), (.get, "/tests", nil, "", 400),
    (.get, "/tests?repository=no/where", nil, "", 404), (.delete, "/runs", nil, "", 405),
    (.put, "/actions", "{}", "application/json", 405), (.get, "/explain", nil, "", 405),
    (.post, "/why", "{}", "text/plain", 415), (.post, "/why", "{", "application/json", 400),
    (.post, "/why", "[]", "application/json", 422), (.post, "/why", "{}", "application/json", 422),
    (.post, "/why", #"{"question":1}"#, "application/json", 422),
    (.post, "/why", #"{"question":"x","y":1}"#, "application/json", 422),
    (.post, "/why", "LONG", "application/json", 413),
    (.post, "/explain", "x", "application/json", 415),
    (.post, "/explain", "BOMB", "text/plain", 422),
    (.post, "/actions", #"{"title":"x","due":"2026-02-30"}"#, "application/json", 422),
    (.post, "/actions", #"{"title":" "}"#, "application/json", 422),
    (.post, "/actions/abcdef/done", "{}", "application/json", 404),
    (.get, "/report?week=2025-W53", nil, "", 404),
  ]

  /// Every refusal is a problem document with the status it says, and one that is documented.
  @Test(arguments: refusals) func refusalsAreProblems(
    _ method: HTTPRequest.Method, _ path: String, _ body: String?, _ type: String, _ status: Int
  ) async throws {
    try await withAPI { fixture in
      let headers: HTTPFields = type.isEmpty ? [:] : [.contentType: type]
      let long = #"{"question":"\#(String(repeating: "x", count: 70_000))"}"#
      let sent = body == "LONG" ? long : body
      let answer = try await fixture.send(method, path, headers: headers, body: sent)
      #expect(answer.status == status, "\(answer.body)")
      #expect(answer.headers[.contentType] == "application/problem+json")
      let problem = try #require(JSON(answer.body))
      #expect(Self.schema.problems(problem, APIProblem.shape.schema.json) == [])
      #expect(problem["status"]?.integer == status)
      if status == 405 { #expect(answer.headers[.allow]?.contains("OPTIONS") == true) }
    }
  }

  @Test(
    arguments: [
      (nil, Set<Visitor.Scope>(), 401), ("t", [.ingest], 403), ("t", [.read], 200),
    ] as [(String?, Set<Visitor.Scope>, Int)])
  func scopesAreNeeded(_ name: String?, _ scopes: Set<Visitor.Scope>, _ status: Int) async throws {
    try await withAPI { fixture in
      let visitor = Visitor(name: name, scopes: scopes, sight: .all)
      let answer = try await fixture.send(.get, "/runs", as: visitor)
      #expect(answer.status == status)
      #expect((answer.headers[.wwwAuthenticate] != nil) == (status == 401))
      #expect(try await fixture.send(.get, "/openapi.json", as: visitor).status == 200)
    }
  }

  @Test func anAnswerThatIsKnownIsNotSentAgain() async throws {
    try await withAPI { fixture in
      let first = try await fixture.send(.get, "/runs?limit=2")
      let tag = try #require(first.headers[.eTag])
      for known in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
        let again = try await fixture.send(.get, "/runs?limit=2", headers: [.ifNoneMatch: known])
        #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
      }
      let other = try await fixture.send(.get, "/runs?limit=3", headers: [.ifNoneMatch: tag])
      #expect(other.status == 200 && other.headers[.eTag] != tag)
    }
  }

  @Test func headAndOptionsSayWhatGetWould() async throws {
    try await withAPI { fixture in
      let get = try await fixture.send(.get, "/runs")
      let head = try await fixture.send(.head, "/runs")
      #expect(head.status == 200 && head.body.isEmpty)
      #expect(head.headers[.eTag] == get.headers[.eTag])
      #expect(head.headers[.contentLength] == "\(get.body.utf8.count)")
      let options = try await fixture.send(.options, "/actions")
      #expect(options.status == 204 && options.headers[.allow] == "GET, HEAD, POST, OPTIONS")
    }
  }
}
