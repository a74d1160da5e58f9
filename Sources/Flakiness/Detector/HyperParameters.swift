/// What is assumed of tests in general. The defaults are published figures (flakes.md, 5.2);
/// `estimated` learns the rest from a store's own records.
public struct HyperParameters: Sendable, Codable, Equatable {
  /// Share of tests that are flaky (FlakeFlagger, 10,000 re-runs: 3.65 %).
  public var prevalence = 0.0365
  /// Distribution of the failure rate of flaky tests (fitted to the same data).
  public var slab = BetaDistribution(a: 0.23, b: 1.9)
  /// Chance that a stable, unbroken test fails in one execution.
  public var transientRate = 1e-6
  /// Chance per commit that a test gets broken.
  public var breakHazard = 3e-5
  /// Chance that the change of a pull request breaks a test.
  public var changeHazard = 1e-3
  /// Chance per commit that a breakage ends.
  public var fixHazard = 0.15
  /// Chance that a broken test passes all the same.
  public var passLeak = 0.02
  /// Share of tests that are still flaky after a confirmed fix (PyTorch: 30 % relapse).
  public var relapse = 0.3
  /// Breakages that `breakHazard` was learned from; nil before anything was learned.
  public var breakagesSeen: Double?

  public init() {}

  public static let published = HyperParameters()

  /// ln P(one breakage shows as this segment): it begins, lasts `commits`, fails and leaks.
  /// A segment still open has not ended yet, so the chance of an end is left out.
  func lnRegression(of segment: Segment, isOpen: Bool) -> Double {
    lnBreakage(of: segment, isOpen: isOpen) + (segment.company?.lnBreakage ?? 0)
  }

  /// The same if breakages were as frequent as what is known of them leaves possible. That it
  /// failed alone speaks for a test by the same measure.
  func lnDoubted(of segment: Segment, isOpen: Bool) -> Double {
    let known = breakagesSeen ?? 0
    let trust = known / (known + 5)
    let company = segment.company?.lnBreakage ?? 0
    return lnBreakage(of: segment, isOpen: isOpen) + LogMath.lnOf(doubt)
      + (company < 0 ? trust * company : company)
  }

  /// Factor on the hazards that what was seen of them leaves possible: twice `SegmentBayes.doubt`
  /// while nothing has been learned, `doubt` when nothing broke so far, 1 after many breakages.
  var doubt: Double {
    guard let breakagesSeen else { return 2 * SegmentBayes.doubt }
    return 1 + (SegmentBayes.doubt - 1) / (1 + breakagesSeen / 5)
  }

  private func lnBreakage(of segment: Segment, isOpen: Bool) -> Double {
    if segment.isCrossBranch { return 2 * LogMath.lnOf(changeHazard) }
    // The tails are cut: neither a year-long breakage nor a hundred leaks may count endlessly.
    let lasted = Double(min(segment.commits - 1, 20))
    let leaks = Double(min(segment.passes, 20))
    return LogMath.lnOf(breakHazard) + lasted * LogMath.lnOf(1 - fixHazard)
      + Double(min(segment.failures, 200)) * LogMath.lnOf(1 - passLeak)
      + leaks * LogMath.lnOf(passLeak) + (isOpen ? 0 : LogMath.lnOf(fixHazard))
  }

  /// ln P(a stable, unbroken test shows this segment).
  func lnNoise(of segment: Segment) -> Double {
    Double(segment.failures) * LogMath.lnOf(transientRate)
  }
}
