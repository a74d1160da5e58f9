import Assistant
import Dispatch
import Foundation
import History
import Hummingbird
import Synchronization

/// `POST /mcp`: the Model Context Protocol over Streamable HTTP. Read-only.
///
/// Who may ask is the token check's matter; here are the origin of pages (403), what is no POST
/// (405), how many calls a visitor makes (429), and the row each of them leaves in the audit log.
struct MCPDoor: Door {
  /// Bytes of a request: a log to be explained, and some.
  static let limit = 2 << 20
  /// Calls of tools per visitor and minute.
  static let callsPerMinute = 60

  private static let accept = HeaderName("Accept")!

  let desk: Desk
  private let calls = CallCount()

  init(desk: Desk) { self.desk = desk }

  func open(on router: Router<Visit>) {
    router.post("/mcp") { request, visit in await take(request, visit) }
    for method in [HTTPRequest.Method.get, .delete, .put, .patch] {
      router.on("/mcp", method: method) { _, _ in
        var response = Answers.problem(.methodNotAllowed, "messages are sent by POST")
        response.headers[.allow] = "POST"
        return response
      }
    }
  }

  private func take(_ request: Request, _ visit: Visit) async -> Response {
    if let origin = request.headers[Answers.origin], !isOurs(origin, request) {
      return Self.response(
        MCPExchange.refusal(403, -32600, "Invalid Request: a page of another site asks", nil))
    }
    guard visit.visitor.scopes.contains(.read) else {
      return Answers.problem(.forbidden, "the token may not read")
    }
    guard Self.isJSON(request.headers[.contentType]) else {
      return Answers.problem(.unsupportedMediaType, "expected application/json")
    }
    guard Self.takesJSON(request.headers[Self.accept]) else {
      return Answers.problem(.notAcceptable, "the answer is application/json")
    }
    let bytes: [UInt8]
    do throws(Uploads.Failure) {
      bytes = try await Uploads.bytes(request, upTo: Self.limit)
    } catch {
      return Uploads.refusal(error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return Self.response(MCPExchange.refusal(400, -32700, "Parse error", nil))
    }
    if let wait = count(text, visit.visitor) {
      var response = Answers.problem(.tooManyRequests, "60 calls a minute are answered")
      response.headers[.retryAfter] = "\(wait)"
      return response
    }
    return await answer(text, request.headers, visit.visitor)
  }

  private func answer(
    _ text: String, _ headers: HTTPFields, _ visitor: Visitor
  ) async -> Response {
    var repositories: Set<String>?
    if case .only(let names) = visitor.sight { repositories = names }
    let tools = ToolBox(store: desk.store, repositories: repositories, triager: desk.triager)
    let exchange = MCPExchange(tools: tools, version: desk.version)
    let now = desk.clock()
    // SQLite and a large log take their time, which is not that of the threads that serve.
    let answer = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(
          returning: exchange.answer(
            text, header: { name in HeaderName(name).flatMap { headers[$0] } }, now: now))
      }
    }
    return Self.response(answer)
  }

  /// Counts a call of a tool, and notes it.
  ///
  /// - Returns: seconds to wait, for one too many.
  private func count(_ text: String, _ visitor: Visitor) -> Int? {
    guard let body = JSON(text), body["method"] == "tools/call" else { return nil }
    let now = desk.clock()
    if let wait = calls.add(visitor.name ?? "", now: now) { return wait }
    let tool = body["params"]?["name"]?.string ?? ""
    do throws(StoreError) {
      try desk.audit("mcp.call", String(tool.prefix(64)), by: visitor)
    } catch {
      desk.logger.error("a call was not noted", metadata: ["cause": "\(error)"])
    }
    return nil
  }

  /// Whether a page of the service itself asks, or one of this machine where it serves this
  /// machine alone.
  private func isOurs(_ origin: String, _ request: Request) -> Bool {
    if origin == desk.baseURL || origin == "https://" + (request.head.authority ?? "-") {
      return true
    }
    guard desk.settings.isLoopback else { return false }
    let host = origin.split(separator: "/").last.map(String.init) ?? ""
    return ["http://localhost", "http://127.0.0.1", "http://[::1]"].contains {
      origin == $0
        || origin.hasPrefix($0 + ":") && Int(host.split(separator: ":").last ?? "") != nil
    }
  }

  private static func isJSON(_ type: String?) -> Bool {
    let name = type?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces)
    return name?.lowercased() == "application/json"
  }

  private static func takesJSON(_ accept: String?) -> Bool {
    guard let accept else { return true }
    return ["application/json", "application/*", "*/*"].contains { accept.contains($0) }
  }

  private static func response(_ answer: MCPExchange.Answer) -> Response {
    let status = HTTPResponse.Status(code: answer.status)
    guard let body = answer.body else { return Response(status: status) }
    return Answers.bytes(Array(body.text.utf8), status: status, type: "application/json")
  }
}

/// Calls of the last minute, by who made them.
private final class CallCount: Sendable {
  private let times = Mutex<[String: [Int]]>([:])

  /// Adds one; nil, or seconds until there is room.
  func add(_ name: String, now: Int) -> Int? {
    times.withLock { times in
      var own = (times[name] ?? []).filter { $0 > now - 60 && $0 <= now }
      guard own.count < MCPDoor.callsPerMinute else { return max(1, (own.first ?? now) + 60 - now) }
      own.append(now)
      times[name] = own
      return nil
    }
  }
}
