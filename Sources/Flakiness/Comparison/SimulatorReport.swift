/// The simulator's part of `comparison.txt`.
public struct SimulatorReport: Sendable {
  public var base: SimulationSettings
  public var seeds: Int

  public init(base: SimulationSettings = SimulationSettings(), seeds: Int) {
    self.base = base
    self.seeds = seeds
  }

  /// Small enough for a test to make again.
  public static var small: SimulatorReport {
    var base = SimulationSettings()
    base.tests = 300
    base.commits = 150
    base.prevalence = 0.1
    base.regressions = 6
    return SimulatorReport(base: base, seeds: 2)
  }

  /// Writes table by table, as they are ready.
  public func write(_ output: (String) -> Void) {
    output(
      """
      ## Simulator: \(seeds) histories of \(base.tests) tests and \(base.commits) commits each

      Published rates (flakes.md 4.3). "flaky" counts the tests made flaky, "seen" those of them
      that failed at all outside mass failures, "found" those called flaky with P >= 0.9; failures,
      runs and days are medians from a test's first failure to that moment.


      """)
    let ours = SimulatorStudy(base: base, seeds: seeds)
    let results = StudySetting.all.map { (name: $0.name, result: ours.run($0)) }
    output(ComparisonText.settings(results.map { ($0.name, $0.result.tally) }))
    output(
      """

      Calibration at the end of each history, over the tests with evidence: P(flaky), the mean said,
      and the share that is flaky.


      """)
    output(ComparisonText.calibration(results.map { ($0.name, $0.result.said) }))
    // The anchors are slow (change points above all) and their order does not need many seeds.
    let few = max(1, seeds / 5)
    for setting in StudySetting.all.prefix(2) {
      output(
        """

        ### Anchors after our mask, \(setting.name), \(few) of the histories


        """)
      let study = SimulatorStudy(base: base, seeds: few, anchors: Anchor.all)
      output(ComparisonText.table(study.run(setting).tally))
    }
    output("\n")
  }
}
