import Foundation
import History

/// Brings the verdicts on tests up to date with what was taken in.
enum Verdicts {
  /// Decides about every repository that has something new.
  static func refresh(_ store: Store) throws(StoreError) {
    for repository in try store.repositories() { try store.refreshFlakes(of: repository) }
  }
}

/// What is to be done after jobs were taken in.
enum Upkeep {
  /// Decides about the tests of `repositories`; what is old becomes weekly sums, unless the
  /// settings say `prune: false`. What began at `sparing` or later stays: it came just now.
  static func settle(
    _ store: Store, _ repositories: some Sequence<String>, sparing: Int?
  ) throws(StoreError) {
    for repository in repositories { try store.refreshFlakes(of: repository) }
    guard Settings.current.flag("prune", standard: true) else { return }
    try store.pruneIfDue(now: Int(Date().timeIntervalSince1970), sparing: sparing)
  }
}
