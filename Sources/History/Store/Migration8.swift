import GRDB

/// The latest failed jobs, and the failures that read alike, without looking at all of them: what
/// makes an answer quick where a hundred thousand runs are stored.
///
/// `failure_by_sketch` covers what groups of alike failures are found by, so that the rows with
/// their long texts are read only for the few that are shown.
enum Migration8 {
  static let name = "8: quick answers"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE INDEX failed_by_moment ON job (started) WHERE status = 'failed';
        CREATE INDEX failed_by_name ON job (name, started) WHERE status = 'failed';
        CREATE INDEX failure_by_sketch ON failure (sketch, fingerprint, time);
        """)
  }
}
