import Flakiness
import Foundation
import GRDB

/// A repository's history decided anew.
public struct FlakeReplay: Sendable {
  public var detector: FlakeDetector
  /// Keys of the tests; the position is the number the detector uses.
  public var tests: [String]
  /// Names of the jobs; the position is the number the detector uses.
  public var jobs: [String]
}

extension Store {
  /// Hands out a repository's runs in source order, each with all executions of all its jobs.
  ///
  /// Tests and jobs are numbered as they appear; inside a job tests come in the order of their
  /// numbers in the store, so that the same history is the same sequence on every machine.
  ///
  /// - Returns: the keys of the tests and the names of the jobs by number.
  @discardableResult
  public func runs(
    of repository: String, _ handle: (TestRun) throws -> Void
  ) throws(StoreError) -> (tests: [String], jobs: [String]) {
    try read { database in
      var feed = try RunFeed(database, repository: NameNumber.of(repository))
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT \(RunReader.columns) \(RunReader.source)
          WHERE s.repository = ? \(RunReader.order)
          """,
        arguments: [NameNumber.of(repository)])
      while let row = try rows.next() {
        if let run = try feed.add(RunReader.entry(row)) { try handle(run) }
      }
      if let run = feed.finish() { try handle(run) }
      return try (feed.testNames(), feed.jobs)
    }
  }

  /// Runs the detector over the whole stored history of a repository.
  ///
  /// - Parameter onChange: called for every change of verdict, as it would have been decided then.
  public func replay(
    _ repository: String, detector: FlakeDetector = FlakeDetector(),
    onChange: (VerdictChange) -> Void = { _ in }
  ) throws(StoreError) -> FlakeReplay {
    var detector = detector
    let names = try runs(of: repository) { run in
      for change in detector.observe(run) { onChange(change) }
    }
    return FlakeReplay(detector: detector, tests: names.tests, jobs: names.jobs)
  }
}

/// Puts jobs together to runs, and rosters and rows to executions.
struct RunFeed {
  private let database: Database
  private let repository: Int64
  private var numbers: [Int64: Int] = [:]
  private var order: [Int64] = []
  private(set) var jobs: [String] = []
  private var jobNumbers: [String: Int] = [:]
  /// Dense numbers of a roster's tests, and where each test stands in it.
  private var rosters: [Int64: [Int]] = [:]
  private let failing: [Int64: [Failing]]
  private var present: TestRun?
  private var provider = ""

  private struct Failing {
    var results: Int64
    var test: Int64
    var outcome: Outcome
  }

  init(_ database: Database, repository: Int64) throws {
    self.database = database
    self.repository = repository
    var failing: [Int64: [Failing]] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT job, results, test, outcome FROM execution WHERE repository = ?",
      arguments: [repository])
    while let row = try rows.next() {
      failing[row[0], default: []].append(
        Failing(results: row[1], test: row[2], outcome: RunReader.outcome(row[3])))
    }
    self.failing = failing
  }

  /// Adds a job; returns the run before it once that is complete.
  mutating func add(_ entry: RunReader.Entry) throws -> TestRun? {
    var complete: TestRun?
    if present?.id != entry.run.id || provider != entry.provider {
      complete = present
      present = entry.run
      provider = entry.provider
    }
    let job = number(ofJob: entry.name)
    var outcomes: [Int: Outcome] = [:]
    for test in try dense(entry.failed) { outcomes[test] = .failed }
    let ran = try dense(entry.ran)
    for row in failing[entry.job] ?? [] where row.results == entry.results {
      if let test = numbers[row.test] { outcomes[test] = row.outcome }
    }
    present?.executions.reserveCapacity(ran.count)
    for test in ran {
      let outcome = outcomes.isEmpty ? .passed : outcomes[test] ?? .passed
      present?.executions.append(Execution(test: test, job: job, outcome: outcome))
    }
    return complete
  }

  /// The last run.
  mutating func finish() -> TestRun? {
    defer { present = nil }
    return present
  }

  func testNames() throws -> [String] {
    var names: [Int64: String] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT test, name FROM test WHERE repository = ?", arguments: [repository])
    while let row = try rows.next() { names[row[0]] = row[1] }
    return order.map { names[$0] ?? "\($0)" }
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
      numbers[test] = order.count
      order.append(test)
      return order.count - 1
    }
    // Where every job has a roster of its own, remembering them would only cost memory.
    if rosters.count > 4096 { rosters.removeAll(keepingCapacity: true) }
    rosters[roster] = dense
    return dense
  }
}
