import Flakiness

/// A quarantined test, what it did since, and what of it needs a person.
public struct QuarantineStanding: Sendable, Equatable {
  /// Why somebody has to look at it.
  public enum Attention: String, Sendable, Codable, CaseIterable {
    /// Past its day: suites no longer obey it.
    case expired
    /// Fails every time: broken, not flaky.
    case alwaysFails = "always-fails"
    /// Clean often enough: it can be released.
    case readyForRelease = "ready-for-release"
    /// Nothing was heard of it for its whole time: removed, renamed, or skipped, which proves
    /// nothing.
    case notRun = "not-run"
    /// Nobody is named who would repair it.
    case noOwner = "no-owner"
  }

  public var entry: QuarantineEntry
  /// Executions since it was quarantined, and how many of them failed.
  public var executions: Int
  public var failures: Int
  /// Passes since the last failure, from before the quarantine on.
  public var cleanRuns: Int
  /// Failures since the last pass.
  public var failingRuns: Int
  public var attention: [Attention]

  /// Failures in a row that a flake of this upper rate shows in one case of a hundred at most;
  /// never fewer than five.
  static func suspiciousStreak(highRate: Double) -> Int {
    min(max(5, ReleaseRule.cleanRuns(rate: 1 - highRate, confidence: 0.99)), 40)
  }

  init(_ entry: QuarantineEntry, history: [HistoryEntry], at time: Int) {
    self.entry = entry
    let since = history.filter { $0.run.time >= entry.added }
    executions = since.count
    failures = since.count { $0.outcome != .passed }
    cleanRuns = history.reversed().prefix { $0.outcome == .passed }.count
    failingRuns = history.reversed().prefix { $0.outcome == .failed }.count
    attention = []
    if !entry.isInForce(at: time) { attention.append(.expired) }
    let isBroken = failingRuns >= Self.suspiciousStreak(highRate: entry.highRate)
    if isBroken || (executions >= 5 && failingRuns >= executions) { attention.append(.alwaysFails) }
    if cleanRuns >= entry.cleanRunsNeeded { attention.append(.readyForRelease) }
    if executions == 0 && time - entry.added >= 7 * 86_400 { attention.append(.notRun) }
    if entry.owner == nil { attention.append(.noOwner) }
  }
}

extension Store {
  /// The quarantined tests of a repository, by key; released ones are not among them.
  public func quarantine(of repository: String) throws(StoreError) -> [QuarantineEntry] {
    try current(.quarantine, in: repository).values.compactMap(QuarantineEntry.init)
      .filter { !$0.isReleased }.sorted { $0.test < $1.test }
  }

  /// The same with what the tests did since, as of `time` (seconds since 1970).
  public func quarantineStandings(
    of repository: String, at time: Int
  ) throws(StoreError) -> [QuarantineStanding] {
    var standings: [QuarantineStanding] = []
    for entry in try quarantine(of: repository) {
      let span = min(entry.cleanRunsNeeded, 5000) + 100
      let history = try history(of: entry.test, in: repository, latest: span)?.entries ?? []
      standings.append(
        QuarantineStanding(entry, history: history.filter { $0.run.time <= time }, at: time))
    }
    return standings
  }
}
