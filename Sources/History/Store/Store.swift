import Flakiness
import Foundation
import GRDB

/// What Faultline remembers, in one SQLite file.
///
///     let store = try Store(path: "faultline.db")
///     try store.takeIn(report)                    // .stored, and .known the second time
///     try store.recurrence(of: key)               // new, known, regressed, broken since …, fixed
///
/// One process writes at a time, any number read meanwhile (WAL); others wait up to
/// ``busySeconds``. A call that returned is on disk: neither `kill -9` nor a power cut undoes it.
/// All SQL of the package is in this module, and what joins two rows is in ``Table`` alone, so a
/// store on another database is this module's files once more, not a change of its callers.
public final class Store: Sendable {
  /// How long a writer waits for another process, in seconds, unless told otherwise.
  public static let busySeconds = 30.0

  /// Where the store is.
  public let path: String
  let pool: DatabasePool
  let memory = Memory()

  /// Opens the store, or makes it; an older one is brought to the present schema.
  ///
  /// - Parameter patience: seconds that a writer waits for another process; a server whose clients
  ///   have deadlines waits shorter. Opening waits for ``busySeconds``.
  /// - Throws: ``StoreError`` when the file is no store, is damaged, or was written by a newer
  ///   Faultline.
  public init(path: String, patience: Double = busySeconds) throws(StoreError) {
    self.path = path
    do {
      pool = try Self.patiently { try Self.opened(path, patience) }
      let migrator = Schema.migrator
      let isNewer = try Self.patiently { [pool] in
        let (isNewer, isReady) = try pool.read { database in
          try (migrator.hasBeenSuperseded(database), migrator.hasCompletedMigrations(database))
        }
        // Nothing is written to a store that is up to date, so opening one never waits for a writer.
        if !isNewer && !isReady { try migrator.migrate(pool) }
        return isNewer
      }
      guard !isNewer else {
        throw StoreError(path: path, cause: "was written by a newer Faultline")
      }
    } catch {
      throw StoreError.from(error, path: path)
    }
  }

  /// Reads from a snapshot that no writer changes.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try pool.read(body) } catch { throw StoreError.from(error, path: path) }
  }

  /// One transaction: all of `body` or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try pool.write(body) } catch { throw StoreError.from(error, path: path) }
  }

  private static func opened(_ path: String, _ patience: Double) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(patience)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768")
    }
    return try DatabasePool(path: path, configuration: configuration)
  }

  /// Tries `body` again while another process may be making the same new file.
  ///
  /// SQLite's own waiting does not cover the change to WAL, and two migrators that both found an
  /// empty store run into each other's tables: the second look finds them finished.
  private static func patiently<Value>(_ body: () throws -> Value) throws -> Value {
    let deadline = ContinuousClock.now + .seconds(busySeconds)
    var tries = 0
    while true {
      do {
        return try body()
      } catch let error as DatabaseError {
        tries += 1
        let isBusy = [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
        // A schema error that is not a race shows itself as soon as nobody else writes.
        let isRace = [.SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_SCHEMA].contains(error.resultCode)
        guard isBusy || isRace && tries < 20, ContinuousClock.now < deadline else { throw error }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }
}
