import Hummingbird
import Logging

/// Headers that every answer has, and errors that say nothing of the inside.
struct Manners: RouterMiddleware {
  let logger: Logger

  private static let policy = HeaderName("Content-Security-Policy")!
  private static let frames = HeaderName("X-Frame-Options")!
  private static let referrer = HeaderName("Referrer-Policy")!
  private static let sniffing = HeaderName("X-Content-Type-Options")!
  private static let opener = HeaderName("Cross-Origin-Opener-Policy")!
  private static let resource = HeaderName("Cross-Origin-Resource-Policy")!

  func handle(
    _ request: Request, context: Visit,
    next: (Request, Visit) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var response = await answer(request, context, next)
    let headers: [(HeaderName, String)] = [
      // A page that needs more says so itself.
      (Self.policy, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
      (Self.frames, "DENY"), (Self.referrer, "no-referrer"), (Self.sniffing, "nosniff"),
      (Self.opener, "same-origin"), (Self.resource, "same-origin"), (.cacheControl, "no-store"),
    ]
    for (name, value) in headers where response.headers[name] == nil {
      response.headers[name] = value
    }
    if response.headers[.connection] == "close" { hangUp(context) }
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    let status = response.status.code
    logger.log(
      level: status >= 500 ? .error : status >= 400 ? .info : .debug, "request",
      metadata: [
        "method": "\(request.method)", "path": "\(request.uri.path.prefix(200))",
        "status": "\(status)", "ms": "\(Int(milliseconds.rounded()))",
      ])
    return response
  }

  /// Hummingbird reads on to the end of a body that was refused; a sender of a byte a second would
  /// keep a connection for ever. A second is time enough for the answer to leave.
  private func hangUp(_ context: Visit) {
    let hangUp = context.hangUp
    Task.detached {
      try? await Task.sleep(for: .seconds(1))
      hangUp()
    }
  }

  private func answer(
    _ request: Request, _ context: Visit, _ next: (Request, Visit) async throws -> Response
  ) async -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError {
      return error.status == .notFound
        ? Answers.notFound : Answers.problem(error.status, error.body ?? "the request is not right")
    } catch {
      logger.error(
        "a request failed",
        metadata: ["path": "\(request.uri.path.prefix(200))", "cause": "\(error)"])
      return Answers.problem(.internalServerError, "this went wrong here; the log says more")
    }
  }
}
