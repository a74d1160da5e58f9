import Assistant
import Crypto
import Foundation
import Hummingbird
import Reporting

/// Version 1 of the JSON API.
package struct APIDoor: Door {
  let desk: APIDesk
  let operations: [Operation]

  /// The document says nothing of anybody's builds.
  package let open = ["/api/v1/openapi.json"]

  package init(desk: Desk) { self.init(desk: APIDesk(desk), version: desk.version) }

  init(desk: APIDesk, version: String) {
    self.desk = desk
    operations = APITable.operations(version: version)
  }

  /// Every method is taken, so that one that is not for a path is told so.
  private static let methods: [HTTPRequest.Method] =
    [
      .get, .head, .post, .put, .patch, .delete, .options, .trace,
    ] + [HTTPRequest.Method("QUERY")].compactMap { $0 }

  package func open(on router: Router<Visit>) {
    for method in Self.methods {
      router.on("/api/v1/**", method: method) { request, context in
        await respond(to: request, context.visitor)
      }
    }
  }

  /// Answers a request; whatever goes wrong is a problem document.
  func respond(to request: Request, _ visitor: Visitor) async -> Response {
    do {
      return try await answer(request, visitor)
    } catch let problem as APIProblem {
      return Self.response(problem)
    } catch {
      // What a store says of itself (its path) is nothing for clients.
      return Self.response(APIProblem(.internalError))
    }
  }

  private func answer(_ request: Request, _ visitor: Visitor) async throws -> Response {
    let path = request.uri.path.dropFirst(APITable.root.count)
    guard let segments = APIRequest.segments(path) else { throw APIProblem.notFound }
    let found = operations.compactMap { operation in
      operation.captures(segments).map { (operation, $0) }
    }
    guard !found.isEmpty else { throw APIProblem.notFound }
    let allowed = Self.allowed(found.map(\.0))
    if request.method == .options {
      return Response(status: .noContent, headers: [.allow: allowed])
    }
    let method = request.method == .head ? "GET" : request.method.rawValue
    guard let (operation, captures) = found.first(where: { $0.0.method.rawValue == method })
    else { return Self.response(APIProblem(.methodNotAllowed), [.allow: allowed]) }
    try Self.check(operation.scope, visitor)
    let call = try await call(request, operation, captures, visitor)
    let done = try await withTaskExecutorPreference(DiskThreads.shared) {
      try await operation.work(call)
    }
    let text: String =
      switch done {
      case .json(let json): JSONText.escape(json.text) + "\n"
      case .text(let text): JSONText.escape(text)
      }
    return Self.response(text, to: request, status: operation.status)
  }

  /// What `Allow` says of a path.
  static func allowed(_ operations: [Operation]) -> String {
    let methods = operations.flatMap { operation in
      operation.method == .get ? ["GET", "HEAD"] : [operation.method.rawValue]
    }
    return (methods + ["OPTIONS"]).joined(separator: ", ")
  }

  /// Whoever has no token is asked for one; whoever has another one is refused.
  private static func check(_ scope: Visitor.Scope?, _ visitor: Visitor) throws(APIProblem) {
    guard let scope, !visitor.scopes.contains(scope) else { return }
    guard visitor.name != nil else { throw APIProblem(.unauthorized) }
    throw APIProblem(.forbidden, "this takes the scope '\(scope.rawValue)'")
  }

  private func call(
    _ request: Request, _ operation: Operation, _ captures: [String: String], _ visitor: Visitor
  ) async throws -> APICall {
    let parts = APIRequest(
      operation: operation, captures: captures, query: request.uri.query ?? "",
      contentType: request.headers[.contentType],
      contentEncoding: request.headers[.contentEncoding])
    var call = APICall(
      desk: desk, visitor: visitor, values: try parts.parameters(), now: desk.now())
    guard let body = operation.body else { return call }
    try parts.checkType(body)
    let bytes = try await bytes(of: request, body)
    switch body {
    case .log: call.log = bytes
    case .object(_, let members):
      call.values.merge(try parts.members(bytes, members)) { first, _ in first }
    }
    return call
  }

  private func bytes(
    of request: Request, _ body: Operation.Body
  ) async throws(APIProblem) -> [UInt8] {
    let limit: Int
    switch body {
    case .log: limit = desk.uploadLimit
    case .object: limit = 64 << 10
    }
    do throws(Uploads.Failure) {
      return try await Uploads.bytes(request, upTo: limit, within: 120)
    } catch {
      switch error {
      case .tooLarge: throw APIProblem(.tooLarge, "the body is larger than \(limit) bytes")
      case .tooSlow: throw APIProblem(.tooSlow)
      case .broken: throw APIProblem(.badRequest, "the body ended early")
      }
    }
  }
}

extension APIDoor {
  /// A JSON answer; to a GET whose client has it already, only that it has not changed.
  static func response(_ text: String, to request: Request, status: Int) -> Response {
    var headers: HTTPFields = [
      .contentType: "application/json", .cacheControl: "private, no-cache",
      .vary: "Authorization",
    ]
    let isRead = request.method == .get || request.method == .head
    if isRead {
      let tag = Self.tag(of: text)
      headers[.eTag] = tag
      if isKnown(tag, request.headers[.ifNoneMatch]) {
        headers[.contentType] = nil
        return Response(status: .notModified, headers: headers)
      }
    } else {
      headers[.cacheControl] = "no-store"
    }
    guard request.method == .head else {
      return Response(
        status: .init(code: status), headers: headers,
        body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
    // The length of what a GET would have sent, without sending it.
    return Response(
      status: .init(code: status), headers: headers,
      body: ResponseBody(contentLength: text.utf8.count) { try await $0.finish(nil) })
  }

  static func response(_ problem: APIProblem, _ extra: HTTPFields = [:]) -> Response {
    var headers = extra
    headers[.contentType] = "application/problem+json"
    headers[.cacheControl] = "no-store"
    // What is still being sent of a refused body is not waited for.
    if [.tooLarge, .tooSlow].contains(problem.kind) { headers[.connection] = "close" }
    if problem.kind == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"faultline\"" }
    let text = JSONText.escape(APIProblem.shape.json(problem).text) + "\n"
    return Response(
      status: .init(code: problem.kind.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Strong: equal texts only.
  static func tag(of text: String) -> String {
    let digest = SHA256.hash(data: Data(text.utf8)).prefix(16)
    let hex = digest.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }
    return "\"" + hex.joined() + "\""
  }

  /// Whether `If-None-Match` names the tag, weakly compared as RFC 9110 says for it.
  static func isKnown(_ tag: String, _ header: String?) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { part in
      let word = part.trimmingCharacters(in: .whitespaces)
      return word == "*" || word == tag || word == "W/" + tag
    }
  }
}
