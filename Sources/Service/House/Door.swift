import Hummingbird

/// One request on its way through the service: what Hummingbird keeps, and who asks.
package struct Visit: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Set by the token check before any door is reached.
  package var visitor = Visitor(name: nil, scopes: [], sight: .only([]))

  /// Ends the connection, whatever is still being sent on it.
  let hangUp: @Sendable () -> Void

  package init(source: Source) {
    coreContext = .init(source: source)
    let channel = source.channel
    hangUp = { channel.close(promise: nil) }
  }
}

/// A part of the service that answers some paths: pages, API, webhooks, a chat. Adding one is one
/// file and its name in ``Doors/all(_:)``.
package protocol Door: Sendable {
  /// Paths whose requests this door checks by itself, by a signature, so that they need no token:
  /// `/hooks/` for all below it, `/healthz` for one alone.
  var open: [String] { get }
  /// Adds this door's paths.
  func open(on router: Router<Visit>)
}

extension Door {
  package var open: [String] { [] }
}
