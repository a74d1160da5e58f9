import Flakiness
import Foundation
import GRDB

/// Puts jobs together to runs, and rosters and rows to executions.
struct RunFeed {
  private let database: Database
  private let repository: Int64
  private var numbers: [Int64: Int] = [:]
  /// Numbers of the tests in the store; the position is the one the detector uses.
  private(set) var tests: [Int64] = []
  private(set) var jobs: [String] = []
  private var jobNumbers: [String: Int] = [:]
  /// Dense numbers of a roster's tests.
  private var rosters: [Int64: [Int]] = [:]
  private var present: TestRun?
  private var provider = ""

  /// - Parameters:
  ///   - tests: those numbered already, and so are the `jobs`.
  init(_ database: Database, repository: Int64, tests: [Int64] = [], jobs: [String] = []) {
    self.database = database
    self.repository = repository
    self.tests = tests
    self.jobs = jobs
    for (number, test) in tests.enumerated() { numbers[test] = number }
    for (number, job) in jobs.enumerated() { jobNumbers[job] = number }
  }

  /// Hands out the runs that stand in `range` of the source order.
  mutating func run(
    _ range: Range<Int> = Int.min..<Int.max, _ handle: (TestRun) throws -> Void
  ) throws {
    // A run never stands after any of its jobs began, so older jobs need not be looked at.
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT \(RunReader.columns) \(RunReader.source)
        WHERE s.repository = ? AND j.repository = ? AND j.started >= ? \(RunReader.order)
        """,
      arguments: [repository, repository, range.lowerBound])
    while let row = try rows.next() {
      let entry = RunReader.entry(row)
      guard range.contains(entry.place) else { continue }
      if present?.id != entry.run.id || provider != entry.provider {
        if let complete = finish() { try handle(complete) }
        present = entry.run
        provider = entry.provider
      }
      try add(entry)
    }
    if let complete = finish() { try handle(complete) }
  }

  private mutating func finish() -> TestRun? {
    defer { present = nil }
    return present
  }

  private mutating func add(_ entry: RunReader.Entry) throws {
    let job = number(ofJob: entry.name)
    let ran = try dense(entry.ran)
    var outcomes: [Int: Outcome] = [:]
    if entry.isTelling {
      for test in try dense(entry.failed) { outcomes[test] = .failed }
      try addFailing(entry, to: &outcomes)
    }
    let count = present?.executions.count ?? 0
    present?.executions.reserveCapacity(count + ran.count)
    for test in ran {
      let outcome = outcomes.isEmpty ? .passed : outcomes[test] ?? .passed
      present?.executions.append(Execution(test: test, job: job, outcome: outcome))
    }
  }

  private func addFailing(_ entry: RunReader.Entry, to outcomes: inout [Int: Outcome]) throws {
    let statement = try database.cachedStatement(
      sql: """
        SELECT test, outcome FROM execution
        WHERE repository = ? AND job = ? AND results = ?
        """)
    let rows = try Row.fetchCursor(statement, arguments: [repository, entry.job, entry.results])
    while let row = try rows.next() {
      if let test = numbers[row[0]] { outcomes[test] = RunReader.outcome(row[1]) }
    }
  }

  /// Keys of ``tests``; the number itself where the name is gone.
  func testNames() throws -> [String] {
    var names: [Int64: String] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT test, name FROM test WHERE repository = ?", arguments: [repository])
    while let row = try rows.next() { names[row[0]] = row[1] }
    return tests.map { names[$0] ?? "\($0)" }
  }

  private mutating func number(ofJob name: String) -> Int {
    if let known = jobNumbers[name] { return known }
    jobNumbers[name] = jobs.count
    jobs.append(name)
    return jobs.count - 1
  }

  private mutating func dense(_ roster: Int64) throws -> [Int] {
    guard roster != 0 else { return [] }
    if let known = rosters[roster] { return known }
    let data = try Data.fetchOne(
      database, sql: "SELECT tests FROM roster WHERE repository = ? AND roster = ?",
      arguments: [repository, roster])
    let dense = Roster(bytes: Array(data ?? Data())).tests.map { test -> Int in
      if let known = numbers[test] { return known }
      numbers[test] = tests.count
      tests.append(test)
      return tests.count - 1
    }
    // Where every job has a roster of its own, remembering them would only cost memory.
    if rosters.count > 4096 { rosters.removeAll(keepingCapacity: true) }
    rosters[roster] = dense
    return dense
  }
}
