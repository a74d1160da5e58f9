import Foundation
import History
import Hummingbird
import HummingbirdTesting
import TestResults
import Testing

@testable import Service

/// The pages as a browser gets them.
@Suite struct PagesTests {
  private static let shop = "repository=acme%2Fshop"

  /// A page and a word that must stand on it.
  static let pages: [(path: String, word: String)] = [
    ("/", "Broken on the default branch"), ("/runs", "Outcome"),
    ("/runs?\(shop)&branch=main&outcome=failed", "acme/shop"),
    ("/runs?outcome=nonsense&after=", "Outcome"),
    ("/failures", "Pull requests"), ("/failures?days=30&bucket=infra", "infra / disk-full"),
    ("/failures/v1%3A000000000000000000000000", "What to do"),
    ("/flakes", "test"), ("/quarantine", "Nothing is quarantined."),
    ("/tests/history?\(shop)&test=open%20words%3A%3Atest_b", "History, oldest first"),
    ("/search", "Search for a branch"), ("/search?q=main", "Runs"),
    ("/search?q=test_b", "open words::test_b"), ("/search?q=disk", "Failures"),
    ("/search?q=%23%5B%22x", "Nothing was found."), ("/review", "Reliability review"),
    ("/review?week=2026-W10", "2026-W10"),
  ]

  /// Asks for a page as somebody.
  private func get(
    _ path: String, as visitor: Visitor = APIFixture.everybody, of store: Store,
    headers: HTTPFields = [:], form: String? = nil
  ) async throws -> APIFixture.Answer {
    let router = Router(context: Visit.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: APIFixture.Known(visitor: visitor))
    let desk = Desk(
      store: store, advice: { ["Look at \($0)."] }, clock: { APIFixture.now })
    PagesDoor(desk: desk).open(on: router)
    return try await Application(router: router).test(.router) { client in
      try await client.execute(
        uri: path, method: form == nil ? .get : .post, headers: headers,
        body: form.map { ByteBuffer(string: $0) }
      ) { response in
        APIFixture.Answer(
          status: response.status.code, headers: response.headers,
          body: String(buffer: response.body))
      }
    }
  }

  @Test(arguments: pages) func everyPageIsThere(_ page: (path: String, word: String)) async throws {
    try await withAPI { fixture in
      let answer = try await get(page.path, of: fixture.store)
      #expect(answer.status == 200)
      #expect(answer.body.contains(page.word), "\(answer.body.prefix(3000))")
      #expect(answer.body.utf8.count <= 100_000)
      #expect(!answer.body.contains("<script") && !answer.body.contains("onclick"))
      let policy = answer.headers[HeaderName("Content-Security-Policy")!] ?? ""
      #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("script-src"))
      #expect(answer.headers[HeaderName("Referrer-Policy")!] == "same-origin")
      let tag = try #require(answer.headers[.eTag])
      let again = try await get(page.path, of: fixture.store, headers: [.ifNoneMatch: tag])
      #expect(again.status == 304 && again.body.isEmpty)
    }
  }

  /// Whoever sees one repository learns nothing of the other, not even how many there are.
  @Test(arguments: pages) func theHiddenStaysHidden(
    _ page: (path: String, word: String)
  ) async throws {
    try await withAPI { fixture in
      let answer = try await get(page.path, as: APIFixture.shopper, of: fixture.store)
      #expect(answer.status == 200)
      #expect(!answer.body.contains("secret"), "\(page.path)")
    }
  }

  @Test func whatIsMissingLooksLikeWhatIsForbidden() async throws {
    try await withAPI { fixture in
      let store = fixture.store
      var query = RunQuery()
      query.repositories = [APIFixture.hidden]
      query.outcome = .failed
      let run = try #require(try store.runs(query, limit: 1).runs.first)
      for (forbidden, missing) in [
        ("/runs/\(run.id)", "/runs/1-1"), ("/runs?repository=acme%2Fsecret", "/runs?repository=x"),
        (
          "/tests/history?repository=acme%2Fsecret&test=secret%20words%3A%3Atest_b",
          "/tests/history?repository=acme%2Fshop&test=none"
        ), ("/failures?repository=acme%2Fsecret", "/failures/v1%3Anone"),
        ("/runs?after=zzzzzzzzzz", "/review?week=2026-W99"),
      ] {
        let first = try await get(forbidden, as: APIFixture.shopper, of: store)
        let second = try await get(missing, as: APIFixture.shopper, of: store)
        #expect(first.status == 404 && second.status == 404)
        #expect(first.body == second.body)
      }
      let seen = try await get("/runs/\(run.id)", of: store)
      #expect(seen.status == 200 && seen.body.contains("class=\"cause\""))
    }
  }

