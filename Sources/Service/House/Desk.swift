import Assistant
import Foundation
import History
import Logging
import Triage

/// What every door is handed: the record, the knowledge, the time, the settings.
package struct Desk: Sendable {
  package let store: Store
  /// What the service was told, without any secret.
  package let settings: ServiceSettings
  /// Explains a log, in a process of its own where the service has one.
  package let explainer: any LogExplaining
  /// The catalog of signatures with its model, opened once; nil when it cannot be.
  package let triager: @Sendable () -> Triager?
  /// What to do about a signature.
  package let advice: @Sendable (_ signature: String) -> [String]
  /// What is spoken of in the service's own log.
  package let logger: Logger
  /// The program's version.
  package let version: String
  /// Seconds since 1970.
  package let clock: @Sendable () -> Int
  /// What `/metrics` shows.
  package let meter = Meter()
  /// Reviews that were made a short while ago.
  let reviews = ReviewShelf()
  /// Whether the store can be written; nil where that cannot be told.
  package let watch: StoreWatch?

  package init(
    store: Store, settings: ServiceSettings = ServiceSettings(),
    explainer: any LogExplaining = NoExplainer(),
    triager: @escaping @Sendable () -> Triager? = { nil },
    advice: @escaping @Sendable (_ signature: String) -> [String] = { _ in [] },
    logger: Logger = Logger(label: "faultline"), version: String = "",
    clock: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }
  ) {
    self.store = store
    watch = try? StoreWatch(store)
    self.settings = settings
    self.explainer = explainer
    self.triager = triager
    self.advice = advice
    self.logger = logger
    self.version = version
    self.clock = clock
  }

  /// Where people reach the service, without a slash at the end: `https://faultline.example`.
  package var baseURL: String { settings.baseURL }

  /// The one brain over this store.
  package var brain: Brain { Brain(store: store, advice: advice) }

  /// The tools of AI agents over this store.
  ///
  /// - Parameter scope: the only repository they may read; nil for all.
  package func tools(scope: String?) -> ToolBox {
    let triager = triager
    return ToolBox(store: store, scope: scope) { triager() }
  }

  /// Writes a row of the audit log for what a visitor did by this service.
  ///
  /// Events recorded by `Store.record` and tokens write their own.
  package func audit(
    _ action: String, _ subject: String, by visitor: Visitor, details: [String: String] = [:]
  ) throws(StoreError) {
    try store.audit(
      AuditEntry(
        time: clock(), actor: visitor.name ?? "anonymous", action: action, subject: subject,
        details: details))
  }
}
