/// Everything said about one test: the verdict, why, how often, and what would settle it.
public struct FlakeReport: Sendable, Codable, Equatable {
  /// One piece of evidence: a stretch of failing commits, in the words of its runs.
  public struct Evidence: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
      /// Both outcomes on one commit.
      case sameCommit
      /// Failed between passes of other commits.
      case betweenPasses
      /// Failed on two branches while the main line was green.
      case acrossBranches
      /// Fails now; no pass yet.
      case openStreak
    }

    public var kind: Kind
    public var segment: Segment
    /// P(flakiness, not a breakage), if the test is flaky.
    public var share: Double
  }

  public var verdict: Verdict
  public var probability: Double
  public var flaky: Double
  public var brokenNow: Double
  public var rate: RateEstimate
  /// Newest first.
  public var evidence: [Evidence]
  /// Independent pieces of evidence for flakiness.
  public var pieces: Int
  /// Clean runs after which the suspicion would be dropped; nil when there is none, or when it
  /// takes more than the window of evidence.
  public var cleanRunsToClear: Int?
  /// Runs in which the next failure is to be expected with 95 %, if the test is flaky.
  public var runsToConfirm: Int?

  /// The report on one test.
  public init(record: TestRecord, standing: Standing, model: SegmentBayes, rules: VerdictRules) {
    let posterior = model.posterior(of: record)
    let (segments, isOpen) = record.evidence
    verdict = standing.verdict
    flaky = posterior.flaky
    brokenNow = posterior.brokenNow
    rate = RateEstimate(of: record, slab: model.parameters.slab)
    probability = rules.probability(of: standing.verdict, posterior: posterior)
    pieces = rules.pieces(of: record, posterior: posterior)
    evidence = segments.indices.reversed().map { index in
      let isLast = isOpen && index == segments.count - 1
      let kind: Evidence.Kind =
        isLast
        ? .openStreak
        : segments[index].isCrossBranch
          ? .acrossBranches : segments[index].isContradiction ? .sameCommit : .betweenPasses
      return Evidence(kind: kind, segment: segments[index], share: posterior.shares[index])
    }
    let isSuspect = !segments.isEmpty && posterior.flaky >= rules.policy.probablyUntil
    cleanRunsToClear = isSuspect ? Self.cleanRuns(record, model, rules.policy) : nil
    let needed = ReleaseRule.cleanRuns(rate: max(rate.mean, 1e-9))
    runsToConfirm = isSuspect && standing.verdict != .flaky ? needed : nil
  }

  /// By doubling and bisection: more passes only lower P(flaky).
  private static func cleanRuns(
    _ record: TestRecord, _ model: SegmentBayes, _ policy: VerdictPolicy
  ) -> Int? {
    func clears(_ runs: Int) -> Bool {
      model.posterior(of: record, extraPasses: runs).flaky < policy.probablyUntil
    }
    guard clears(TestRecord.window) else { return nil }
    var low = 0
    var high = TestRecord.window
    while high - low > 1 {
      let middle = (low + high) / 2
      if clears(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
