import Crypto
import Foundation
import History
import Hummingbird
import Logging

/// `POST /hooks/NAME`: takes deliveries of CI systems.
///
/// 404 for a hook that is not configured, before its body is read; 401 for a signature that is not
/// right; 202 once the event is on disk, and for one that is known or of no use here. Nothing in a
/// payload is fetched: addresses are made of the configured server and ids.
package struct WebhookDoor: Door {
  /// Bytes of a delivery. What is larger is found by the sweep.
  static let limit = 5 << 20

  package let open = ["/hooks/"]
  private let desk: Desk
  private let commit: GroupCommit
  /// Told after an event was kept.
  private let kept: @Sendable () -> Void

  package init(desk: Desk, kept: @escaping @Sendable () -> Void = {}) {
    self.desk = desk
    self.kept = kept
    commit = GroupCommit(store: desk.store)
  }

  package func open(on router: Router<Visit>) {
    for hook in desk.settings.hooks {
      guard let source = WebhookSources.named(hook.source) else { continue }
      router.post("/hooks/\(hook.name)") { request, _ in
        do throws(Uploads.Failure) {
          let body = try await Uploads.bytes(request, upTo: Self.limit, within: 10)
          return await take(
            WebhookRequest(headers: request.headers, body: body, now: desk.clock()), hook, source)
        } catch {
          return Uploads.refusal(error)
        }
      }
    }
  }

  private func take(
    _ request: WebhookRequest, _ hook: ServiceSettings.Hook, _ source: any WebhookSource.Type
  ) async -> Response {
    guard source.isAuthentic(request, hook.secrets) else {
      desk.meter.add(to: Instruments.intake, hook.source, "refused")
      desk.logger.warning("a delivery is not authentic", metadata: ["hook": "\(hook.name)"])
      return Answers.problem(.unauthorized, "the signature is not right")
    }
    let event: WebhookEvent?
    do { event = try source.event(request) } catch {
      desk.meter.add(to: Instruments.intake, hook.source, "refused")
      desk.logger.warning(
        "a delivery is not understood", metadata: ["hook": "\(hook.name)", "cause": "\(error)"])
      return Answers.problem(.badRequest, "the body is not what this hook sends")
    }
    guard let event, !event.isEmpty else { return Self.taken("ignored") }
    guard let payload = try? JSONEncoder().encode(event) else {
      return Answers.problem(.badRequest, "the body is not what this hook sends")
    }
    let record = DeliveryRecord(
      hook: hook.name, digest: Array(SHA256.hash(data: request.body)),
      id: source.id(request).map { String($0.prefix(200)) }, received: request.now,
      payload: String(decoding: payload, as: UTF8.self))
    do throws(GroupCommit.Failure) {
      let isNew = try await commit.keep(record)
      desk.meter.add(to: Instruments.intake, hook.source, isNew ? "stored" : "known")
      guard isNew else { return Self.taken("known") }
      kept()
      return Self.taken("kept")
    } catch {
      desk.meter.add(to: Instruments.intake, hook.source, "failed")
      return refusal(error)
    }
  }

  private static func taken(_ word: String) -> Response {
    Answers.bytes(
      Array(#"{"event":"\#(word)"}"#.utf8), status: .accepted, type: "application/json")
  }

  private func refusal(_ failure: GroupCommit.Failure) -> Response {
    if case .store(let error) = failure {
      desk.logger.error("a delivery was not kept", metadata: ["cause": "\(error)"])
    }
    var response = Answers.problem(
      .serviceUnavailable, "the event could not be kept; send it again")
    response.headers[.retryAfter] = "5"
    return response
  }
}
