import History

/// Brings the verdicts on tests up to date with what was taken in.
enum Verdicts {
  /// Decides about every repository that has something new.
  static func refresh(_ store: Store) throws(StoreError) {
    for repository in try store.repositories() { try store.refreshFlakes(of: repository) }
  }
}
