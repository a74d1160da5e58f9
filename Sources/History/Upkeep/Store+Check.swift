import Foundation
import GRDB

extension Store {
  /// Looks the whole store over: the file's integrity, every counter made again from the rows it
  /// counts, every number made again from what it is a hash of, every reference followed.
  ///
  /// - Returns: what is wrong, in plain words; nothing for a sound store. At most 100 findings.
  public func check() throws(StoreError) -> [String] {
    try read { database in
      var findings = try String.fetchAll(database, sql: "PRAGMA integrity_check(100)")
        .filter { $0 != "ok" }
      findings += try Self.brokenReferences(database)
      findings += try Self.wrongNumbers(database)
      findings += try Self.wrongCounters(database)
      return Array(findings.prefix(100))
    }
  }

  /// Gives unused pages back to the file system and brings the planner's statistics up to date.
  ///
  /// Needs free space for a second copy of the store, and keeps other writers waiting meanwhile.
  public func compact() throws(StoreError) {
    do {
      try pool.writeWithoutTransaction { database in
        try database.execute(sql: "VACUUM; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
      }
    } catch {
      throw StoreError.from(error, path: path)
    }
  }

  private static func brokenReferences(_ database: Database) throws -> [String] {
    func count(_ what: String, _ sql: String) throws -> String? {
      let missing = try Int.fetchOne(database, sql: "SELECT count(*) " + sql) ?? 0
      return missing > 0 ? "\(missing) \(what)" : nil
    }
    return try [
      count(
        "jobs without their run",
        """
        FROM job WHERE NOT EXISTS (SELECT 1 FROM run
        WHERE run.repository = job.repository AND run.run = job.run)
        """),
      count(
        "failures without their job",
        """
        FROM failure WHERE NOT EXISTS (SELECT 1 FROM job
        WHERE job.repository = failure.repository AND job.job = failure.job)
        """),
      count(
        "excerpts without their job",
        """
        FROM excerpt WHERE NOT EXISTS (SELECT 1 FROM job
        WHERE job.repository = excerpt.repository AND job.job = excerpt.job)
        """),
      count(
        "results without their job",
        """
        FROM results WHERE NOT EXISTS (SELECT 1 FROM job
        WHERE job.repository = results.repository AND job.job = results.job)
        """),
      count(
        "results without their roster",
        """
        FROM results, (SELECT 0 AS part UNION ALL SELECT 1 UNION ALL SELECT 2)
        WHERE CASE part WHEN 0 THEN ran WHEN 1 THEN skipped ELSE failed END <> 0
        AND NOT EXISTS (SELECT 1 FROM roster WHERE roster.repository = results.repository
        AND roster.roster = CASE part WHEN 0 THEN ran WHEN 1 THEN skipped ELSE failed END)
        """),
      count(
        "weekly sums without their roster",
        """
        FROM roster_week WHERE NOT EXISTS (SELECT 1 FROM roster
        WHERE roster.repository = roster_week.repository AND roster.roster = roster_week.roster)
        """),
      count(
        "weekly sums without their test",
        """
        FROM test_week WHERE NOT EXISTS (SELECT 1 FROM test
        WHERE test.repository = test_week.repository AND test.test = test_week.test)
        """),
    ].compactMap { $0 }
  }

  private static func wrongNumbers(_ database: Database) throws -> [String] {
    var findings: [String] = []
    let names = try Row.fetchCursor(
      database,
      sql: """
        SELECT repository AS number, name FROM repository UNION ALL SELECT test, name FROM test
        """)
    while let row = try names.next() {
      let name: String = row["name"]
      if NameNumber.of(name) != row["number"] { findings.append("'\(name)' has another number") }
    }
    let rosters = try Row.fetchCursor(database, sql: "SELECT roster, tests FROM roster")
    while let row = try rosters.next() {
      let roster = Roster(bytes: Array(row["tests"] as Data))
      let number: Int64 = row["roster"]
      if roster.number != number { findings.append("roster \(number) holds other tests") }
    }
    return findings
  }

  private static func wrongCounters(_ database: Database) throws -> [String] {
    let failing = try failingTests(database)
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT s.repository, s.job, s.digest, s.executed, s.not_run, s.failures, s.flaky,
          coalesce(length(ran.tests), 0) / 8, coalesce(length(skipped.tests), 0) / 8,
          coalesce(length(failed.tests), 0) / 8
        FROM results s
        LEFT JOIN roster ran ON ran.repository = s.repository AND ran.roster = s.ran
        LEFT JOIN roster skipped ON skipped.repository = s.repository
          AND skipped.roster = s.skipped
        LEFT JOIN roster failed ON failed.repository = s.repository AND failed.roster = s.failed
        """)
    var findings: [String] = []
    while let row = try rows.next() {
      let job: Int64 = row[1]
      let found = failing[[row[0], job, row[2]]] ?? (failures: 0, flaky: 0)
      for (counter, kept, counted) in [
        ("executed", row[3] as Int, row[7] as Int), ("not_run", row[4], row[8]),
        ("failures", row[5], (row[9] as Int) + found.failures), ("flaky", row[6], found.flaky),
      ] where kept != counted {
        findings.append("job \(job): \(counter) is \(kept), counted \(counted)")
      }
    }
    return findings
  }

  /// Rows of tests that did not simply pass, by repository, job and digest of the results.
  private static func failingTests(
    _ database: Database
  ) throws -> [[Int64]: (failures: Int, flaky: Int)] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT repository, job, results, count(*) FILTER (WHERE outcome <> 'flaky'),
          count(*) FILTER (WHERE outcome = 'flaky')
        FROM execution GROUP BY repository, job, results
        """)
    var counts: [[Int64]: (failures: Int, flaky: Int)] = [:]
    while let row = try rows.next() { counts[[row[0], row[1], row[2]]] = (row[3], row[4]) }
    return counts
  }
}
