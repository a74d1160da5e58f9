import Hummingbird

/// Measures every request. The route is the template that answered, never the path asked for.
package struct Stopwatch: RouterMiddleware {
  let meter: Meter
  private let operations = APITable.operations(version: "")
  private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  package init(meter: Meter) { self.meter = meter }

  package func handle(
    _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
  ) async throws -> Response {
    let begin = ContinuousClock.now
    do {
      let response = try await next(request, context)
      note(request, context, response.status.code, since: begin)
      return response
    } catch {
      let status = (error as? any HTTPResponseError)?.status.code ?? 500
      note(request, context, status, since: begin)
      throw error
    }
  }

  private func note(
    _ request: Request, _ context: Visit, _ status: Int, since begin: ContinuousClock.Instant
  ) {
    let took = (ContinuousClock.now - begin).components
    let seconds = Double(took.seconds) + Double(took.attoseconds) / 1e18
    let route =
      APITable.template(of: request.uri.path, operations) ?? context.endpointPath ?? "other"
    let method = request.method.rawValue
    meter.observe(
      seconds, in: Instruments.httpDuration, Self.methods.contains(method) ? method : "_OTHER",
      route,
      "\(status)")
  }
}
