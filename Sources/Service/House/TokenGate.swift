import Hummingbird

/// Says who asks before any door is reached: by `Authorization: Bearer`, or the cookie that
/// ``SignInDoor`` sets. Paths that doors check by themselves (signed webhooks and chats) pass.
///
/// Where there are no tokens the service listens on loopback only, and whoever is on this machine
/// may read, send and propose. A page in a browser must not do that in their name: foreign `Host`s
/// (DNS rebinding) and foreign `Origin`s of writes are refused.
struct TokenGate: RouterMiddleware {
  static let cookie = "faultline-token"

  let desk: Desk
  let book: TokenBook
  /// First parts of paths, such as `/hooks/`.
  let open: [String]

  func handle(
    _ request: Request, context: Visit,
    next: (Request, Visit) async throws -> Response
  ) async throws -> Response {
    var context = context
    let path = request.uri.path
    if open.contains(where: { $0.hasSuffix("/") ? path.hasPrefix($0) : path == $0 }) {
      return try await next(request, context)
    }
    guard try isOurs(request) else {
      return Answers.problem(.forbidden, "the request comes from another site's page")
    }
    guard let visitor = try visitor(request) else {
      return Self.refusal(request)
    }
    context.visitor = visitor
    guard visitor.scopes.contains(.read) || !visitor.scopes.isEmpty else {
      return Answers.problem(.forbidden, "the token has no rights")
    }
    return try await next(request, context)
  }

  private func visitor(_ request: Request) throws -> Visitor? {
    let now = desk.clock()
    if try desk.settings.isLoopback && book.isEmpty(at: now) {
      return Visitor(name: nil, scopes: [.read, .ingest, .write], sight: .all)
    }
    guard let token = Self.token(request) else { return nil }
    return try book.visitor(token, at: now)
  }

  /// The token a request carries, by header or else by cookie.
  static func token(_ request: Request) -> String? {
    if let header = request.headers[.authorization] {
      let parts = header.split(separator: " ")
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
      return String(parts[1])
    }
    return request.cookies[cookie]?.value
  }

  /// Whether the request was not made by a page of another site.
  private func isOurs(_ request: Request) throws -> Bool {
    let authority = request.head.authority
    let isOpen = try desk.settings.isLoopback && book.isEmpty(at: desk.clock())
    if isOpen, let authority, !isKnownHost(authority) { return false }
    guard request.method != .get, request.method != .head, request.headers[.authorization] == nil,
      let origin = request.headers[Answers.origin]
    else { return true }
    guard let host = origin.split(separator: "/", maxSplits: 2).last else { return false }
    return host == (authority ?? "") || origin == desk.baseURL
  }

  private func isKnownHost(_ authority: String) -> Bool {
    let local = ["localhost", "127.0.0.1", "[::1]", desk.settings.host]
    if local.contains(where: { authority == $0 || authority.hasPrefix($0 + ":") }) { return true }
    return desk.baseURL.hasSuffix("//" + authority)
  }

  private static func refusal(_ request: Request) -> Response {
    let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
    if wantsPage, request.method == .get { return Answers.redirect("/signin") }
    var response = Answers.problem(.unauthorized, "a valid token is needed")
    response.headers[.wwwAuthenticate] = "Bearer realm=\"faultline\""
    return response
  }
}
