import GRDB

/// What is left of results and failures when they have become old: sums per week, and the moments
/// before which nothing is kept.
///
/// Sums are kept per *origin*, the store that first took a job in. The sums of one origin only
/// grow, so of two copies the greater one is the later one, and merging stays a join.
enum Migration2 {
  static let name = "2: roll-ups"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE horizon (
          repository INTEGER PRIMARY KEY, results INTEGER NOT NULL, failures INTEGER NOT NULL,
          jobs INTEGER NOT NULL, weeks INTEGER NOT NULL) STRICT;
        CREATE TABLE test_week (
          repository INTEGER NOT NULL, test INTEGER NOT NULL, week INTEGER NOT NULL,
          origin INTEGER NOT NULL, executed INTEGER NOT NULL, skipped INTEGER NOT NULL,
          failures INTEGER NOT NULL, flaky INTEGER NOT NULL,
          PRIMARY KEY (repository, test, week, origin)) STRICT, WITHOUT ROWID;
        CREATE TABLE failure_week (
          repository INTEGER NOT NULL, fingerprint TEXT NOT NULL, week INTEGER NOT NULL,
          origin INTEGER NOT NULL, count INTEGER NOT NULL,
          PRIMARY KEY (repository, fingerprint, week, origin)) STRICT, WITHOUT ROWID;
        CREATE INDEX results_by_skipped ON results (repository, skipped);
        """)
  }
}
