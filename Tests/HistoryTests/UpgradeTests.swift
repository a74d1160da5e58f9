import Foundation
import GRDB
import Testing

@testable import History

/// A store as each earlier version left it is brought to the present schema where it stands.
@Suite struct UpgradeTests {
  /// The versions there were, from the store of the first one with its rows onwards.
  private static let versions = Schema.migrator.migrations

  /// What a version added that the first one's rows do not fill, once it has the table.
  private static let later: [(table: String, sql: String)] = [
    (
      "horizon",
      "INSERT INTO horizon (repository, results, failures, jobs, weeks) SELECT repository, 604800, 0, 0, 0 FROM repository LIMIT 1"
    ),
    ("token", "INSERT INTO token VALUES ('ada', x'01', '[\"read\"]', NULL, 1, NULL, NULL)"),
    ("delivery", "INSERT INTO delivery VALUES ('github', x'02', 'd-1', 5)"),
    (
      "work",
      "INSERT INTO work (kind, subject, payload, state, attempts, due, added) VALUES ('event', 's', '{}', 'waiting', 0, 5, 5)"
    ),
    ("chat_link", "INSERT INTO chat_link VALUES ('slack', 'T1', 'U1', 'ada')"),
  ]

  @Test(arguments: versions) func everyVersionOpens(_ version: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("store.db")
    let filled = try Self.makeOld(path, version)
    let store = try Store(path: path)
    #expect(try store.check() == [])
    let counts = try store.counts()
    #expect(counts["job"] == 8 && counts["run"] == 4)
    for table in filled {
      let rows = try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
      #expect(rows == 1, "\(table) after \(version)")
    }
    // What an old service had heard, it does not hear again; what it had still to do is done.
    if filled.contains("delivery") {
      let known = DeliveryRecord(hook: "github", digest: [2], id: "d-1", received: 9, payload: "")
      #expect(try store.keep([known]) == [false])
      #expect(try store.dueWork("event", at: 9, limit: 9).map(\.payload) == ["{}"])
    }
    // Nothing of it is new, and what is new goes in.
    var world = World(seed: 4)
    #expect(try store.takeIn(world.reports(8)).allSatisfy { $0 == .known })
    var other = World(seed: 5)
    #expect(try store.takeIn(other.reports(12)).contains(.stored))
    #expect(try store.check() == [])
    // Its paper says what a new store would say.
    let copy = try scratch.store("copy.db")
    try copy.importLines(try store.exported().split(separator: "\n"), name: "x")
    try store.merge(copy)
    #expect(try copy.meaning() == store.meaning())
    let schema = try Self.schema(store)
    #expect(try schema == Self.schema(scratch.store("new.db")))
  }

  /// The first version's store, with its rows, brought to `version` and no further.
  ///
  /// - Returns: the tables that were filled besides.
  private static func makeOld(_ path: String, _ version: String) throws -> [String] {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/store-1.sql")
    let old = try DatabaseQueue(path: path)
    try old.write { try $0.execute(sql: String(contentsOf: fixture, encoding: .utf8)) }
    try Schema.migrator.migrate(old, upTo: version)
    let filled = try old.write { database in
      try later.filter { try database.tableExists($0.table) }.map { entry in
        try database.execute(sql: entry.sql)
        return entry.table
      }
    }
    try old.close()
    return filled
  }

  private static func schema(_ store: Store) throws -> [String] {
    try store.read { database in
      try String.fetchAll(
        database,
        sql: "SELECT name FROM sqlite_master WHERE name NOT LIKE 'grdb_%' ORDER BY type, name")
    }
  }

  /// Exports of versions without excerpts are still taken in.
  @Test func anOlderExportIsTakenIn() throws {
    let scratch = try Scratch()
    let store = try scratch.store("new.db")
    let lines = [
      #"{"faultline-store":1}"#,
      #"{"table":"horizon","repository":7,"results":604800,"failures":0,"jobs":0,"weeks":1}"#,
    ]
    #expect(try store.importLines(lines, name: "old") == 1)
    #expect(try store.exported().contains(#""weeks":1,"excerpts":0}"#))
  }
}
