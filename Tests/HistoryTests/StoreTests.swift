import Foundation
import GRDB
import History
import Reviews
import Testing

@Suite struct StoreTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")
  /// `RECORD=1 swift test --filter StoreTests` writes the fixtures anew.
  private static let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"

  private static func fixture(_ name: String) throws -> String {
    try String(contentsOf: fixtures.appending(path: name), encoding: .utf8)
  }

  private static func record(_ text: String, _ name: String) throws {
    try text.write(to: fixtures.appending(path: name), atomically: true, encoding: .utf8)
  }

  private static func schema(_ path: String) throws -> String {
    let rows = try DatabaseQueue(path: path).read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'grdb_%'
          ORDER BY type DESC, name
          """)
    }
    return rows.joined(separator: ";\n") + ";\n"
  }

  /// A change of the schema shows here, and comes as a new migration, never as an edited one.
  @Test func schemaIsTheSnapshot() throws {
    let scratch = try Scratch()
    _ = try scratch.store()
    if Self.isRecording { try Self.record(Self.schema(scratch.path("store.db")), "schema.sql") }
    #expect(try Self.schema(scratch.path("store.db")) == Self.fixture("schema.sql"))
  }

  /// A store written by the first migration alone opens, is migrated, and still knows everything.
  @Test func oldStoreOpens() throws {
    let scratch = try Scratch()
    if Self.isRecording { try Self.record(Self.firstStore(scratch), "store-1.sql") }
    let old = try DatabaseQueue(path: scratch.path("store.db"))
    try old.write { database in try database.execute(sql: Self.fixture("store-1.sql")) }
    try old.close()
    let store = try scratch.store()
    #expect(try store.check() == [])
    #expect(try store.counts()["job"] == 8)
    #expect(try Self.schema(scratch.path("store.db")) == Self.fixture("schema.sql"))
    #expect(try store.refreshFlakes(of: "acme/web").allSatisfy { !$0.test.isEmpty })
    // It gives a review, too.
    let first = ReviewZone.utc.day(of: try #require(try store.info().first))
    let week = ReviewWindow(first, through: first + 6, in: .utc)
    let review = try store.review(ReviewBuilder(window: week))
    #expect(review.coverage.jobs == 8 && review.coverage.isFirst)
    // What it was made from is known, so all of it is still there.
    var world = World(seed: 4)
    #expect(try store.takeIn(world.reports(8)).allSatisfy { $0 == .known })
  }

  /// The store of ``World`` 4 as the first migration alone holds it: its tables stay those of the
  /// fixture, which are never edited, and are filled with what the present code takes in.
  private static func firstStore(_ scratch: Scratch) throws -> String {
    let old = try DatabaseQueue()
    try old.write { database in try database.execute(sql: fixture("store-1.sql")) }
    var world = World(seed: 4)
    _ = try scratch.store("full.db", world.reports(8))
    let full = try DatabaseQueue(path: scratch.path("full.db"))
    var lines: [String] = []
    try old.read { database in
      let tables = try Row.fetchAll(
        database, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
      for table in tables {
        let name: String = table["name"]
        lines.append("\(table["sql"] as String);")
        let columns = try database.columns(in: name).map(\.name)
        lines += try rows(of: name, columns, in: name.hasPrefix("grdb") ? nil : full, database)
      }
      lines += try String.fetchAll(
        database, sql: "SELECT sql || ';' FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func rows(
    of table: String, _ columns: [String], in other: DatabaseQueue?, _ database: Database
  ) throws -> [String] {
    let quoted = columns.map { "quote(\($0))" }.joined(separator: " || ',' || ")
    let sql = "SELECT 'INSERT INTO \(table) VALUES(' || \(quoted) || ');' FROM \(table)"
    guard let other else { return try String.fetchAll(database, sql: sql) }
    return try other.read { try String.fetchAll($0, sql: sql) }
  }

  @Test func newerStoreIsRefused() throws {
    let scratch = try Scratch()
    let path = scratch.path("store.db")
    do { _ = try Store(path: path) }
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from the future')")
    }
    try queue.close()
    let error = #expect(throws: StoreError.self) { try Store(path: path) }
    #expect(error?.description == "\(path): was written by a newer Faultline")
  }

  @Test func anotherFileIsRefused() throws {
    let scratch = try Scratch()
    let path = scratch.path("notes.txt")
    try String(repeating: "this is no database\n", count: 100)
      .write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: StoreError.self) { try Store(path: path) }
    #expect(error?.cause == "is not a Faultline store")
  }

  static let damages = [
    ("UPDATE results SET executed = executed + 1 WHERE executed > 0", "executed is"),
    ("UPDATE roster SET tests = x'0000000000000000'", "holds other tests"),
    ("UPDATE test SET name = name || 'x'", "has another number"),
    ("DELETE FROM run", "jobs without their run"),
    ("DELETE FROM roster", "results without their roster"),
  ]

  @Test(arguments: damages.indices) func checkFindsDamage(index: Int) throws {
    let (sql, finding) = Self.damages[index]
    let scratch = try Scratch()
    var world = World(seed: 4)
    let store = try scratch.store("store.db", world.reports(8))
    #expect(try store.check() == [])
    let queue = try DatabaseQueue(path: scratch.path("store.db"))
    try queue.write { database in try database.execute(sql: sql) }
    try queue.close()
    #expect(try store.check().contains { $0.contains(finding) })
  }

  @Test func latestEventHolds() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    func event(_ verb: String, _ time: Int, _ subject: String = "t") -> Event {
      Event(
        repository: "r", kind: .quarantine, subject: subject, time: time, actor: "ada",
        verb: verb, details: ["reason": "flaky"])
    }
    let events = [event("add", 1), event("add", 2, "u"), event("release", 3)]
    for event in events.reversed() + events { try store.record(event) }
    #expect(try store.events(.quarantine, in: "r") == events)
    #expect(try store.events(.action, in: "r") == [])
    #expect(
      try store.current(.quarantine, in: "r").mapValues(\.verb) == ["t": "release", "u": "add"])
    let other = try scratch.store("other.db")
    try other.merge(store)
    #expect(try other.events(.quarantine, in: "r", subject: "u") == [events[1]])
  }
}
