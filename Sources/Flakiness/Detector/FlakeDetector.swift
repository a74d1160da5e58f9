/// A change of verdict.
public struct VerdictChange: Sendable, Equatable {
  public var test: Int
  public var run: String
  public var time: Int
  public var verdict: Verdict
  public var probability: Double
}

/// Jobs of one run whose failures are taken for one mass failure.
public struct MaskedJobs: Sendable, Codable, Equatable {
  /// Every job of the run.
  public var isWholeRun = false
  public var jobs: Set<Int> = []

  /// Whether failures of `job` are masked.
  public func contains(job: Int) -> Bool { isWholeRun || jobs.contains(job) }
}

/// The whole detector over many tests: masks mass failures, feeds the records, learns the
/// hyper-parameters, gives the verdicts. A value that can be stored whole; or test by test, with
/// `restore`.
public struct FlakeDetector: Sendable, Codable, Equatable {
  public var rules: VerdictRules
  /// Published figures, and the anchor of what is learned.
  public var prior: HyperParameters
  /// Whether hyper-parameters are learned from the data on the way.
  public var learns = true
  /// Runs between two estimates.
  public var runsPerEstimate = 25

  public private(set) var model: SegmentBayes
  public private(set) var records: [TestRecord] = []
  public private(set) var standings: [Standing] = []
  public private(set) var incidents: [Incident] = []
  /// What was masked of the latest run.
  public private(set) var masked = MaskedJobs()
  private var masks: [Int: MassMask] = [:]
  private var surprises: [Int: MassMask] = [:]
  private var lastSurprised: Set<Int> = []
  private var sameAgain = 0
  /// Tests that began to fail in each of the latest runs; nil in older stores.
  private var begun: [Int]?
  private static let wholeRun = -1
  private var runs = 0

  public init(policy: VerdictPolicy = VerdictPolicy(), prior: HyperParameters = .published) {
    rules = VerdictRules(policy: policy)
    self.prior = prior
    model = SegmentBayes(parameters: prior)
  }

  /// Takes in one complete run and returns the verdicts it changed, in order of execution.
  public mutating func observe(_ run: TestRun) -> [VerdictChange] {
    masked = maskedJobs(of: run)
    runs += 1
    let begins = beginners(of: run)
    let usual = usuallyBegun
    var changes: [VerdictChange] = []
    for execution in run.executions {
      grow(to: execution.test)
      let isMasked = masked.contains(job: execution.job)
      let before = standings[execution.test].verdict
      let isBeginner = begins.contains(execution.test)
      take(
        execution, of: run, isMasked: isMasked,
        company: Company(others: begins.count - (isBeginner ? 1 : 0), usual: usual))
      let standing = standings[execution.test]
      if standing.verdict != before {
        changes.append(
          VerdictChange(
            test: execution.test, run: run.id, time: run.time, verdict: standing.verdict,
            probability: standing.probability))
      }
    }
    begun = (begun ?? []).suffix(Self.begunRuns - 1) + [begins.count]
    if learns && runs % runsPerEstimate == 0 { learn() }
    return changes
  }

  /// Puts a test's stored state back.
  public mutating func restore(test: Int, record: TestRecord, standing: Standing) {
    grow(to: test)
    records[test] = record
    standings[test] = standing
  }

  /// The detector without its tests, which are kept one by one and put back with `restore`.
  public var withoutTests: FlakeDetector {
    var copy = self
    copy.records = []
    copy.standings = []
    return copy
  }

  /// Everything to be said about a test that has been seen.
  public func report(on test: Int) -> FlakeReport {
    FlakeReport(record: records[test], standing: standings[test], model: model, rules: rules)
  }

  /// The posterior of a test under the present hyper-parameters.
  public func posterior(of test: Int) -> Posterior {
    model.posterior(of: records[test])
  }

  private mutating func grow(to test: Int) {
    while records.count <= test {
      records.append(TestRecord())
      standings.append(Standing())
    }
  }

  private static let begunRuns = 20

  /// Tests that pass as a rule and begin to fail in `run`, outside mass failures.
  private func beginners(of run: TestRun) -> Set<Int> {
    var found: Set<Int> = []
    for execution in run.executions
    where execution.outcome != .passed && !masked.contains(job: execution.job) {
      let test = execution.test
      if test < records.count, records[test].isFailing || standings[test].flaky >= 0.5 { continue }
      found.insert(test)
    }
    return found
  }

  private var usuallyBegun: Double {
    guard let begun, !begun.isEmpty else { return 1 }
    return Double(begun.reduce(0, +)) / Double(begun.count)
  }

