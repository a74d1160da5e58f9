import Flakiness
import Foundation
import GRDB

extension Store {
  /// What one test did, in source order; nil for a test the store has never seen.
  ///
  /// - Parameters:
  ///   - test: the test's key.
  ///   - latest: how many executions at most, the latest ones (by when their jobs began).
  public func history(
    of test: String, in repository: String, latest: Int = 500
  ) throws(StoreError) -> TestHistory? {
    let number = NameNumber.of(test)
    let place = NameNumber.of(repository)
    return try read { database in
      guard try Joiner(database: database).has(.test, [place, number]) else { return nil }
      let rosters = try Self.rosters(of: number, in: place, database)
      let rows = try Self.executions(of: number, in: place, database)
      var history = TestHistory(repository: repository, test: test)
      history.weeks = try Self.weeks(of: number, rosters, in: place, database)
      history.skipped = try Self.skips(rosters, in: place, database)
      let masked = try MaskedRun.fetch(database, place)
      for entry in try Self.jobs(rosters, in: place, latest: latest, database) {
        let row = rows[JobResults(job: entry.job, results: entry.results)]
        let isFailed = row != nil || rosters.contains(entry.failed)
        let detail = row?.detail ?? (isFailed ? "failed" : "passed")
        history.entries.append(
          HistoryEntry(
            run: entry.run, provider: entry.provider, attempt: entry.attempt, job: entry.name,
            environment: entry.environment,
            outcome: isFailed ? RunReader.outcome(detail) : .passed, detail: detail,
            message: row?.message, fingerprint: row?.fingerprint, duration: row?.duration,
            isMasked: masked.hides(run: entry.run.id, job: entry.name)))
      }
      return history
    }
  }

  /// Keys of the repository's tests that contain `part`, sorted; at most `limit`.
  public func tests(
    in repository: String, containing part: String = "", limit: Int = 100
  ) throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT name FROM test WHERE repository = ? AND (? = '' OR instr(name, ?) > 0)
          ORDER BY name LIMIT ?
          """,
        arguments: [NameNumber.of(repository), part, part, limit])
    }
  }

  private struct JobResults: Hashable {
    var job: Int64
    var results: Int64
  }

  private struct Failing {
    var detail: String
    var message: String?
    var fingerprint: String?
    var duration: Int?
  }

  private static func rosters(
    of test: Int64, in repository: Int64, _ database: Database
  ) throws -> Set<Int64> {
    var found: Set<Int64> = []
    let rows = try Row.fetchCursor(
      database, sql: "SELECT roster, tests FROM roster WHERE repository = ?",
      arguments: [repository])
    while let row = try rows.next() {
      let isMember = try row.withUnsafeData(atIndex: 1) { data in
        Roster.contains(test, in: data ?? Data())
      }
      if isMember { found.insert(row[0]) }
    }
    return found
  }

  private static func executions(
    of test: Int64, in repository: Int64, _ database: Database
  ) throws -> [JobResults: Failing] {
    var found: [JobResults: Failing] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT job, results, outcome, message, fingerprint, duration FROM execution
        WHERE repository = ? AND test = ?
        """,
      arguments: [repository, test])
    while let row = try rows.next() {
      found[JobResults(job: row[0], results: row[1])] = Failing(
        detail: row[2], message: row[3], fingerprint: row[4], duration: row[5])
    }
    return found
  }

  /// Jobs are walked from the latest back, so that a long history costs no more than a short one;
  /// the plus sign keeps SQLite from collecting all jobs of the rosters first and sorting them.
  private static func jobs(
    _ rosters: Set<Int64>, in repository: Int64, latest: Int, _ database: Database
  ) throws -> [RunReader.Entry] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        WITH latest AS (
          SELECT j.repository, j.job FROM job j
          JOIN results s ON s.repository = j.repository AND s.job = j.job
          WHERE j.repository = ? AND +s.ran IN (\(list(rosters)))
          ORDER BY j.started DESC, j.job LIMIT ?)
        SELECT \(RunReader.columns) FROM latest
        JOIN results s ON s.repository = latest.repository AND s.job = latest.job
        JOIN job j ON j.repository = s.repository AND j.job = s.job
        JOIN run r ON r.repository = j.repository AND r.run = j.run
        \(RunReader.order)
        """,
      arguments: [repository, latest])
    var entries: [RunReader.Entry] = []
    while let row = try rows.next() { entries.append(RunReader.entry(row)) }
    return entries
  }

  /// Passes are summed up per roster, failures per test.
  private static func weeks(
    of test: Int64, _ rosters: Set<Int64>, in repository: Int64, _ database: Database
  ) throws -> [TestWeek] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT week, sum(executed), sum(skipped), sum(failures), sum(flaky) FROM (
          SELECT week, executed, skipped, failures, flaky FROM test_week
          WHERE repository = ? AND test = ?
          UNION ALL SELECT week, ran, skipped, 0, 0 FROM roster_week
          WHERE repository = ? AND roster IN (\(list(rosters))))
        GROUP BY week ORDER BY week
        """,
      arguments: [repository, test, repository]
    ).map { row in
      TestWeek(
        begin: (row[0] as Int) * Horizon.week, executed: row[1], skipped: row[2],
        failures: row[3], flaky: row[4])
    }
  }

  private static func skips(
    _ rosters: Set<Int64>, in repository: Int64, _ database: Database
  ) throws -> Int {
    try Int.fetchOne(
      database,
      sql: "SELECT count(*) FROM results WHERE repository = ? AND skipped IN (\(list(rosters)))",
      arguments: [repository]) ?? 0
  }

  /// Numbers need no quoting, and a list in the text has no limit of parameters.
  private static func list(_ numbers: Set<Int64>) -> String {
    numbers.sorted().map(String.init).joined(separator: ",")
  }
}
