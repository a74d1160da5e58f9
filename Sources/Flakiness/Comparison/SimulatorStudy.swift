/// One row of the simulator's table: what it changes against the published settings.
public struct StudySetting: Sendable {
  public var name: String
  public var change: @Sendable (inout SimulationSettings) -> Void

  public init(_ name: String, _ change: @escaping @Sendable (inout SimulationSettings) -> Void) {
    self.name = name
    self.change = change
  }

  /// Published settings without any re-run, with re-runs, and everything five times what was
  /// assumed: each alone, and all at once.
  public static let all: [StudySetting] = [
    StudySetting("no re-runs at all") { _ in },
    StudySetting("35 % of commits built twice") { $0.doubleBuilds = 0.35 },
    StudySetting("35 % built twice, one retry") {
      $0.doubleBuilds = 0.35
      $0.retries = 1
    },
    StudySetting("five times the failure rates") { $0.rateFactor = 5 },
    StudySetting("five times the regressions") { $0.regressions *= 5 },
    StudySetting("five times the mass failures") { $0.massEvents *= 5 },
    StudySetting("five times the transients") { $0.transientRate *= 5 },
    StudySetting("five times all of them") {
      $0.rateFactor = 5
      $0.regressions *= 5
      $0.massEvents *= 5
      $0.transientRate *= 5
    },
  ]
}

/// The detector and the anchors on simulated histories of several seeds, added up.
public struct SimulatorStudy: Sendable {
  /// Settings before a row changes them; `seed` is the first of `seeds`.
  public var base: SimulationSettings
  public var seeds: Int
  public var anchors: [Anchor]

  public init(
    base: SimulationSettings = SimulationSettings(), seeds: Int = 20, anchors: [Anchor] = []
  ) {
    self.base = base
    self.seeds = seeds
    self.anchors = anchors
  }

  /// All seeds under one setting: the tally, and the calibration at the end of each history of
  /// the tests with any evidence (the others carry the prior and would only look good).
  public func run(_ setting: StudySetting) -> (tally: ComparisonTally, said: CalibrationTable) {
    var tally = ComparisonTally()
    var said = CalibrationTable()
    for seed in 0..<seeds {
      var settings = base
      setting.change(&settings)
      settings.seed = base.seed &+ UInt64(seed)
      let simulation = Simulator(settings).run()
      var comparison = Comparison(anchors: anchors)
      for run in simulation.runs { comparison.observe(run) }
      let flaky = Set(simulation.rates.keys)
      let others = Set(0..<settings.tests).subtracting(flaky)
      tally.add(ComparisonTally(comparison, flaky: flaky, negatives: others))
      let detector = comparison.detector
      for test in detector.records.indices
      where !detector.records[test].evidence.segments.isEmpty {
        said.add(
          probability: detector.posterior(of: test).flaky, isFlaky: flaky.contains(test))
      }
    }
    return (tally, said)
  }
}