  @Test func aProposalIsWrittenDownAndNothingElse() async throws {
    try await withAPI { fixture in
      let form = Self.shop + "&test=open+words%3A%3Atest_b&reason=it+lies+%3Cb%3E"
      let made = try await get("/quarantine/propose", of: fixture.store, form: form)
      #expect(made.status == 303 && made.headers[.location] == "/quarantine?proposed=1")
      let page = try await get("/quarantine?proposed=1", of: fixture.store)
      #expect(page.body.contains("it lies &lt;b&gt;"))
      #expect(page.body.contains("The proposal is written down."))
      #expect(page.body.contains("Nothing is quarantined."))
      let event = try #require(try fixture.store.events(.proposal, in: APIFixture.shop).last)
      #expect(event.actor == "ops" && event.verb == "quarantine")

      let reader = Visitor(name: "r", scopes: [.read], sight: .all)
      let refused = try await get(
        "/quarantine/propose", as: reader, of: fixture.store, form: form)
      #expect(refused.status == 403)
      let hidden = form.replacing("shop", with: "secret").replacing("open", with: "secret")
      let missing = try await get(
        "/quarantine/propose", as: APIFixture.shopper, of: fixture.store, form: hidden)
      #expect(missing.status == 404)
      #expect(try fixture.store.events(.proposal, in: APIFixture.hidden).isEmpty)
    }
  }

  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'onmouseover='x",
    "</title></head><body onload=x>", "javascript:alert(1)", "a\u{202E}b\u{200B}c\u{1B}[31m",
    "&lt;b&gt;", "{{evil}}", "]]>", "%3Cscript%3E",
  ]

  /// Whatever a job, a branch, a test or a log is called, it stays text.
  @Test(arguments: hostile) func hostileNamesStayText(_ text: String) async throws {
    let scratch = try Scratch()
    var failure = APIFixture.failure("infra", text, 1)
    failure.evidence = [.init(line: 3, role: "cause", text: text)]
    var report = JobReport(
      key: JobKey(
        provider: "github-actions", repository: "a/b\(text)", run: "1", attempt: 1, job: text),
      facts: RunFacts(
        commit: text, branch: text, isMainLine: true, pullRequest: text, workflow: text,
        author: text, url: text),
      status: .failed, started: APIFixture.now - 3600, finished: APIFixture.now - 3000,
      failure: failure)
    report.results = [
      TestResult(
        TestIdentity(className: text, name: text), attempts: [Attempt(.failed, message: text)])
    ]
    try scratch.store.takeIn(report)
    try scratch.store.refreshFlakes(of: report.key.repository)
    let test = try #require(try scratch.store.tests(in: report.key.repository).first)
    let paths = [
      "/", "/runs", PagePath.run(report.key.runID), "/failures",
      PagePath.failure(APIFixture.fingerprint(1)),
      PagePath.test(test, in: report.key.repository), PagePath.of("/search", ["q": text]),
      PagePath.of("/runs", ["repository": report.key.repository, "branch": text]),
    ]
    for path in paths {
      let answer = try await get(path, of: scratch.store)
      #expect(answer.status == 200, "\(path)")
      for trap in ["<script", "<img", "onload=x>", " onmouseover=", "href=\"javascript"] {
        #expect(!answer.body.contains(trap), "\(path): \(trap)")
      }
      for scalar in ["\u{202E}", "\u{200B}", "\u{1B}"] {
        #expect(!answer.body.contains(scalar), "\(path)")
      }
    }
  }

  /// Fields of a form, as browsers write them.
  @Test func formsAreRead() {
    let fields = FormFields.parse("a=1+2&b=%C3%A9&a=3&c&=x&d=%zz")
    #expect(fields["a"] == "3" && fields["b"] == "é" && fields["c"] == "" && fields["d"] == "")
  }
}
