import GRDB

/// The lines around those that a diagnosis quotes, so that a failure can be read in its place. Kept
/// beside the failures and not in their rows, which are read by the thousand; they go first when
/// the store becomes too big.
///
/// `failure` is the digest of the failure they belong to: of two diagnoses of one job each has its
/// own lines, and the one that holds shows its own.
enum Migration11 {
  static let name = "11: excerpts"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE excerpt (
          repository INTEGER NOT NULL, job INTEGER NOT NULL, failure INTEGER NOT NULL,
          lines TEXT NOT NULL, revision INTEGER NOT NULL, digest INTEGER NOT NULL,
          PRIMARY KEY (repository, job, failure)) STRICT, WITHOUT ROWID;
        ALTER TABLE horizon ADD COLUMN excerpts INTEGER NOT NULL DEFAULT 0;
        """)
  }
}
