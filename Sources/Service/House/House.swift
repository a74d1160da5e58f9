import History
import Hummingbird
import Logging
import ServiceLifecycle

/// The whole service, put together.
package enum House {
  /// Why the service does not start.
  package struct Refusal: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// The router with all doors behind the token check.
  ///
  /// - Parameter doors: instead of ``Doors/all(_:)``, for tests of one door.
  package static func router(_ desk: Desk, doors: [any Door]? = nil) -> Router<Visit> {
    let doors = doors ?? Doors.all(desk)
    let router = Router(context: Visit.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: Stopwatch(meter: desk.meter))
    router.add(middleware: Manners(logger: desk.logger))
    router.add(
      middleware: TokenGate(
        desk: desk, book: TokenBook(store: desk.store), open: doors.flatMap(\.open)))
    for door in doors { door.open(on: router) }
    return router
  }

  /// Listening elsewhere than on this machine needs tokens.
  package static func check(_ desk: Desk) throws {
    guard !desk.settings.isLoopback else { return }
    let now = desk.clock()
    guard try desk.store.tokens().contains(where: { $0.isValid(at: now) }) else {
      throw Refusal(
        description: "'\(desk.settings.host)' is not this machine alone, and there are no tokens: "
          + "make one with `faultline token add`, or listen on 127.0.0.1")
    }
  }

  /// The server: its limits keep one client from disturbing others.
  package static func application(
    _ desk: Desk, doors: [any Door]? = nil, onRunning: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let limits = HTTPLimits()
    return Application(
      router: router(desk, doors: doors),
      server: .http1(
        configuration: .init(
          idleTimeout: .seconds(limits.idleSeconds),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerListBytes,
            maxHeaderFieldCount: limits.headers))),
      configuration: .init(
        address: .hostname(desk.settings.host, port: desk.settings.port), serverName: "faultline",
        backlog: 1024,
        availableConnectionsDelegate: .maximum(limits.connections, logger: desk.logger)),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) },
      logger: desk.logger)
  }
}

extension House {
  /// Serves until SIGTERM or SIGINT; then what was begun is finished, within ten seconds.
  ///
  /// - Parameter environment: where tokens of CI systems are that the settings do not name.
  package static func run(_ desk: Desk, environment: [String: String]) async throws {
    let crew = Crew(
      desk: desk, clients: CIClients(settings: desk.settings, environment: environment),
      explain: { log in await desk.explainer.explain(file: log) })
    let application = application(desk) { port in
      desk.logger.notice(
        "listening", metadata: ["host": "\(desk.settings.host)", "port": "\(port)"])
    }
    let announcer = Announcer(desk: desk)
    // Ended from the last to the first: nothing more is taken in, then what was begun is done.
    var services: [any Service] = [CrewService(crew: crew), application]
    if announcer.isNeeded { services.insert(announcer, at: 0) }
    var configuration = ServiceGroupConfiguration(
      services: services,
      gracefulShutdownSignals: [.sigterm, .sigint], logger: desk.logger)
    configuration.maximumGracefulShutdownDuration = .seconds(10)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch is CancellationError {
      // Ten seconds were over: what was begun is still in the store, and done at the next start.
    }
    desk.logger.notice("ended")
  }

  private struct CrewService: Service {
    let crew: Crew
    func run() async throws { await crew.run() }
  }
}

/// Bounds on what a client may do with a connection.
struct HTTPLimits {
  /// Until a request's head is there, and between two pieces of a body.
  var idleSeconds: Int64 = 15
  var headers = 100
  /// For the longest address the API's document allows, every character escaped.
  var headerBytes = 32 << 10
  var headerListBytes = 48 << 10
  /// More wait to be accepted.
  var connections = 4096
}
