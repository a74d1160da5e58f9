import GRDB

/// From where the jobs of a query are looked up. SQLite knows nothing of how often a name, an
/// author or a branch occurs, and chooses orders that read every job; so the way is chosen here.
enum JobWay {
  /// The runs meant are few: all of them, and their jobs sorted.
  case runs
  /// From the latest job back until enough fit, by this index.
  case jobs(index: String)
  /// The query names jobs by a list of its own.
  case any

  /// Runs or jobs up to which it is cheaper to take all that are meant and sort them than to walk
  /// from the latest back.
  private static let narrow = 1500

  init(_ query: JobQuery, _ database: Database) throws {
    if query.test != nil || query.fingerprint != nil || query.jobURL != nil {
      self = .any
    } else if try Self.namesFewRuns(query, database) {
      self = .runs
    } else {
      self = .jobs(index: try Self.index(query, database))
    }
  }

  /// CROSS JOIN and INDEXED BY keep SQLite to the way.
  var tables: String {
    let run = "run r ON r.repository = j.repository AND r.run = j.run"
    return switch self {
    case .any: "job j JOIN \(run)"
    case .jobs(let index): "job j INDEXED BY \(index) CROSS JOIN \(run)"
    case .runs:
      """
      run r CROSS JOIN job j INDEXED BY job_by_run
        ON j.repository = r.repository AND j.run = r.run
      """
    }
  }

  private static func namesFewRuns(_ query: JobQuery, _ database: Database) throws -> Bool {
    if query.run != nil || query.commit != nil || query.pullRequest != nil || query.runURL != nil {
      return true
    }
    if let author = query.author {
      return try isFew(database, "run WHERE author = ? COLLATE NOCASE", [author])
    }
    guard let branch = query.branch else { return false }
    guard let repository = query.repository else {
      return try isFew(
        database, "run WHERE repository \(JobSearch.anyRepository) AND branch = ?", [branch])
    }
    return try isFew(
      database, "run WHERE repository = ? AND branch = ?", [NameNumber.of(repository), branch])
  }

  private static func index(_ query: JobQuery, _ database: Database) throws -> String {
    let isFailed = query.statuses == [.failed]
    switch (query.repository, query.job) {
    case (nil, nil): return isFailed ? "failed_by_moment" : "job_by_moment"
    case (_?, nil): return "job_by_time"
    case (_?, _?): return "job_by_name"
    case (nil, let name?):
      if isFailed { return "failed_by_name" }
      let isRare = try isFew(
        database, "job WHERE repository \(JobSearch.anyRepository) AND name = ?", [name])
      return isRare ? "job_by_name" : "job_by_moment"
    }
  }

  private static func isFew(
    _ database: Database, _ rows: String, _ arguments: StatementArguments
  ) throws -> Bool {
    let count = try database.kept(
      Int.self, "SELECT count(*) FROM (SELECT 1 FROM \(rows) LIMIT \(narrow))", arguments)
    return (count ?? 0) < narrow
  }
}
