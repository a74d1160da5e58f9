import GRDB

/// Which runs have a failed job, for lists of failed runs: a store of a day's 12,000 passed jobs
/// asks it 12,000 times before it has found twenty that failed, and read each run's jobs for it.
enum Migration13 {
  static let name = "13: failed jobs by run"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: "CREATE INDEX failed_by_run ON job (repository, run) WHERE status = 'failed'")
  }
}
