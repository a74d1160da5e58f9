/// One build of the past as a quarantine sees it.
public struct BuildRecord: Sendable, Equatable {
  public var id: String
  /// Tests that failed in it.
  public var failing: [Int]
  /// Something besides tests failed: no quarantine could have made it green.
  public var hasOtherFailure: Bool
  /// Minutes one run takes.
  public var minutes: Double
  /// Failing tests whose failure was a confirmed regression.
  public var regressions: [Int]

  public init(
    id: String, failing: [Int], hasOtherFailure: Bool = false, minutes: Double = 0,
    regressions: [Int] = []
  ) {
    self.id = id
    self.failing = failing
    self.hasOtherFailure = hasOtherFailure
    self.minutes = minutes
    self.regressions = regressions
  }
}

/// What a quarantine would have done to the builds of the past.
public struct QuarantineEffect: Sendable, Codable, Equatable {
  /// Builds that would have been green.
  public var rescued = 0
  /// Minutes of machine time of those builds: each would have been run again.
  public var minutes = 0.0
  /// Builds in which the quarantined tests alone caught a regression.
  public var missedRegressions = 0
  /// Red builds without the quarantine.
  public var red = 0

  public init() {}
}

/// What-if by exact replay (flakes.md 5.6).
public struct QuarantineReplay: Sendable {
  private let builds: [BuildRecord]
  /// Red builds that tests alone made red, by test.
  private let byTest: [Int: [Int]]

  public init(builds: [BuildRecord]) {
    self.builds = builds.filter { !$0.failing.isEmpty || $0.hasOtherFailure }
    var index: [Int: [Int]] = [:]
    for (number, build) in self.builds.enumerated() {
      for test in Set(build.failing) { index[test, default: []].append(number) }
    }
    byTest = index
  }

  /// The effect of muting `tests`. A build is rescued when every failing test is muted and nothing
  /// else failed; it was a missed regression when all that caught it was muted.
  public func effect(of tests: Set<Int>) -> QuarantineEffect {
    var effect = QuarantineEffect()
    effect.red = builds.count
    let touched = Set(tests.flatMap { byTest[$0] ?? [] })
    for number in touched.sorted() {
      let build = builds[number]
      guard !build.hasOtherFailure, build.failing.allSatisfy(tests.contains) else { continue }
      if build.regressions.isEmpty {
        effect.rescued += 1
        effect.minutes += build.minutes
      } else {
        effect.missedRegressions += 1
      }
    }
    return effect
  }

  /// Picks tests greedily, singly or by co-failure cluster (two flakes in one build need both),
  /// by builds rescued per muted test, until nothing is gained or the budget is spent.
  public func choose(
    from candidates: [Int], clusters: [[Int]] = [], budget: Int
  ) -> [Choice] {
    let allowed = Set(candidates)
    let groups = candidates.sorted().map { [$0] } + clusters.map { $0.filter(allowed.contains) }
    var chosen: Set<Int> = []
    var choices: [Choice] = []
    var reached = QuarantineEffect()
    while true {
      var best: (value: Double, added: [Int], effect: QuarantineEffect)?
      for group in groups {
        let added = group.filter { !chosen.contains($0) }
        guard !added.isEmpty, chosen.count + added.count <= budget else { continue }
        let effect = effect(of: chosen.union(added))
        let value = Double(effect.rescued - reached.rescued) / Double(added.count)
        if value > 0 && value > best?.value ?? 0 { best = (value, added, effect) }
      }
      guard let best else { return choices }
      choices.append(
        Choice(
          tests: best.added, rescued: best.effect.rescued - reached.rescued,
          minutes: best.effect.minutes - reached.minutes,
          missedRegressions: best.effect.missedRegressions - reached.missedRegressions))
      chosen.formUnion(best.added)
      reached = best.effect
    }
  }

  /// One step of the greedy choice and what it adds to those before it.
  public struct Choice: Sendable, Codable, Equatable {
    public var tests: [Int]
    public var rescued: Int
    public var minutes: Double
    public var missedRegressions: Int
  }
}
