/// What one method flagged, counted against a truth; tallies of several histories add up.
public struct MethodTally: Sendable, Equatable {
  /// Tests it called flaky, whatever they are.
  public var flagged = 0
  /// First flags of tests that are flaky.
  public var hits: [FirstFlag] = []
  /// Tests flagged that are known not to be flaky.
  public var falsePositives = 0
  /// Hits among the tests that failed outside mass failures.
  public var observed = 0
  /// Our first flags of those of its hits that we found too: both medians over the same tests.
  public var oursOfHits: [FirstFlag] = []
  /// Its own first flags of the same tests.
  public var hitsOfOurs: [FirstFlag] = []

  mutating func add(_ other: MethodTally) {
    flagged += other.flagged
    hits += other.hits
    falsePositives += other.falsePositives
    observed += other.observed
    oursOfHits += other.oursOfHits
    hitsOfOurs += other.hitsOfOurs
  }
}

/// Every method's tally on one history, or on several added up.
public struct ComparisonTally: Sendable, Equatable {
  /// Methods in the order of the table, ours first.
  public private(set) var methods: [String] = []
  public private(set) var tallies: [String: MethodTally] = [:]
  public private(set) var runs = 0
  public private(set) var tests = 0
  /// Tests that are flaky, and those of them that failed outside mass failures.
  public private(set) var flaky = 0
  public private(set) var observable = 0
  /// Tests known not to be flaky.
  public private(set) var negatives = 0

  public init() {}

  /// The tally of one finished comparison. Tests in neither set count neither way.
  public init(_ comparison: Comparison, flaky: Set<Int>, negatives: Set<Int>) {
    methods = [Comparison.ours] + comparison.anchors.map(\.name)
    runs = comparison.runs
    tests = comparison.tests
    self.flaky = flaky.count
    self.negatives = negatives.count
    let observable = flaky.intersection(comparison.failedUnmasked)
    self.observable = observable.count
    let ours = comparison.flags[Comparison.ours] ?? [:]
    for method in methods {
      var tally = MethodTally()
      // By number, so that the same history gives the same tally in the same order.
      for (test, first) in (comparison.flags[method] ?? [:]).sorted(by: { $0.key < $1.key }) {
        tally.flagged += 1
        if negatives.contains(test) { tally.falsePositives += 1 }
        if observable.contains(test) { tally.observed += 1 }
        guard flaky.contains(test) else { continue }
        tally.hits.append(first)
        guard let our = ours[test] else { continue }
        tally.oursOfHits.append(our)
        tally.hitsOfOurs.append(first)
      }
      tallies[method] = tally
    }
  }

  /// Adds the tally of another history.
  public mutating func add(_ other: ComparisonTally) {
    if methods.isEmpty { methods = other.methods }
    for (method, tally) in other.tallies { tallies[method, default: MethodTally()].add(tally) }
    runs += other.runs
    tests += other.tests
    flaky += other.flaky
    observable += other.observable
    negatives += other.negatives
  }

  /// The table, ours first, then the anchors in their order.
  public var rows: [ComparisonRow] {
    methods.map { method in
      let tally = tallies[method] ?? MethodTally()
      let judged = tally.hits.count + tally.falsePositives
      return ComparisonRow(
        method: method, flagged: tally.flagged, found: tally.hits.count,
        falsePositives: tally.falsePositives,
        recall: flaky > 0 ? Double(tally.hits.count) / Double(flaky) : nil,
        recallOfFailing: observable > 0 ? Double(tally.observed) / Double(observable) : nil,
        precision: judged > 0 ? Double(tally.hits.count) / Double(judged) : nil,
        delay: Delay(tally.hits), paired: Delay(tally.hitsOfOurs),
        oursPaired: Delay(tally.oursOfHits))
    }
  }
}

/// Median effort until a test was flagged, counted from its first failure.
public struct Delay: Sendable, Equatable {
  public var failures: Double
  public var executions: Double
  public var days: Double

  /// nil when nothing was flagged.
  init?(_ flags: [FirstFlag]) {
    guard let failures = Self.median(flags.map { Double($0.failures) }),
      let executions = Self.median(flags.map { Double($0.executions) }),
      let days = Self.median(flags.map { Double($0.time - $0.firstFailure) / 86_400 })
    else { return nil }
    self.failures = failures
    self.executions = executions
    self.days = days
  }

  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// One row of the comparison table; figures that do not exist (nothing flagged) are nil.
public struct ComparisonRow: Sendable, Equatable {
  public var method: String
  public var flagged: Int
  public var found: Int
  public var falsePositives: Int
  /// Found, of all flaky tests, and of those that failed outside mass failures.
  public var recall: Double?
  public var recallOfFailing: Double?
  public var precision: Double?
  /// Over all that it found; over what it and we found; and ours over the same tests.
  public var delay: Delay?
  public var paired: Delay?
  public var oursPaired: Delay?
}
