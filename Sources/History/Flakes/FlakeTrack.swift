import Flakiness
import Foundation
import GRDB

/// The detector somewhere along a repository's history: what it knows after all runs that stand
/// before ``until`` in source order. Going on from here gives, to the bit, what starting at the
/// beginning gives.
///
/// Two of them are kept per repository. `pruned` stands where executions are no longer kept: all
/// they taught is in it. `settled` stands some hours before the newest run: jobs of one run arrive
/// one by one, between those of others, so the last hours are decided anew each time.
struct FlakeTrack {
  enum Stage: String {
    case pruned
    case settled
  }

  /// How far `settled` stays behind the newest run, in seconds.
  static let settling = 6 * 3600

  var detector: FlakeDetector
  /// Numbers of the tests and names of the jobs; the position is the one the detector uses.
  var tests: [Int64] = []
  var jobs: [String] = []
  /// Seconds since 1970, in source order.
  var until = Int.min

  init(_ detector: FlakeDetector) { self.detector = detector }

  /// Takes in all runs from ``until`` up to and without `end`.
  ///
  /// - Parameter onChange: called for every change of verdict.
  mutating func advance(
    to end: Int, in repository: Int64, _ database: Database,
    onChange: (VerdictChange) -> Void = { _ in }
  ) throws {
    guard until < end else { return }
    var feed = RunFeed(database, repository: repository, tests: tests, jobs: jobs)
    try feed.run(until..<end) { run in
      for change in detector.observe(run) { onChange(change) }
    }
    tests = feed.tests
    jobs = feed.jobs
    until = end
  }
}

extension FlakeTrack {
  /// Reads a kept one; nil when there is none, or when its form is an older one.
  static func fetch(
    _ database: Database, _ repository: Int64, _ stage: Stage
  ) throws -> FlakeTrack? {
    guard
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT until, detector, jobs, tests, states FROM flake_checkpoint
          WHERE repository = ? AND stage = ?
          """,
        arguments: [repository, stage.rawValue]),
      let detector = StoredJSON.value(FlakeDetector.self, from: row[1]),
      let jobs = StoredJSON.value([String].self, from: row[2]),
      let states = StoredJSON.value(States.self, from: row[4])
    else { return nil }
    var track = FlakeTrack(detector)
    track.until = row[0]
    track.jobs = jobs
    track.tests = Roster(bytes: Array(row[3] as Data)).tests
    guard states.of.count == track.tests.count else { return nil }
    for (test, state) in states.of.enumerated() where states.all.indices.contains(state) {
      let state = states.all[state]
      track.detector.restore(test: test, record: state.record, standing: state.standing)
    }
    return track
  }

  /// Keeps this one in place of the one before.
  func keep(_ database: Database, _ repository: Int64, _ stage: Stage) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO flake_checkpoint
          (repository, stage, until, detector, jobs, tests, states) VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        repository, stage.rawValue, until, StoredJSON.text(detector.withoutTests),
        StoredJSON.text(jobs), Roster(listed: tests).bytes.data,
        StoredJSON.text(States(detector, count: tests.count)),
      ])
  }

  static func drop(_ database: Database, _ repository: Int64, _ stage: Stage) throws {
    try database.execute(
      sql: "DELETE FROM flake_checkpoint WHERE repository = ? AND stage = ?",
      arguments: [repository, stage.rawValue])
  }

  /// Records and standings, each different one once: most tests of a job never failed and were run
  /// in the same runs, so a handful of states stands for thousands of tests.
  private struct States: Codable {
    struct State: Codable, Equatable {
      var record: TestRecord
      var standing: Standing
    }

    struct Kind: Hashable {
      var executions: Int
      var lastTime: Int
      var failures: Int
      var commits: Int
    }

    var all: [State] = []
    /// The state of each test.
    var of: [Int] = []

    init(_ detector: FlakeDetector, count: Int) {
      var known: [Kind: [Int]] = [:]
      for (record, standing) in zip(detector.records, detector.standings) {
        let state = State(record: record, standing: standing)
        let kind = Kind(
          executions: record.executions, lastTime: record.lastTime, failures: record.failures,
          commits: record.commits)
        if let same = known[kind]?.first(where: { all[$0] == state }) {
          of.append(same)
        } else {
          known[kind, default: []].append(all.count)
          of.append(all.count)
          all.append(state)
        }
      }
      // Tests that were only ever masked away or skipped have no record yet.
      while of.count < count {
        of.append(all.count)
        all.append(State(record: TestRecord(), standing: Standing()))
      }
    }
  }
}
