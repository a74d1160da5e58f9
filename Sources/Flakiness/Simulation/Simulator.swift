/// What a simulated history is made of; the defaults are published figures (flakes.md 4.3).
public struct SimulationSettings: Sendable, Equatable {
  public var tests = 3000
  public var commits = 600
  /// Share of flaky tests (FlakeFlagger).
  public var prevalence = 0.0365
  /// Factor on every flaky test's rate, capped at 0.95.
  public var rateFactor = 1.0
  /// Breakages; each takes a geometric(0.5) number of tests for geometric(0.25) commits.
  public var regressions = 60
  /// Share of runs hit by an outage of 2, 5, 10, 30, 60 or 90 % of the tests.
  public var massEvents = 0.015
  /// Chance that a stable test fails in one execution.
  public var transientRate = 1e-6
  /// Share of commits that are built twice (Ozone: 37 %).
  public var doubleBuilds = 0.0
  /// Retries of a failing test inside the run.
  public var retries = 0
  /// P(a flaky test's retry fails like the attempt before instead of being drawn anew).
  public var retryCorrelation = 0.05
  public var seed: UInt64 = 1

  public init() {}
}

/// A simulated history with its truth.
public struct Simulation: Sendable {
  public var runs: [TestRun]
  /// Failure rate of each test that is flaky.
  public var rates: [Int: Double]
  /// Tests that some breakage hit.
  public var broken: Set<Int>
  /// Ids of runs an outage hit.
  public var outages: Set<String>
}

/// Makes histories from a seed: the same numbers on every machine (integer generator, and only
/// sums and products of stored constants).
public struct Simulator: Sendable {
  public var settings: SimulationSettings

  public init(_ settings: SimulationSettings = SimulationSettings()) {
    self.settings = settings
  }

  /// Quantiles 0, 1/64 … 1 of Beta(0.23, 1.9) above 10⁻⁴: FlakeFlagger's rates.
  static let quantiles: [Double] = [
    0.00010000, 0.00014636, 0.00020775, 0.00028729, 0.00038844, 0.00051505, 0.00067129,
    0.00086176, 0.00109139, 0.00136556, 0.00169002, 0.00207097, 0.00251502, 0.00302925,
    0.00362119, 0.00429884, 0.00507072, 0.00594585, 0.00693380, 0.00804467, 0.00928920,
    0.01067870, 0.01222517, 0.01394128, 0.01584044, 0.01793686, 0.02024555, 0.02278245,
    0.02556446, 0.02860952, 0.03193673, 0.03556642, 0.03952028, 0.04382150, 0.04849493,
    0.05356726, 0.05906721, 0.06502582, 0.07147668, 0.07845632, 0.08600458, 0.09416507,
    0.10298580, 0.11251979, 0.12282597, 0.13397017, 0.14602637, 0.15907833, 0.17322160,
    0.18856606, 0.20523932, 0.22339115, 0.24319953, 0.26487892, 0.28869204, 0.31496703,
    0.34412343, 0.37671310, 0.41348864, 0.45552536, 0.50446016, 0.56302296, 0.63647738,
    0.73820550, 1.00000000,
  ]
  static let outageSizes = [0.02, 0.05, 0.1, 0.3, 0.6, 0.9]

  /// The history of the settings' seed.
  public func run() -> Simulation {
    var random = SeededGenerator(seed: settings.seed)
    var rates: [Int: Double] = [:]
    for test in 0..<settings.tests where random.chance(settings.prevalence) {
      rates[test] = min(0.95, rate(&random) * settings.rateFactor)
    }
    let (brokenAt, broken) = breakages(&random)
    var history = Simulation(runs: [], rates: rates, broken: broken, outages: [])
    let flaky = rates.keys.sorted()
    var number = 0
    for commit in 0..<settings.commits {
      let builds = random.chance(settings.doubleBuilds) ? 2 : 1
      for build in 0..<builds {
        number += 1
        let id = "r\(number)"
        var failing = Dictionary(
          uniqueKeysWithValues: (brokenAt[commit] ?? []).map { ($0, Outcome.failed) })
        for test in flaky where failing[test] == nil {
          failing[test] = attempts(rate: rates[test] ?? 0, &random)
        }
        addTransients(&failing, &random)
        if random.chance(settings.massEvents) {
          history.outages.insert(id)
          let share = Self.outageSizes[random.below(Self.outageSizes.count)]
          for test in 0..<settings.tests where random.chance(share) { failing[test] = .failed }
        }
        let executions = (0..<settings.tests).map {
          Execution(test: $0, outcome: failing[$0] ?? .passed)
        }
        history.runs.append(
          TestRun(
            id: id, commit: "c\(commit)", time: 1_600_000_000 + commit * 7200 + build * 1800,
            executions: executions))
      }
    }
    return history
  }

  private func rate(_ random: inout SeededGenerator) -> Double {
    let place = random.uniform() * 64
    let index = min(63, Int(place))
    let low = Self.quantiles[index]
    return low + (place - Double(index)) * (Self.quantiles[index + 1] - low)
  }

  private func breakages(_ random: inout SeededGenerator) -> ([Int: [Int]], Set<Int>) {
    var at: [Int: Set<Int>] = [:]
    var hit: Set<Int> = []
    for _ in 0..<settings.regressions {
      let start = random.below(settings.commits)
      let size = random.geometric(0.5)
      let lasts = random.geometric(0.25)
      for _ in 0..<size {
        let test = random.below(settings.tests)
        hit.insert(test)
        for commit in start..<min(settings.commits, start + lasts) {
          at[commit, default: []].insert(test)
        }
      }
    }
    return (at.mapValues { $0.sorted() }, hit)
  }

  /// nil: passed at once. A failing attempt is repeated as often as there are retries.
  private func attempts(rate: Double, _ random: inout SeededGenerator) -> Outcome? {
    guard random.chance(rate) else { return nil }
    for _ in 0..<settings.retries {
      let repeats = random.chance(settings.retryCorrelation)
      if !repeats && !random.chance(rate) { return .flaky }
    }
    return .failed
  }

  /// Transients are rare: their number is drawn test by test only when one happens at all.
  private func addTransients(
    _ failing: inout [Int: Outcome], _ random: inout SeededGenerator
  ) {
    var expected = Double(settings.tests) * settings.transientRate
    while expected > 0 {
      guard random.chance(min(1, expected)) else { return }
      let test = random.below(settings.tests)
      if failing[test] == nil { failing[test] = settings.retries > 0 ? .flaky : .failed }
      expected -= 1
    }
  }
}
