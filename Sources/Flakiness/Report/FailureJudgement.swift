/// What is known about one failure of one test besides its history.
public struct FailureContext: Sendable, Equatable {
  /// P(mass failure) of the run, from `MassMask`.
  public var massFailure = 0.0
  /// P(the test is broken on the base commit), from the base's posterior.
  public var brokenOnBase = 0.0
  /// Chance that a change breaks this test before anything is known of it: 10⁻³ at the head of a
  /// pull request, 3·10⁻⁵ on the main line.
  public var breakHazard = 1e-3
  /// Whether the change touches what the test imports or owns; nil when unknown.
  public var isRelevant: Bool?
  /// Earlier flake failures of this test with the same signature, and with any signature.
  public var sameSignature = 0
  public var knownFailures = 0
  /// Signatures known in the store.
  public var signatures = 100

  public init() {}
}

/// Whose fault one failure is (flakes.md 5.5): failures are judged, not only tests. A known flake
/// that fails in a way never seen before stays a suspected regression.
public struct FailureJudgement: Sendable, Codable, Equatable {
  public var flake: Double
  public var thisChange: Double
  public var brokenOnBase: Double
  public var infrastructure: Double

  /// Judges one failure of a test with `record`.
  public init(
    of record: TestRecord, model: SegmentBayes = SegmentBayes(), context: FailureContext
  ) {
    let flaky = model.posterior(of: record).flaky
    let rate = RateEstimate(of: record, slab: model.parameters.slab).mean
    let kinds = Double(max(1, context.signatures))
    let signature = LogMath.lnOf(
      (Double(context.sameSignature) + 1 / kinds) / (Double(context.knownFailures) + 1))
    let relevance = context.isRelevant.map { $0 ? 2.0 : -2.0 } ?? 0
    let transient = (1 - flaky) * model.parameters.transientRate
    let local = LogMath.logSum([
      LogMath.lnOf(flaky * rate + transient) + signature,
      LogMath.lnOf(context.breakHazard) + relevance - LogMath.lnOf(kinds),
    ])
    let asFlake = LogMath.expOf(LogMath.lnOf(flaky * rate + transient) + signature - local)
    let mass = min(max(context.massFailure, 0), 1)
    let base = min(max(context.brokenOnBase, 0), 1)
    infrastructure = mass
    brokenOnBase = (1 - mass) * base
    flake = (1 - mass) * (1 - base) * asFlake
    thisChange = (1 - mass) * (1 - base) * (1 - asFlake)
  }

  /// The failure may not be forgiven as the test's usual flakiness: a hidden regression costs nine
  /// times as much as a needless look (as in `VerdictPolicy.flakyFrom`), so from 1 / (9 + 1).
  public var isSuspectedRegression: Bool { thisChange >= 0.1 }

  /// A retry can still change the answer.
  public var isRetryWorthwhile: Bool { thisChange > 0.02 && thisChange < 0.98 }
}
