import Foundation
import History
import Hummingbird
import HummingbirdTesting
import TestResults

@testable import Service

/// A store with two repositories, one of which some visitors may not see, and the API over it.
struct APIFixture {
  /// 2026-03-10 00:00 UTC.
  static let now = 1_773_100_800
  static let shop = "acme/shop"
  static let hidden = "acme/secret"
  static let everybody = Visitor(
    name: "ops", scopes: [.read, .ingest, .write], sight: .all)
  static let shopper = Visitor(
    name: "shopper", scopes: [.read, .ingest, .write], sight: .only([shop]))

  let folder: URL
  let store: Store
  let desk: APIDesk

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try Store(path: folder.appending(path: "s.db").path())
    try store.takeIn(Self.reports)
    for name in [Self.shop, Self.hidden] { try store.refreshFlakes(of: name) }
    desk = APIDesk(
      store: store,
      explain: { log, name in
        guard !log.starts(with: Array("BOMB".utf8)) else {
          return .notAnalysed("took longer than 1 second")
        }
        return .document(Self.diagnosis, Self.failure("infra", "disk is full", 1))
      },
      advice: { ["Look at \($0)."] }, now: { Self.now })
  }

  /// Removes the store.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  static func fingerprint(_ number: Int) -> String {
    "v1:" + String(repeating: "0", count: 22) + (number < 10 ? "0\(number)" : "\(number)")
  }

  static func failure(_ bucket: String, _ summary: String, _ number: Int) -> FailureRecord {
    FailureRecord(
      bucket: bucket, category: "disk-full", confidence: 930_000, summary: summary,
      signature: "infra/disk-full", fingerprint: fingerprint(number), isTransient: true,
      actor: "platform-team",
      evidence: [.init(line: 7, role: "cause", text: "\(summary) \u{1B}[31m\u{202E}<b>")])
  }

  /// 30 runs a repository, every third red; the tests of every job come with it.
  private static var reports: [JobReport] {
    [shop, hidden].flatMap { repository in
      (0..<30).map { index in
        let isRed = index % 3 == 0
        let start = now - 86_400 * 5 + index * 3600
        let word = repository == hidden ? "secret words" : "open words"
        var report = JobReport(
          key: JobKey(
            provider: "github-actions", repository: repository, run: "\(4000 + index)",
            job: "linux"),
          facts: RunFacts(
            commit: "abcdef0\(index)", branch: index % 2 == 0 ? "main" : "feature/\(word)",
            isMainLine: index % 2 == 0, pullRequest: index % 2 == 0 ? nil : "\(index)",
            workflow: "ci", event: "push", author: "ana",
            url: "https://ci.example/\(index)"),
          status: isRed ? .failed : .passed, started: start, finished: start + 300,
          queued: start - 20, runner: "ubuntu", environment: "linux",
          failure: isRed ? failure(index % 2 == 0 ? "infra" : "test", word, index % 4) : nil)
        report.results = ["test_a", "test_b"].map { name in
          let isBad = name == "test_b" && isRed
          return TestResult(
            TestIdentity(suite: "", className: "\(word)", name: name),
            attempts: [Attempt(isBad ? .failed : .passed, message: isBad ? word : nil)])
        }
        return report
      }
    }
  }

  /// As a worker answers, cut to what every such document has.
  private static let diagnosis = """
    {"actor":"platform-team","bucket":"infra","confidence":0.9,"evidence":[],"failed":true,\
    "probabilities":{},"references":[],"remediation":[],"schema":"faultline.diagnosis/1",\
    "source":{},"summary":"The disk is full.","transient":true}

    """

  /// Sets who asks, as the token check does.
  struct Known: RouterMiddleware {
    var visitor: Visitor

    func handle(
      _ request: Request, context: Visit,
      next: (Request, Visit) async throws -> Response
    ) async throws -> Response {
      var context = context
      context.visitor = visitor
      return try await next(request, context)
    }
  }

  /// What came back.
  struct Answer {
    var status: Int
    var headers: HTTPFields
    var body: String
  }

  /// Sends one request to the API.
  func send(
    _ method: HTTPRequest.Method, _ path: String, as visitor: Visitor = everybody,
    headers: HTTPFields = [:], body: String? = nil
  ) async throws -> Answer {
    let router = Router(context: Visit.self)
    router.add(middleware: Known(visitor: visitor))
    APIDoor(desk: desk, version: "1").open(on: router)
    var sent = headers
    if body != nil, sent[.contentType] == nil { sent[.contentType] = "application/json" }
    let (fields, content) = (sent, body.map { ByteBuffer(string: $0) })
    let application = Application(router: router)
    return try await application.test(.router) { client in
      try await client.execute(
        uri: "/api/v1" + path, method: method, headers: fields, body: content
      ) { response in
        Answer(
          status: response.status.code, headers: response.headers,
          body: String(buffer: response.body))
      }
    }
  }
}

/// Runs `body` over a fresh fixture and removes it.
func withAPI(_ body: (APIFixture) async throws -> Void) async throws {
  let fixture = try APIFixture()
  defer { fixture.remove() }
  try await body(fixture)
}
