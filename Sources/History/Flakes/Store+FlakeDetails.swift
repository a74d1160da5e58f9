import Flakiness
import Foundation
import GRDB

extension Store {
  /// How often tests failed and passed in each environment, as far as executions are kept; what
  /// failed in a mass failure is left out. Environments without a name are left out too.
  ///
  /// - Parameter tests: keys.
  /// - Returns: counts by key, environments sorted; nothing for tests without executions.
  public func environments(
    of tests: [String], in repository: String
  ) throws(StoreError) -> [String: [EnvironmentCounts]] {
    let place = NameNumber.of(repository)
    return try read { database in
      let numbers = tests.map { NameNumber.of($0) }
      var counts = try EnvironmentTally(database, place, numbers)
      try counts.addFailures(database, place)
      var found: [String: [EnvironmentCounts]] = [:]
      for (test, number) in zip(tests, numbers) {
        let entries = counts.entries(of: number)
        if !entries.isEmpty { found[test] = entries }
      }
      return found
    }
  }

  /// Tests that fail together: groups of two or more keys, largest first.
  ///
  /// - Parameter tests: the keys among which groups are looked for.
  public func coFailures(
    among tests: [String], in repository: String
  ) throws(StoreError) -> [[String]] {
    let place = NameNumber.of(repository)
    let numbers = tests.map { NameNumber.of($0) }
    let dense = Dictionary(zip(numbers, numbers.indices)) { first, _ in first }
    let runs = try read { database in
      let masked = try MaskedRun.fetch(database, place)
      var runs: [String: [Int]] = [:]
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT e.test, r.id, j.attempt, j.name FROM execution e
          JOIN results s ON s.repository = e.repository AND s.job = e.job AND s.digest = e.results
          JOIN job j ON j.repository = e.repository AND j.job = e.job
          JOIN run r ON r.repository = j.repository AND r.run = j.run
          WHERE e.repository = ?
          """,
        arguments: [place])
      while let row = try rows.next() {
        guard let test = dense[row[0]] else { continue }
        let run = (row[2] as Int) == 1 ? row[1] as String : "\(row[1] as String)#\(row[2] as Int)"
        if !masked.hides(run: run, job: row[3]) { runs[run, default: []].append(test) }
      }
      return runs
    }
    let failing = runs.sorted { $0.key < $1.key }.map(\.value)
    return CoFailure.clusters(ofFailing: failing).map { $0.map { tests[$0] } }
  }
}

/// Executions of some tests by environment: all from the rosters, failed ones from the rows.
private struct EnvironmentTally {
  private var executed: [Int64: [String: Int]] = [:]
  private var failed: [Int64: [String: Int]] = [:]
  private let tests: [Int64]

  init(_ database: Database, _ repository: Int64, _ tests: [Int64]) throws {
    self.tests = tests
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT s.ran, j.environment, count(*) FROM results s
        JOIN job j ON j.repository = s.repository AND j.job = s.job
        WHERE s.repository = ? AND j.environment <> '' AND s.ran <> 0
        GROUP BY s.ran, j.environment ORDER BY s.ran
        """,
      arguments: [repository])
    var roster: (number: Int64, members: [Int64]) = (0, [])
    while let row = try rows.next() {
      if roster.number != row[0] {
        roster = (row[0], try Self.members(row[0], repository, tests, database))
      }
      for test in roster.members { executed[test, default: [:]][row[1], default: 0] += row[2] }
    }
  }

  mutating func addFailures(_ database: Database, _ repository: Int64) throws {
    let masked = try MaskedRun.fetch(database, repository)
    for test in tests {
      let statement = try database.cachedStatement(
        sql: """
          SELECT j.environment, r.id, j.attempt, j.name FROM execution e
          JOIN results s ON s.repository = e.repository AND s.job = e.job AND s.digest = e.results
          JOIN job j ON j.repository = e.repository AND j.job = e.job
          JOIN run r ON r.repository = j.repository AND r.run = j.run
          WHERE e.repository = ? AND e.test = ? AND j.environment <> ''
          """)
      let rows = try Row.fetchCursor(statement, arguments: [repository, test])
      while let row = try rows.next() {
        let run = (row[2] as Int) == 1 ? row[1] as String : "\(row[1] as String)#\(row[2] as Int)"
        if masked.hides(run: run, job: row[3]) {
          executed[test]?[row[0], default: 1] -= 1
        } else {
          failed[test, default: [:]][row[0], default: 0] += 1
        }
      }
    }
  }

  func entries(of test: Int64) -> [EnvironmentCounts] {
    (executed[test] ?? [:]).sorted { $0.key < $1.key }.map { environment, count in
      let failures = min(count, failed[test]?[environment] ?? 0)
      return EnvironmentCounts(
        environment: environment, failed: failures, passed: max(0, count - failures))
    }
  }

  private static func members(
    _ roster: Int64, _ repository: Int64, _ tests: [Int64], _ database: Database
  ) throws -> [Int64] {
    let statement = try database.cachedStatement(
      sql: "SELECT tests FROM roster WHERE repository = ? AND roster = ?")
    guard let data = try Data.fetchOne(statement, arguments: [repository, roster]) else {
      return []
    }
    return tests.filter { Roster.contains($0, in: data) }
  }
}
