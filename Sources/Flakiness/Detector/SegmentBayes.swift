/// The posterior of one test: is it flaky, is it broken now, and how sure is that.
public struct Posterior: Sendable, Codable, Equatable {
  /// Log-odds that the test is flaky.
  public var logOdds: Double
  /// Probability that the test is flaky.
  public var flaky: Double
  /// The same if breakages and transients were `SegmentBayes.doubt` times as frequent as learned:
  /// what is left when the hazards were assumed too small.
  public var doubted: Double
  /// Probability that the test is broken at this moment; 0 while its last commit passed.
  public var brokenNow: Double
  /// For each segment of `TestRecord.evidence`, the probability that it was flakiness rather than
  /// a breakage, should the test be flaky.
  public var shares: [Double]

  public init(
    logOdds: Double, flaky: Double, doubted: Double? = nil, brokenNow: Double, shares: [Double]
  ) {
    self.logOdds = logOdds
    self.flaky = flaky
    self.doubted = doubted ?? flaky
    self.brokenNow = brokenNow
    self.shares = shares
  }
}

/// "Segment-Bayes": every failing segment is flakiness, a breakage, or a transient.
///
/// With a hazard h of breakages, a stable test explains its segments by
/// Π (e0ᶠ + h·R), a flaky one of unknown rate θ ~ Beta(a, b) by
/// Σ over all ways to call each segment breakage or flake of Π h·R · B(a+F, b+P)/B(a, b).
/// flakes.md 5.3 approximates that sum one segment at a time; here it is exact, by multiplying
/// out the polynomial Π (h·Rᵢ + x^fᵢ), so the order of the segments does not matter and new
/// hyper-parameters can be applied to old records.
public struct SegmentBayes: Sendable, Codable, Equatable {
  /// Factor on the hazards under which `Posterior.doubted` is taken: the robustness issue 3 asks
  /// for (rates, regressions and mass events five times what was assumed).
  public static let doubt = 5.0

  public var parameters: HyperParameters

  public init(parameters: HyperParameters = .published) {
    self.parameters = parameters
  }

  /// The posterior of `record`. Cost: O(segments × failures), some microseconds.
  /// `extraPasses` asks what it would be after so many more clean runs.
  public func posterior(of record: TestRecord, extraPasses: Int = 0) -> Posterior {
    let (segments, isOpen) = record.evidence
    let passes = Double(record.passesInWindow + extraPasses)
    let prior = LogMath.logit(record.fixes > 0 ? parameters.relapse : parameters.prevalence)
    guard !segments.isEmpty else {
      let odds = prior + marginal(failures: 0, passes: passes)
      return Posterior(logOdds: odds, flaky: LogMath.sigmoid(odds), brokenNow: 0, shares: [])
    }
    let regression = segments.indices.map {
      parameters.lnRegression(of: segments[$0], isOpen: isOpen && $0 == segments.count - 1)
    }
    let odds =
      prior + lnFlaky(segments, regression, passes: passes) - lnStable(segments, regression)
    let total = segments.reduce(0) { $0 + $1.failures }
    let shares = segments.indices.map { index in
      let others = Double(total - segments[index].failures)
      let flake =
        marginal(failures: Double(total), passes: passes)
        - marginal(failures: others, passes: passes)
      return LogMath.sigmoid(flake - regression[index])
    }
    let broken = isOpen ? brokenNow(segments, regression, passes: passes, prior: prior) : 0
    return Posterior(
      logOdds: odds, flaky: LogMath.sigmoid(odds),
      doubted: doubted(segments, isOpen: isOpen, passes: passes, prior: prior), brokenNow: broken,
      shares: shares)
  }

  private func doubted(
    _ segments: [Segment], isOpen: Bool, passes: Double, prior: Double
  ) -> Double {
    let factor = LogMath.lnOf(parameters.doubt)
    let frequent = segments.indices.map {
      parameters.lnDoubted(of: segments[$0], isOpen: isOpen && $0 == segments.count - 1)
    }
    return LogMath.sigmoid(
      prior + lnFlaky(segments, frequent, passes: passes)
        - lnStable(segments, frequent, noise: factor))
  }

  /// ln of the Beta marginal of so many failures and passes in one order.
  func marginal(failures: Double, passes: Double) -> Double {
    let slab = parameters.slab
    return LogMath.lnBeta(slab.a + failures, slab.b + passes) - LogMath.lnBeta(slab.a, slab.b)
  }

  /// `noise` is added to the logarithm of the transient rate.
  private func lnStable(
    _ segments: [Segment], _ regression: [Double], noise: Double = 0
  ) -> Double {
    zip(segments, regression).reduce(0) {
      $0 + LogMath.logSum(parameters.lnNoise(of: $1.0) + noise * Double($1.0.failures), $1.1)
    }
  }

  private func lnFlaky(_ segments: [Segment], _ regression: [Double], passes: Double) -> Double {
    var coefficients = [1.0]
    for (segment, weight) in zip(segments, regression) {
      let broken = LogMath.expOf(weight)
      var next = [Double](repeating: 0, count: coefficients.count + segment.failures)
      for (degree, value) in coefficients.enumerated() where value > 0 {
        next[degree] += value * broken
        next[degree + segment.failures] += value
      }
      coefficients = next
    }
    return LogMath.logSum(
      coefficients.enumerated().compactMap { degree, value in
        value > 0
          ? LogMath.lnOf(value) + marginal(failures: Double(degree), passes: passes) : nil
      })
  }

  /// P(the open segment is a breakage), against a flake's bad luck and a transient.
  private func brokenNow(
    _ segments: [Segment], _ regression: [Double], passes: Double, prior: Double
  ) -> Double {
    guard let streak = segments.last, let broken = regression.last else { return 0 }
    let before = Array(segments.dropLast())
    let earlier = Array(regression.dropLast())
    let withStreak = lnFlaky(before + [streak], earlier + [-.infinity], passes: passes)
    let without = lnFlaky(before, earlier, passes: passes)
    let odds = prior + without - lnStable(before, earlier)
    let flaky = LogMath.sigmoid(odds)
    let luck = LogMath.lnOf(flaky) + withStreak - without
    let noise = LogMath.lnOf(1 - flaky) + parameters.lnNoise(of: streak)
    return LogMath.sigmoid(broken - LogMath.logSum(luck, noise))
  }
}
