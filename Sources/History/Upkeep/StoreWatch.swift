import GRDB

/// Tells whether a store can be written: a second connection, which does not wait behind what the
/// store's own is at, and not for long behind another process.
public final class StoreWatch: Sendable {
  /// Seconds to wait for another writer.
  public static let patience = 1.0

  private let queue: DatabaseQueue
  private let path: String

  /// - Throws: ``StoreError`` when there is no second connection to be had.
  public init(_ store: Store) throws(StoreError) {
    path = store.path
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(Self.patience)
      queue = try DatabaseQueue(path: store.path, configuration: configuration)
    } catch {
      throw StoreError.from(error, path: store.path)
    }
  }

  /// Why nothing can be written now: somebody else has the store, its disk is full, …; nil when
  /// something just was.
  public func trouble() -> StoreError? {
    do {
      // A row that comes and goes: SQLite writes no page for a value that stays the same.
      try queue.write { database in
        try database.execute(
          sql: """
            INSERT INTO chat_seen (chat, id, time) VALUES ('', '', 0);
            DELETE FROM chat_seen WHERE chat = '' AND id = '';
            """)
      }
      return nil
    } catch {
      return StoreError.from(error, path: path)
    }
  }
}
