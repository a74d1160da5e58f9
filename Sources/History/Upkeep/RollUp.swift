import Foundation
import GRDB

/// Turns rows older than the horizon into sums per week, and removes them.
///
/// Sums are made from all rows of a week at once and joined with what is there by taking the
/// greater, never by adding: doing it again, or after a merge brought old rows back, changes
/// nothing twice. Exact as long as a job was taken in by one store, or by stores merged before
/// they rolled it up; a job that two stores took in and both rolled up counts twice.
struct RollUp {
  let database: Database

  /// Brings every repository behind its horizon.
  func settleAll() throws {
    let repositories = try Int64.fetchAll(
      database, sql: "SELECT repository FROM horizon ORDER BY repository")
    for repository in repositories { try settle(repository) }
  }

  /// Brings one repository behind its horizon.
  func settle(_ repository: Int64) throws {
    let horizon = try Horizon.fetch(database, repository)
    try FlakeFold(database: database).fold(repository, before: horizon.results)
    try sumResults(repository, before: horizon.results)
    try sumFailures(repository, before: horizon.failures)
    try remove(repository, behind: horizon)
  }

  /// A test or a roster in one week, as one store took it in.
  private struct Week: Hashable {
    var of: Int64
    var week: Int
    var origin: Int64
  }

  private struct Sums {
    /// Of tests: failures, and those that passed on a retry. Of rosters: jobs that ran it, and
    /// that skipped it.
    var first = 0
    var second = 0
  }

  private func sumResults(_ repository: Int64, before: Int) throws {
    var tests: [Week: Sums] = [:]
    var rosters: [Week: Sums] = [:]
    let failing = try failingTests(repository)
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT s.job, s.ran, s.skipped, s.failed, s.digest, j.started / ?, o.origin
        FROM results s
        JOIN job j ON j.repository = s.repository AND j.job = s.job
        JOIN job_origin o ON o.repository = s.repository AND o.job = s.job
        WHERE s.repository = ? AND j.started < ?
        """,
      arguments: [Horizon.week, repository, before])
    for row in rows {
      func key(_ of: Int64) -> Week { Week(of: of, week: row[5], origin: row[6]) }
      if row[1] != 0 { rosters[key(row[1]), default: Sums()].first += 1 }
      if row[2] != 0 { rosters[key(row[2]), default: Sums()].second += 1 }
      for test in try roster(repository, row[3]) { tests[key(test), default: Sums()].first += 1 }
      for entry in failing[[row[0], row[4]]] ?? [] {
        let counter = entry.isFlaky ? \Sums.second : \Sums.first
        tests[key(entry.test), default: Sums()][keyPath: counter] += 1
      }
    }
    let joiner = Joiner(database: database)
    for (key, sums) in rosters {
      try joiner.join(
        [repository, key.of, key.week, key.origin, sums.first, sums.second], into: .rosterWeek)
    }
    for (key, sums) in tests {
      try joiner.join(
        [repository, key.of, key.week, key.origin, 0, 0, sums.first, sums.second],
        into: .testWeek)
    }
  }

  private func roster(_ repository: Int64, _ number: Int64) throws -> [Int64] {
    guard number != 0 else { return [] }
    let data = try Data.fetchOne(
      database.cachedStatement(
        sql: "SELECT tests FROM roster WHERE repository = ? AND roster = ?"),
      arguments: [repository, number])
    return Roster(bytes: Array(data ?? Data())).tests
  }

  /// Tests that did not simply pass, by job and digest of its results.
  private func failingTests(
    _ repository: Int64
  ) throws -> [[Int64]: [(test: Int64, isFlaky: Bool)]] {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT job, results, test, outcome = 'flaky' FROM execution WHERE repository = ?",
      arguments: [repository])
    var found: [[Int64]: [(test: Int64, isFlaky: Bool)]] = [:]
    while let row = try rows.next() {
      found[[row[0], row[1]], default: []].append((row[2], row[3]))
    }
    return found
  }

  private func sumFailures(_ repository: Int64, before: Int) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT f.repository, f.fingerprint, j.started / ?, o.origin, count(*)
        FROM failure f
        JOIN job j ON j.repository = f.repository AND j.job = f.job
        JOIN job_origin o ON o.repository = f.repository AND o.job = f.job
        WHERE f.repository = ? AND j.started < ? AND f.fingerprint IS NOT NULL
        GROUP BY f.repository, f.fingerprint, j.started / ?, o.origin
        """,
      arguments: [Horizon.week, repository, before, Horizon.week])
    let joiner = Joiner(database: database)
    for row in rows {
      try joiner.join((0..<5).map { row[$0] as DatabaseValue }, into: .failureWeek)
    }
  }

  private func remove(_ repository: Int64, behind horizon: Horizon) throws {
    func remove(_ table: String, _ condition: String, _ bound: Int? = nil) throws {
      var arguments: StatementArguments = [repository]
      if let bound { arguments += [bound] }
      try database.execute(
        sql: "DELETE FROM \(table) WHERE repository = ? AND \(condition)", arguments: arguments)
    }
    func old(_ table: String) -> String {
      """
      EXISTS (SELECT 1 FROM job j WHERE j.repository = \(table).repository
        AND j.job = \(table).job AND j.started < ?)
      """
    }
    for table in ["execution", "results"] {
      try remove(table, old(table), horizon.results)
    }
    try remove("failure", old("failure"), horizon.failures)
    try remove("excerpt", old("excerpt"), max(horizon.excerpts, horizon.failures))
    try remove("job_origin", old("job_origin"), horizon.jobs)
    try remove("job", "started < ?", horizon.jobs)
    try remove(
      "run",
      """
      NOT EXISTS (SELECT 1 FROM job j WHERE j.repository = run.repository AND j.run = run.run)
      """)
    for table in ["test_week", "roster_week", "failure_week"] {
      try remove(table, "week < ?", horizon.weeks)
    }
    try remove(
      "roster",
      """
      roster NOT IN (SELECT ran FROM results r WHERE r.repository = roster.repository
        UNION SELECT skipped FROM results r WHERE r.repository = roster.repository
        UNION SELECT failed FROM results r WHERE r.repository = roster.repository
        UNION SELECT w.roster FROM roster_week w WHERE w.repository = roster.repository)
      """)
    try removeTests(repository)
  }

  /// Names of tests that nothing refers to any more.
  private func removeTests(_ repository: Int64) throws {
    var kept = Set(
      try Int64.fetchAll(
        database,
        sql: "SELECT DISTINCT test FROM test_week WHERE repository = ?", arguments: [repository]))
    let rosters = try Row.fetchCursor(
      database, sql: "SELECT tests FROM roster WHERE repository = ?", arguments: [repository])
    while let row = try rosters.next() {
      kept.formUnion(Roster(bytes: Array(row[0] as Data)).tests)
    }
    let all = try Int64.fetchAll(
      database, sql: "SELECT test FROM test WHERE repository = ?", arguments: [repository])
    for test in all where !kept.contains(test) {
      try database.execute(
        sql: "DELETE FROM test WHERE repository = ? AND test = ?", arguments: [repository, test])
    }
  }
}
