import Assistant
import Foundation
import History
import Hummingbird
import Reporting

/// The pages that people read: rendered here, without a build step, without a script.
struct PagesDoor: Door {
  let desk: Desk

  private typealias Draw = @Sendable (PageCall) throws -> PageFrame

  func open(on router: Router<Visit>) {
    let style = SiteStyle.css
    router.get("/style.css") { request, _ in
      Self.answer(style, to: request, type: "text/css; charset=utf-8", keep: "max-age=3600")
    }
    add(router, "/", "Today", "/") { try TodayPage.body($0) }
    add(router, "/runs", "Runs", "/runs") { try RunPages.list($0) }
    add(router, "/failures", "Failures", "/failures") { try FailurePages.list($0) }
    add(router, "/flakes", "Flaky tests", "/flakes") { try TestPages.flakes($0) }
    add(router, "/quarantine", "Quarantine", "/quarantine") { try QuarantinePages.list($0) }
    get(router, "/runs/:id") { call in
      let page = try RunPages.detail(call.values[":id"] ?? "", call)
      return PageFrame(title: page.title, current: "/runs", visitor: call.visitor, body: page.body)
    }
    get(router, "/failures/:id") { call in
      let page = try FailurePages.detail(call.values[":id"] ?? "", call)
      return PageFrame(
        title: page.title, current: "/failures", visitor: call.visitor, body: page.body)
    }
    get(router, "/tests/history") { call in
      let page = try TestPages.detail(call)
      return PageFrame(
        title: page.title, current: "/flakes", visitor: call.visitor, body: page.body)
    }
    get(router, "/search") { call in
      let query = String((call.text("q") ?? "").prefix(200))
      return PageFrame(
        title: query.isEmpty ? "Search" : "Search: \(query)", current: "", visitor: call.visitor,
        body: try SearchPage.body(query, call), query: query)
    }
    router.get("/review") { request, visit in try await review(request, visit) }
    router.post("/quarantine/propose") { request, visit in try await propose(request, visit) }
  }

  private func add(
    _ router: Router<Visit>, _ path: RouterPath, _ title: String, _ current: String,
    _ body: @escaping @Sendable (PageCall) throws -> [Markup]
  ) {
    get(router, path) { call in
      PageFrame(title: title, current: current, visitor: call.visitor, body: try body(call))
    }
  }

  /// A page by GET; HEAD comes with it.
  private func get(_ router: Router<Visit>, _ path: RouterPath, _ draw: @escaping Draw) {
    router.get(path) { request, visit in
      var values = FormFields.parse(request.uri.query ?? "")
      values[":id"] = visit.parameters.get("id")?.removingPercentEncoding
      let call = PageCall(desk: desk, visitor: visit.visitor, values: values, now: desk.clock())
      return try await Self.drawn(call, to: request, draw)
    }
  }

  /// On threads that may wait for the disk; the others serve connections.
  private static func drawn(
    _ call: PageCall, to request: Request, _ draw: @escaping Draw
  ) async throws -> Response {
    guard call.visitor.scopes.contains(.read) else { return refused }
    let task = Task(executorPreference: DiskThreads.shared) { try draw(call).html }
    do {
      return answer(
        try await task.value, to: request, type: "text/html; charset=utf-8", keep: "no-cache")
    } catch is PageCall.Missing {
      return missing(call.visitor)
    }
  }

  private static var refused: Response {
    Answers.problem(.forbidden, "this takes the scope 'read'")
  }

  /// The same page for what does not exist and for what the visitor may not see.
  private static func missing(_ visitor: Visitor) -> Response {
    let frame = PageFrame(
      title: "Not found", current: "", visitor: visitor,
      body: [
        .tag("p", [:], "There is no such thing here, or it is not for you to see."),
        .tag("p", [:], [PageWords.link("/", "To today's page")]),
      ])
    var response = Answers.html(frame.html, status: .notFound)
    response.headers[policyName] = policy
    return response
  }

  private static let policyName = HeaderName("Content-Security-Policy")!
  private static let referrerName = HeaderName("Referrer-Policy")!
  private static let policy =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    + "frame-ancestors 'none'; base-uri 'none'"

  /// A text with its tag; to a browser that has it already only that it has not changed.
  private static func answer(
    _ text: String, to request: Request, type: String, keep: String
  ) -> Response {
    let tag = APIDoor.tag(of: text)
    var response =
      APIDoor.isKnown(tag, request.headers[.ifNoneMatch])
      ? Response(status: .notModified) : Answers.bytes(Array(text.utf8), type: type)
    response.headers[.eTag] = tag
    response.headers[.cacheControl] = "private, " + keep
    response.headers[.vary] = "Cookie, Authorization"
    response.headers[policyName] = policy
    // With `no-referrer` a browser sends `Origin: null` with our own forms, too.
    response.headers[referrerName] = "same-origin"
    return response
  }
}

extension PagesDoor {
  /// The weekly review as `faultline report --format html` makes it, of the last whole week or of
  /// `?week=2026-W47`. It brings its own policy, which allows its one style sheet by its hash; the
  /// header must not forbid what that allows, and both hold.
  private func review(_ request: Request, _ visit: Visit) async throws -> Response {
    let values = FormFields.parse(request.uri.query ?? "")
    let call = PageCall(desk: desk, visitor: visit.visitor, values: values, now: desk.clock())
    guard visit.visitor.scopes.contains(.read) else { return Self.refused }
    let task = Task(executorPreference: DiskThreads.shared) { try ReviewPage.html(call) }
    do {
      var response = Self.answer(
        try await task.value, to: request, type: "text/html; charset=utf-8", keep: "no-cache")
      response.headers[Self.policyName] =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
        + "form-action 'none'"
      return response
    } catch is PageCall.Missing {
      return Self.missing(visit.visitor)
    }
  }

  /// The form of a test's page. Pages of other sites cannot send it: ``TokenGate`` refuses their
  /// `Origin`, and their requests carry no cookie of ours.
  private func propose(_ request: Request, _ visit: Visit) async throws -> Response {
    guard visit.visitor.scopes.contains(.write) else {
      return Answers.problem(.forbidden, "this takes the scope 'write'")
    }
    let body: [UInt8]
    do {
      body = try await Uploads.bytes(request, upTo: 16 << 10)
    } catch { return Uploads.refusal(error) }
    let call = PageCall(
      desk: desk, visitor: visit.visitor,
      values: FormFields.parse(String(decoding: body, as: UTF8.self)), now: desk.clock())
    let task = Task(executorPreference: DiskThreads.shared) { try QuarantinePages.propose(call) }
    do {
      try await task.value
      return Answers.redirect("/quarantine?proposed=1")
    } catch is PageCall.Missing {
      return Self.missing(visit.visitor)
    }
  }
}