  private mutating func take(
    _ execution: Execution, of run: TestRun, isMasked: Bool, company: Company
  ) {
    let test = execution.test
    records[test].observe(
      execution.outcome, in: run, isMasked: isMasked,
      company: execution.outcome == .passed ? nil : company)
    if isMasked && execution.outcome != .passed { return }
    let executions = records[test].executions
    // A pass long after the last failure hardly moves anything: looked at now and then only.
    let isQuiet = execution.outcome == .passed && records[test].cleanPasses > 2
    if isQuiet && executions % 16 != 0 && executions != rules.policy.executionsForHealthy {
      return
    }
    let posterior = model.posterior(of: records[test])
    var next = rules.standing(
      after: standings[test], record: records[test], posterior: posterior)
    if next.verdict == .flaky {
      confirmOrExpectFix(&next, test: test, failedNow: execution.outcome != .passed)
    }
    standings[test] = next
  }

  private mutating func confirmOrExpectFix(
    _ standing: inout Standing, test: Int, failedNow: Bool
  ) {
    if failedNow || standing.cleanRunsNeeded == nil {
      standing.cleanRunsNeeded = ReleaseRule.cleanRuns(
        for: records[test], slab: model.parameters.slab)
    }
    guard let needed = standing.cleanRunsNeeded, records[test].cleanPasses >= needed else {
      return
    }
    records[test].confirmFix()
    standing = Standing()
    standing.verdict = .fixed
    standing.flaky = model.posterior(of: records[test]).flaky
    standing.probability = 1 - standing.flaky
    standing.sinceExecution = records[test].executions
  }

  private mutating func learn() {
    model.parameters = HyperParameters.estimated(
      from: records, prior: prior, start: model.parameters, rounds: 2)
  }

  /// Counts per job and for the whole run, of all failures and of the surprising ones: those of
  /// tests without a failure in their window of evidence. Where many tests flake, an outage of a
  /// few per cent drowns in the first count and stands out in the second.
  private mutating func maskedJobs(of run: TestRun) -> MaskedJobs {
    var surprised: Set<Int> = []
    let counts = failureCounts(of: run, surprised: &surprised)
    settleIncidents(with: run, failed: counts[Self.wholeRun]?.all.failed ?? 0)
    // The same tests again in the next runs: a breakage of many tests, not the weather. A count
    // that only surprises is believed to be one at once, an outright mass failure on the third.
    let isSameAgain = surprised.intersection(lastSurprised).count * 2 > surprised.count
    sameAgain = isSameAgain ? sameAgain + 1 : 0
    lastSurprised = surprised
    var result = MaskedJobs()
    for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
      let byAll = masks[key, default: MassMask()].judge(count.all)
      let bySurprise = surprises[key, default: MassMask()].judge(count.surprising)
      let probability = sameAgain > 1 ? 0 : sameAgain == 1 ? byAll : max(byAll, bySurprise)
      guard probability > 0.5 else { continue }
      if key == Self.wholeRun { result.isWholeRun = true } else { result.jobs.insert(key) }
      incidents.append(
        Incident(
          run: run.id, commit: run.commit, time: run.time,
          job: key == Self.wholeRun ? nil : key, count: count.all, probability: probability,
          outcome: .unknown))
    }
    return result
  }

  private typealias Counts = (all: FailureCount, surprising: FailureCount)

  private mutating func failureCounts(
    of run: TestRun, surprised: inout Set<Int>
  ) -> [Int: Counts] {
    var counts: [Int: Counts] = [:]
    func add(_ executed: Int, _ failed: Int, _ surprising: Int, to key: Int) {
      let none = FailureCount(executed: 0, failed: 0)
      var count = counts[key] ?? (none, none)
      count.all.executed += executed
      count.surprising.executed += executed
      count.all.failed += failed
      count.surprising.failed += surprising
      counts[key] = count
    }
    // Rows of a job mostly stand together: counted locally, written once per stretch.
    var job = run.executions.first?.job ?? 0
    var tally = (executed: 0, failed: 0, surprising: 0)
    for execution in run.executions {
      if execution.job != job {
        add(tally.executed, tally.failed, tally.surprising, to: job)
        tally = (0, 0, 0)
        job = execution.job
      }
      tally.executed += 1
      guard execution.outcome != .passed else { continue }
      grow(to: execution.test)
      tally.failed += 1
      let isNew = records[execution.test].evidence.segments.isEmpty
      if isNew || lastSurprised.contains(execution.test) { surprised.insert(execution.test) }
      tally.surprising += isNew ? 1 : 0
    }
    add(tally.executed, tally.failed, tally.surprising, to: job)
    for count in counts.values {
      add(count.all.executed, count.all.failed, count.surprising.failed, to: Self.wholeRun)
    }
    return counts
  }

  /// A masked run is looked at again when its commit is run again.
  private mutating func settleIncidents(with run: TestRun, failed: Int) {
    for index in incidents.indices.suffix(8)
    where incidents[index].commit == run.commit && incidents[index].outcome == .unknown {
      let again = failed * 2 >= incidents[index].count.failed
      incidents[index].outcome = again ? .brokenCommit : .infrastructure
    }
  }
}
