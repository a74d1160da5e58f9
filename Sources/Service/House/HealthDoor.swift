import Foundation
import History
import Hummingbird

/// `/healthz`: the process answers, whatever the store does. `/readyz`: it can read its store and
/// write to it; if not, it says why, without the store's path: anybody may ask.
struct HealthDoor: Door {
  let desk: Desk
  let open = ["/healthz", "/readyz"]

  func open(on router: Router<Visit>) {
    router.get("/healthz") { _, _ in Answers.text("ok\n") }
    router.get("/readyz") { _, _ in
      // The look may wait for another process: not on a thread that serves.
      await withTaskExecutorPreference(DiskThreads.shared) { answer() }
    }
  }

  private func answer() -> Response {
    do throws(StoreError) {
      _ = try desk.store.repositories()
    } catch {
      return refusal("read", error)
    }
    if let trouble = desk.watch?.trouble() { return refusal("written", trouble) }
    return Answers.text("ready\n")
  }

  private func refusal(_ verb: String, _ error: StoreError) -> Response {
    desk.logger.error("the store cannot be \(verb)", metadata: ["cause": "\(error)"])
    var response = Answers.text(
      "the store \(error.cause)\n", status: .serviceUnavailable)
    response.headers[.retryAfter] = "5"
    return response
  }
}
