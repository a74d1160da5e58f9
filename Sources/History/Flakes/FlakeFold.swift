import Flakiness
import GRDB

/// Lets the detector learn from executions before they are removed, so that pruning takes nothing
/// away from what is known of a test.
///
/// A store that takes in another's executions by a merge learns from them; what the other had
/// learned from executions it no longer keeps stays with the other.
struct FlakeFold {
  private let repository: Int64
  private let track: FlakeTrack

  /// Learns from what stands before `horizon`, where executions are about to be removed; nil when
  /// there is nothing new.
  init?(_ database: Database, _ repository: Int64, before horizon: Int) throws {
    guard horizon > 0, try Self.hasResults(database, repository, before: horizon) else {
      return nil
    }
    let kept = try FlakeTrack.fetch(database, repository, .pruned)
    var track = try kept ?? FlakeTrack(Self.detector(database, repository))
    guard track.until < horizon else { return nil }
    try track.advance(to: horizon, in: repository, database)
    self.repository = repository
    self.track = track
  }

  /// Writes what was learned.
  func keep(_ database: Database) throws {
    try track.keep(database, repository, .pruned)
    // Notes about what is behind the horizon now: those who decide must begin at it.
    let late = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM flake_pending WHERE repository = ? AND time < ?",
      arguments: [repository, track.until])
    if late ?? 0 > 0 { try FlakeTrack.drop(database, repository, .settled) }
  }

  private static func hasResults(
    _ database: Database, _ repository: Int64, before horizon: Int
  ) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM job j
          JOIN results s ON s.repository = j.repository AND s.job = j.job
          WHERE j.repository = ? AND j.started < ?)
        """,
      arguments: [repository, horizon]) ?? false
  }

  /// A detector with the settings used so far.
  private static func detector(_ database: Database, _ repository: Int64) throws -> FlakeDetector {
    guard let settled = try FlakeTrack.fetch(database, repository, .settled) else {
      return FlakeDetector()
    }
    return FlakeDetector(like: settled.detector)
  }
}

extension FlakeDetector {
  /// A detector that has seen nothing, with the settings of another.
  init(like other: FlakeDetector) {
    self.init(policy: other.rules.policy, prior: other.prior)
    learns = other.learns
    runsPerEstimate = other.runsPerEstimate
  }

  /// Whether both would decide alike about the same history.
  func decidesLike(_ other: FlakeDetector) -> Bool {
    rules == other.rules && prior == other.prior && learns == other.learns
      && runsPerEstimate == other.runsPerEstimate
  }
}
