import GRDB

/// Weekly sums of the tests that simply passed or were skipped, kept per roster: how many jobs ran
/// it, and how many skipped it. Nearly all tests pass nearly always, so a row per roster and week
/// stands for thousands of rows per test, and `test_week` is left with those that failed.
enum Migration5 {
  static let name = "5: roll-ups per roster"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE roster_week (
          repository INTEGER NOT NULL, roster INTEGER NOT NULL, week INTEGER NOT NULL,
          origin INTEGER NOT NULL, ran INTEGER NOT NULL, skipped INTEGER NOT NULL,
          PRIMARY KEY (repository, roster, week, origin)) STRICT, WITHOUT ROWID;
        """)
  }
}
