import GRDB

/// The latest results of one job on the default branch, whatever it failed with.
struct MainResults {
  /// Results looked at.
  static let limit = 500

  private struct Result {
    var commit: String
    var time: Int
    var isPassed: Bool
    /// Of the failure, where it has one.
    var fingerprint: String?
  }

  /// The latest first.
  private var results: [Result] = []

  /// From one index in its own order; only failures are looked up.
  init(_ database: Database, _ repository: Int64, _ name: String?) throws {
    let statement = try database.cachedStatement(
      sql: """
        SELECT main_commit, started, status = 'passed', CASE WHEN status = 'failed' THEN (
          SELECT fingerprint FROM failure f
          WHERE f.repository = j.repository AND f.job = j.job) END
        FROM job j INDEXED BY job_on_main
        WHERE repository = ? AND name = ? AND main_time IS NOT NULL AND status <> 'cancelled'
        ORDER BY main_time DESC, started DESC, main_commit, attempt LIMIT ?
        """)
    let rows = try Row.fetchCursor(statement, arguments: [repository, name, Self.limit])
    while let row = try rows.next() {
      results.append(
        Result(commit: row[0], time: row[1], isPassed: row[2], fingerprint: row[3]))
    }
  }

  /// The branch as one failure sees it.
  func line(of fingerprint: String) -> MainLine {
    var line = MainLine()
    // Where it never failed with it, no pass says anything that no passes would not.
    guard results.contains(where: { $0.fingerprint == fingerprint }) else { return line }
    for result in results.reversed() {
      line.add(
        result.isPassed ? .passed : result.fingerprint == fingerprint ? .failed : .other,
        commit: result.commit, time: result.time)
    }
    return line
  }

  /// The lines of several jobs, each read once: for lists of failures.
  final class Lines {
    private struct Key: Hashable {
      var repository: Int64
      var name: String?
    }

    private var known: [Key: MainResults] = [:]

    func read(
      _ database: Database, _ repository: Int64, _ name: String?
    ) throws -> MainResults {
      let key = Key(repository: repository, name: name)
      if let results = known[key] { return results }
      let results = try MainResults(database, repository, name)
      known[key] = results
      return results
    }
  }
}
