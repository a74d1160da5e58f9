import Hummingbird

/// `/healthz`: the process answers. `/readyz`: it can read its store, and is not about to end.
struct HealthDoor: Door {
  let desk: Desk
  let open = ["/healthz", "/readyz"]

  func open(on router: Router<Visit>) {
    router.get("/healthz") { _, _ in Answers.text("ok\n") }
    router.get("/readyz") { _, _ in
      do {
        _ = try desk.store.repositories()
        return Answers.text("ready\n")
      } catch {
        desk.logger.error("the store cannot be read", metadata: ["cause": "\(error)"])
        return Answers.text("the store cannot be read\n", status: .serviceUnavailable)
      }
    }
  }
}
