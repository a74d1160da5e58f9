/// What is said of a test.
public enum Verdict: String, Sendable, Codable, Equatable, CaseIterable {
  /// Passes, and has given no reason to doubt it.
  case healthy
  /// Fails and passes on the same code.
  case flaky
  /// More likely flaky than not, but not proven.
  case probablyFlaky = "probably-flaky"
  /// Began to fail and has not passed since.
  case regressed
  /// Has failed every time for long, or ever since it exists.
  case broken
  /// Was flaky, regressed or broken, and is no longer.
  case fixed
  /// Too few executions to say.
  case insufficient
}

/// When a verdict is given and when it is taken back. Each door has two thresholds, so that a
/// probability wandering around one of them does not make the verdict flap.
public struct VerdictPolicy: Sendable, Codable, Equatable {
  /// P(flaky) from which a test is called flaky, by the costs of being wrong. A regression called
  /// a flake is taken to cost nine times as much as a flake named one failure too late: act from
  /// 9 / (9 + 1). Where no commit had both outcomes the rival is a series of short breakages,
  /// whose hazard may change overnight, so nineteen times: 0.95. (On the simulator, with five
  /// times the regressions, 0.9 costs three of a thousand in precision; `comparison.txt`.)
  public var flakyFrom = 0.95
  public var flakyFromWithContradiction = 0.9
  /// P(flaky) down to which it still is.
  public var flakyUntil = 0.5
  /// The same for probably-flaky.
  public var probablyFrom = 0.5
  public var probablyUntil = 0.3
  /// P(broken now) from which a failing streak is a regression.
  public var regressedFrom = 0.9
  /// Failing runs a regression needs (two back to back, as dotnet/aspnetcore asks).
  public var failuresForRegression = 2
  /// Failing commits after which a regression is called broken.
  public var commitsForBroken = 10
  /// Pieces of evidence `flaky` needs as a rule, and what one commit with both outcomes counts: it holds
  /// two executions that disagree about the same code, so it is two pieces by itself. (A
  /// quarantine asks for more: see `QuarantinePolicy`.)
  public var piecesForFlaky = 2
  public var piecesPerContradiction = 2
  /// One piece is enough, and a failure no pass has followed yet counts as one, where even the
  /// hazards that what was learned of them leaves possible (`HyperParameters.doubt`) leave this
  /// probability; `flakyFromWithContradiction` for a test that failed alone each time. Not in a test
  /// younger than `executionsForHealthy`: what was only just written breaks more often than any
  /// store says.
  public var flakyFromDoubted = 0.95
  /// Executions before anything but `insufficient` is said of a test that never failed.
  public var executionsForHealthy = 10
  /// Executions for which `fixed` is shown.
  public var executionsShownFixed = 20

  public init() {}
}

/// The verdict on a test at one moment, and what hysteresis needs to know of it.
public struct Standing: Sendable, Codable, Equatable {
  public var verdict: Verdict = .insufficient
  /// Probability of what the verdict says: P(flaky) for `flaky`, `probablyFlaky`; P(broken) for
  /// `regressed`, `broken`; P(not flaky) for the others.
  public var probability = 0.0
  /// P(flaky), whatever the verdict.
  public var flaky = 0.0
  /// Execution at which this verdict was first given.
  public var sinceExecution = 0
  /// Clean runs after which a flaky test is taken for fixed.
  public var cleanRunsNeeded: Int?

  public init() {}
}

/// Turns a posterior into a verdict.
public struct VerdictRules: Sendable, Codable, Equatable {
  public var policy: VerdictPolicy

  public init(policy: VerdictPolicy = VerdictPolicy()) {
    self.policy = policy
  }

  /// The standing after `record` changed, given the one before.
  public func standing(
    after previous: Standing, record: TestRecord, posterior: Posterior
  ) -> Standing {
    var next = previous
    let verdict = verdict(after: previous, record: record, posterior: posterior)
    next.verdict = verdict
    next.flaky = posterior.flaky
    next.probability = probability(of: verdict, posterior: posterior)
    if verdict != previous.verdict { next.sinceExecution = record.executions }
    return next
  }

