import Foundation
import GRDB

/// Turns rows older than the horizon into sums per week, and removes them.
///
/// Sums are made from all rows of a week at once and joined with what is there by taking the
/// greater, never by adding: doing it again, or after a merge brought old rows back, changes
/// nothing twice. Exact as long as a job was taken in by one store, or by stores merged before
/// they rolled it up; a job that two stores took in and both rolled up counts twice.
///
/// Made in two steps: what the rows come to is read from a snapshot, in as many seconds as that
/// takes, and ``keep(_:)`` writes it, in few milliseconds, so that nobody waits long for the disk.
struct RollUp {
  private let repository: Int64
  private let horizon: Horizon
  private let version: Version
  private let fold: FlakeFold?
  private var tests: [Week: Sums] = [:]
  private var rosters: [Week: Sums] = [:]

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

  /// Brings every repository behind its horizon, in the transaction at hand.
  static func settleAll(_ database: Database) throws {
    let repositories = try Int64.fetchAll(
      database, sql: "SELECT repository FROM horizon ORDER BY repository")
    for repository in repositories { _ = try RollUp(database, repository).keep(database) }
  }

  /// Reads what a repository's rows behind its horizon come to.
  ///
  /// - Parameter raised: where the horizon is to be, if that is later than where it is.
  init(_ database: Database, _ repository: Int64, raised: Horizon = Horizon()) throws {
    self.repository = repository
    horizon = try Horizon.fetch(database, repository).joined(with: raised)
    version = try Version(database, repository, before: horizon.results)
    fold = try FlakeFold(database, repository, before: horizon.results)
    try sumResults(database)
  }

  /// Writes the sums and removes the rows.
  ///
  /// - Returns: false, and nothing is written, when somebody wrote what would have counted too.
  func keep(_ database: Database) throws -> Bool {
    let present = try Version(database, repository, before: horizon.results)
    guard present == version else { return false }
    let joiner = Joiner(database: database)
    try joiner.join(horizon.row(of: repository), into: .horizon)
    try fold?.keep(database)
    for (key, sums) in rosters {
      try joiner.join(
        [repository, key.of, key.week, key.origin, sums.first, sums.second], into: .rosterWeek)
    }
    for (key, sums) in tests {
      try joiner.join(
        [repository, key.of, key.week, key.origin, 0, 0, sums.first, sums.second],
        into: .testWeek)
    }
    try sumFailures(database)
    try remove(database)
    return true
  }

  private mutating func sumResults(_ database: Database) throws {
    let failing = try failingTests(database)
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT s.job, s.ran, s.skipped, s.failed, s.digest, j.started / ?, o.origin
        FROM results s
        JOIN job j ON j.repository = s.repository AND j.job = s.job
        JOIN job_origin o ON o.repository = s.repository AND o.job = s.job
        WHERE s.repository = ? AND j.started < ?
        """,
      arguments: [Horizon.week, repository, horizon.results])
    for row in rows {
      func key(_ of: Int64) -> Week { Week(of: of, week: row[5], origin: row[6]) }
      if row[1] != 0 { rosters[key(row[1]), default: Sums()].first += 1 }
      if row[2] != 0 { rosters[key(row[2]), default: Sums()].second += 1 }
      for test in try roster(row[3], database) { tests[key(test), default: Sums()].first += 1 }
      for entry in failing[[row[0], row[4]]] ?? [] {
        let counter = entry.isFlaky ? \Sums.second : \Sums.first
        tests[key(entry.test), default: Sums()][keyPath: counter] += 1
      }
    }
  }

  private func roster(_ number: Int64, _ database: Database) throws -> [Int64] {
    guard number != 0 else { return [] }
    let data = try Data.fetchOne(
      database.cachedStatement(
        sql: "SELECT tests FROM roster WHERE repository = ? AND roster = ?"),
      arguments: [repository, number])
    return Roster(bytes: Array(data ?? Data())).tests
  }

  /// Tests that did not simply pass, by job and digest of its results.
  private func failingTests(
    _ database: Database
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

  private func sumFailures(_ database: Database) throws {
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
      arguments: [Horizon.week, repository, horizon.failures, Horizon.week])
    let joiner = Joiner(database: database)
    for row in rows {
      try joiner.join((0..<5).map { row[$0] as DatabaseValue }, into: .failureWeek)
    }
  }

  private func remove(_ database: Database) throws {
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
    try removeTests(database)
  }

  /// Names of tests that nothing refers to any more.
  private func removeTests(_ database: Database) throws {
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

extension RollUp {
  /// Tells whether the results behind a horizon are still those of the snapshot.
  ///
  /// Whoever changes results, or where a job stands, leaves a note that says when (``Migration4``);
  /// a note goes when verdicts are made, and that raises the generation.
  private struct Version: Equatable {
    let horizon: Horizon
    let generation: Int?
    let notes: Set<Int64>
    let origins: Int?

    init(_ database: Database, _ repository: Int64, before: Int) throws {
      horizon = try Horizon.fetch(database, repository)
      generation = try Int.fetchOne(
        database, sql: "SELECT generation FROM flake_model WHERE repository = ?",
        arguments: [repository])
      notes = try Set(
        Int64.fetchAll(
          database, sql: "SELECT stamp FROM flake_pending WHERE repository = ? AND time < ?",
          arguments: [repository, before]))
      origins = try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM job j
          JOIN job_origin o ON o.repository = j.repository AND o.job = j.job
          WHERE j.repository = ? AND j.started < ?
          """,
        arguments: [repository, before])
    }
  }
}
