extension HyperParameters {
  /// How much the published figures weigh against the data, in the unit of each parameter.
  public struct Strength: Sendable {
    /// Tests' worth of prior prevalence: published figures lie between 0.5 % (small tests) and
    /// 16 % (Google, all tests), the spread of a beta distribution of strength 20.
    public var tests = 20.0
    /// Events' worth of prior breakages and of prior transients.
    public var events = 0.5
    /// Breakages' worth of prior duration.
    public var breakages = 2.0
    /// Penalty per doubling of a slab parameter away from the published one, in log-likelihood.
    public var slabShift = 1.0

    public init() {}
  }

  /// Empirical Bayes: prevalence, transient rate, break and fix hazard from `records`, by
  /// expectation maximisation started at `start` (else at `prior`) and held by `prior`; the slab
  /// too, from a few shapes around the published one. Leak and relapse rate stay published.
  public static func estimated(
    from records: some Collection<TestRecord>, prior: HyperParameters = .published,
    start: HyperParameters? = nil, strength: Strength = Strength(), rounds: Int = 6
  ) -> HyperParameters {
    var parameters = start ?? prior
    let tests = records.filter { $0.executions > 0 }
    guard !tests.isEmpty else { return prior }
    var clean: [Int: Int] = [:]
    var failing: [TestRecord] = []
    for record in tests {
      if record.evidence.segments.isEmpty && record.fixes == 0 {
        clean[record.passesInWindow, default: 0] += 1
      } else {
        failing.append(record)
      }
    }
    let commits = tests.reduce(0.0) { $0 + $1.commitsInWindow }
    let executions = tests.reduce(0.0) { $0 + Double($1.passesInWindow) }
    for _ in 0..<rounds {
      let expected = Expectation(clean: clean, failing: failing, under: parameters)
      parameters.prevalence =
        (strength.tests * prior.prevalence + expected.flaky)
        / (strength.tests + Double(tests.count))
      parameters.breakHazard =
        (strength.events + expected.breakages) / (strength.events / prior.breakHazard + commits)
      parameters.breakagesSeen = expected.breakages
      parameters.transientRate =
        (strength.events + expected.transients)
        / (strength.events / prior.transientRate + executions)
      parameters.fixHazard =
        (strength.breakages + expected.ended)
        / (strength.breakages / prior.fixHazard + expected.brokenCommits)
      parameters.slab = expected.bestSlab(prior: prior.slab, penalty: strength.slabShift)
    }
    return parameters
  }
}

/// Expected numbers of flaky tests, breakages and transients among some records.
private struct Expectation {
  var flaky = 0.0
  var breakages = 0.0
  var ended = 0.0
  var brokenCommits = 0.0
  var transients = 0.0
  /// Weight P(flaky) of tests with so many flaking failures and passes.
  private var rates: [(weight: Double, failures: Double, passes: Double)] = []

  init(clean: [Int: Int], failing: [TestRecord], under parameters: HyperParameters) {
    let model = SegmentBayes(parameters: parameters)
    let prior = LogMath.logit(parameters.prevalence)
    for (passes, count) in clean.sorted(by: { $0.key < $1.key }) {
      let odds = prior + model.marginal(failures: 0, passes: Double(passes))
      let share = Double(count) * LogMath.sigmoid(odds)
      flaky += share
      rates.append((share, 0, Double(passes)))
    }
    for record in failing { add(record, model) }
  }

  private mutating func add(_ record: TestRecord, _ model: SegmentBayes) {
    let (segments, isOpen) = record.evidence
    let posterior = model.posterior(of: record)
    flaky += posterior.flaky
    let flaking = zip(segments, posterior.shares).reduce(0.0) {
      $0 + $1.1 * Double($1.0.failures)
    }
    rates.append((posterior.flaky, flaking, Double(record.passesInWindow)))
    for (index, segment) in segments.enumerated() where !segment.isCrossBranch {
      let stillOpen = isOpen && index == segments.count - 1
      let regression = model.parameters.lnRegression(of: segment, isOpen: stillOpen)
      let noise = model.parameters.lnNoise(of: segment)
      let ifStable = LogMath.sigmoid(regression - noise)
      let broken =
        posterior.flaky * (1 - posterior.shares[index]) + (1 - posterior.flaky) * ifStable
      breakages += broken
      brokenCommits += broken * Double(segment.commits)
      if !stillOpen { ended += broken }
      transients += (1 - posterior.flaky) * (1 - ifStable) * Double(segment.failures)
    }
  }

  /// The shape of the rates that fits best, each parameter between a quarter and sixteen times
  /// the published one.
  func bestSlab(prior: BetaDistribution, penalty: Double) -> BetaDistribution {
    var best = (slab: prior, score: -Double.infinity)
    for shiftA in -2...2 {
      for shiftB in -2...4 {
        let slab = BetaDistribution(
          a: prior.a * Self.power(shiftA), b: prior.b * Self.power(shiftB))
        let zero = LogMath.lnBeta(slab.a, slab.b)
        let score = rates.reduce(-penalty * Double(abs(shiftA) + abs(shiftB))) {
          $0 + $1.weight
            * (LogMath.lnBeta(slab.a + $1.failures, slab.b + $1.passes) - zero)
        }
        if score > best.score { best = (slab, score) }
      }
    }
    return best.slab
  }

  private static func power(_ shift: Int) -> Double {
    shift >= 0 ? Double(1 << shift) : 1 / Double(1 << -shift)
  }
}