  /// The probability that goes with a verdict.
  public func probability(of verdict: Verdict, posterior: Posterior) -> Double {
    switch verdict {
    case .flaky, .probablyFlaky: posterior.flaky
    case .regressed, .broken: posterior.brokenNow
    case .healthy, .fixed, .insufficient: 1 - posterior.flaky
    }
  }

  /// Independent pieces of evidence for flakiness: segments more likely flake than breakage.
  /// A streak still open is none; with `countsOpen` a single failure that no pass has followed
  /// yet is one too.
  public func pieces(
    of record: TestRecord, posterior: Posterior, countsOpen: Bool = false
  ) -> Int {
    let (segments, isOpen) = record.evidence
    return zip(segments, posterior.shares).enumerated().reduce(0) { sum, entry in
      let (segment, share) = entry.element
      let isStreak = isOpen && entry.offset == segments.count - 1
      if isStreak && !(countsOpen && segment.failures < policy.failuresForRegression) {
        return sum
      }
      guard share >= 0.5 else { return sum }
      return sum + (segment.isContradiction ? policy.piecesPerContradiction : 1)
    }
  }

  /// Sure enough, and on enough evidence, to call a test flaky that was not called so before.
  private func isConvincing(_ record: TestRecord, _ posterior: Posterior) -> Bool {
    let (segments, isOpen) = record.evidence
    // A streak without a pass is a regression until a pass lands in it, whatever was before.
    let streak = isOpen ? segments.last?.failures ?? 0 : 0
    guard streak < policy.failuresForRegression else { return false }
    let isContradicted = segments.contains { $0.isContradiction }
    let threshold = isContradicted ? policy.flakyFromWithContradiction : policy.flakyFrom
    if posterior.flaky >= threshold,
      pieces(of: record, posterior: posterior) >= policy.piecesForFlaky
    {
      return true
    }
    let failedAlone = segments.allSatisfy { $0.company?.others ?? 0 == 0 }
    let enough = failedAlone ? policy.flakyFromWithContradiction : policy.flakyFromDoubted
    return posterior.doubted >= enough
      && record.executions >= policy.executionsForHealthy
      && pieces(of: record, posterior: posterior, countsOpen: true) > 0
  }

  private func verdict(
    after previous: Standing, record: TestRecord, posterior: Posterior
  ) -> Verdict {
    let (segments, isOpen) = record.evidence
    if isOpen, let streak = segments.last,
      let failing = failing(streak, previous: previous, record: record, posterior: posterior)
    {
      return failing
    }
    let wasFailing = previous.verdict == .regressed || previous.verdict == .broken
    let isFlaky =
      previous.verdict == .flaky
      ? posterior.flaky >= policy.flakyUntil : isConvincing(record, posterior)
    if isFlaky && !(isOpen && wasFailing) { return .flaky }
    // No pass has landed in the streak yet: it may be a breakage, so what was said before stands.
    if isOpen { return previous.verdict }
    let wasSuspect = previous.verdict == .probablyFlaky || previous.verdict == .flaky
    if posterior.flaky >= (wasSuspect ? policy.probablyUntil : policy.probablyFrom) {
      return wasFailing ? .fixed : .probablyFlaky
    }
    if wasFailing || previous.verdict == .flaky { return .fixed }
    if previous.verdict == .fixed
      && record.executions - previous.sinceExecution < policy.executionsShownFixed
    {
      return .fixed
    }
    return record.executions < policy.executionsForHealthy ? .insufficient : .healthy
  }

  /// `regressed` or `broken` for an open streak that is one; nil while it may be bad luck.
  private func failing(
    _ streak: Segment, previous: Standing, record: TestRecord, posterior: Posterior
  ) -> Verdict? {
    guard streak.failures >= policy.failuresForRegression else { return nil }
    if record.failures == record.executions { return .broken }
    guard posterior.brokenNow >= policy.regressedFrom else { return nil }
    return streak.commits >= policy.commitsForBroken ? .broken : .regressed
  }
}
