import Foundation
import History
import Hummingbird
import HummingbirdTesting
import Logging

@testable import Service

/// A store in a folder of its own, removed with it, and a desk over it.
final class Scratch {
  let folder: URL
  let store: Store

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "faultline-service-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try Store(path: folder.appending(path: "store.db").path)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// - Parameter now: what the clock says.
  func desk(_ settings: ServiceSettings = ServiceSettings(), now: Int = 1_800_000_000) -> Desk {
    Desk(
      store: store, settings: settings, logger: Logger(label: "test") { _ in SilentLog() },
      clock: { now })
  }

  /// Adds a token and returns it.
  func token(
    _ name: String, _ scopes: [Visitor.Scope] = [.read], only: [String]? = nil,
    expires: Int? = nil
  ) throws -> String {
    let token = TokenBook.make()
    _ = try store.addToken(
      TokenRecord(
        name: name, digest: TokenBook.digest(token), scopes: scopes.map(\.rawValue),
        repositories: only, created: 1_700_000_000, expires: expires), actor: "test")
    return token
  }
}

/// A log that nobody reads.
struct SilentLog: LogHandler {
  var logLevel = Logger.Level.critical
  var metadata: Logger.Metadata = [:]
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
  func log(event: LogEvent) {}
}

/// Says who asked.
struct EchoDoor: Door {
  func open(on router: Router<Visit>) {
    router.get("/who") { _, visit in
      let scopes = visit.visitor.scopes.map(\.rawValue).sorted().joined(separator: ",")
      return Answers.text("\(visit.visitor.name ?? "-") \(scopes)")
    }
    router.post("/who") { request, _ in
      do throws(Uploads.Failure) {
        return Answers.text("\(try await Uploads.bytes(request, upTo: 1000, within: 1).count)")
      } catch { return Uploads.refusal(error) }
    }
    router.get("/fail") { _, _ -> Response in throw CocoaError(.fileNoSuchFile) }
  }
}

extension Scratch {
  /// Asks the service without a network between.
  func ask<Value: Sendable>(
    _ desk: Desk, doors: [any Door]? = nil,
    _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
  ) async throws -> Value {
    let application = Application(
      router: House.router(desk, doors: doors), logger: Logger(label: "test") { _ in SilentLog() })
    return try await application.test(.router) { try await body($0) }
  }
}
