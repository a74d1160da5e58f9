/// Segment-Bayes as flakes.md 5.3 writes it: log-odds carried along segment by segment, fixed
/// published parameters, flagged on the live value.
struct SequentialBayes: AnchorRule {
  var threshold = 0.95
  private let parameters = HyperParameters.published
  private var logOdds: Double
  private var failures = 0.0
  private var passes = 0.0
  private var segment = (failures: 0.0, passes: 0.0)
  private var present = CommitRing(limit: 1)

  init() {
    logOdds = LogMath.logit(HyperParameters.published.prevalence)
  }

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    let before = present.commits.last
    if present.add(outcome, run), let before { close(before) }
    guard outcome != .passed || present.commits.last?.failed ?? 0 > 0 || segment.failures > 0
    else { return false }
    var live = self
    if let now = present.commits.last { live.close(now) }
    guard live.segment.failures == 0 else {
      let (flake, regression, noise) = live.terms(isOpen: true)
      live.logOdds += LogMath.logSum(flake, regression) - LogMath.logSum(noise, regression)
      return LogMath.sigmoid(live.logOdds) >= threshold
    }
    return LogMath.sigmoid(live.logOdds) >= threshold
  }

  /// Step `close()` of 5.3 for a finished commit.
  private mutating func close(_ commit: CommitOutcomes) {
    segment.failures += Double(commit.failed)
    if commit.failed > 0 && commit.passed == 0 { return }
    if segment.failures > 0 {
      if commit.failed > 0 { segment.passes += Double(commit.passed) }
      let (flake, regression, noise) = terms(isOpen: false)
      logOdds += LogMath.logSum(flake, regression) - LogMath.logSum(noise, regression)
      failures += LogMath.sigmoid(flake - regression) * segment.failures
      passes += segment.passes
      segment = (0, 0)
      if commit.failed > 0 { return }
    }
    let more = Double(commit.passed)
    logOdds += marginal(0, more) - more * LogMath.lnOf(1 - parameters.transientRate)
    passes += more
  }

  private func marginal(_ failed: Double, _ passed: Double) -> Double {
    let a = parameters.slab.a + failures
    let b = parameters.slab.b + passes
    return LogMath.lnBeta(a + failed, b + passed) - LogMath.lnBeta(a, b)
  }

  private func terms(isOpen: Bool) -> (flake: Double, regression: Double, noise: Double) {
    let regression =
      LogMath.lnOf(parameters.breakHazard)
      + segment.failures * LogMath.lnOf(1 - parameters.passLeak)
      + segment.passes * LogMath.lnOf(parameters.passLeak)
      + (isOpen ? 0 : LogMath.lnOf(parameters.fixHazard))
    let noise =
      segment.failures * LogMath.lnOf(parameters.transientRate)
      + segment.passes * LogMath.lnOf(1 - parameters.transientRate)
    return (marginal(segment.failures, segment.passes), regression, noise)
  }
}
