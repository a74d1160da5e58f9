/// All that is remembered of one test (in one environment): bounded, independent of the
/// hyper-parameters, and the same whether it grew result by result or was made again from the
/// full ordered history.
///
/// Evidence is kept for at most `window` executions and `segmentLimit` failing segments,
/// whichever is shorter: a test may turn flaky late in its life, and LUCI keeps 2,000 runs for
/// the same reason.
public struct TestRecord: Sendable, Codable, Equatable {
  /// Executions after which evidence is forgotten.
  public static let window = 2000
  /// Failing segments kept.
  public static let segmentLimit = 24
  /// Executions after which a result counts half in the present rate.
  public static let rateHalfLife = 500.0
  private static let sideLimit = 8
  private static let decay = 0.998_614_667_682_131_2  // 2^(-1/500)

  /// Executions that counted, ever.
  public private(set) var executions = 0
  /// Main-line commits the test was run on.
  public private(set) var commits = 0
  /// Closed failing segments, oldest first.
  public private(set) var segments: [Segment] = []
  /// Failing commits since the last pass, the present commit not included.
  public private(set) var open: Segment?
  /// Executions passed since the last failure.
  public private(set) var cleanPasses = 0
  /// Failures, ever, without those of masked runs.
  public private(set) var failures = 0
  /// Failures in runs taken for mass failures: counted, never evidence.
  public private(set) var maskedFailures = 0
  /// Decayed failures and passes of first attempts: the present rate.
  public private(set) var recentFailures = 0.0
  public private(set) var recentPasses = 0.0
  /// Times a fix was confirmed and the evidence before it laid aside.
  public private(set) var fixes = 0
  /// Time of the latest execution, seconds since 1970.
  public private(set) var lastTime = 0

  private var evidenceStart = 0
  private var current: CommitTally?
  private var side: [CommitTally] = []

  public init() {}

  /// Adds one execution. Results come in source order of the main line; a result for an older
  /// commit of the main line needs the record made again from the ordered history.
  /// `company` goes with a failure on the main line.
  public mutating func observe(
    _ outcome: Outcome, in run: TestRun, isMasked: Bool = false, company: Company? = nil
  ) {
    lastTime = run.time
    if isMasked && outcome != .passed {
      maskedFailures += 1
      return
    }
    executions += 1
    recentFailures *= Self.decay
    recentPasses *= Self.decay
    if outcome == .passed {
      recentPasses += 1
      cleanPasses += 1
    } else {
      recentFailures += 1
      failures += 1
      cleanPasses = 0
    }
    if run.isMainLine { observeMain(outcome, run, company) } else { observeSide(outcome, run) }
  }

  /// The record of a whole history, in order.
  public static func recomputed(
    from history: [(outcome: Outcome, run: TestRun, isMasked: Bool)]
  ) -> TestRecord {
    var record = TestRecord()
    for entry in history { record.observe(entry.outcome, in: entry.run, isMasked: entry.isMasked) }
    return record
  }

  /// Failing segments as they stand now, the present commit included, oldest first. The last one
  /// is open when `isOpen`: no pass has landed in it yet.
  public var evidence: (segments: [Segment], isOpen: Bool) {
    var all = segments
    if all.contains(where: { $0.position <= executions - Self.window }) {
      all.removeAll { $0.position <= executions - Self.window }
    }
    guard let current else {
      if let open { all.append(open) }
      return (all, open != nil)
    }
    guard var failing = current.failing else {
      if let open { all.append(open) }
      return (all, open != nil && current.passes == 0)
    }
    failing.passes += current.passes
    if var merged = open {
      merged.extend(with: failing)
      all.append(merged)
    } else {
      all.append(failing)
    }
    return (all, current.passes == 0)
  }

  /// The latest commit of the main line failed and has not passed.
  var isFailing: Bool {
    current.map { $0.failing != nil && $0.passes == 0 } ?? false
  }

  /// Passes inside the window of evidence.
  public var passesInWindow: Int {
    let span = executions - max(evidenceStart, executions - Self.window)
    let failed = evidence.segments.reduce(0) { $0 + $1.failures }
    return max(0, span - failed)
  }

  /// Commits inside the window of evidence.
  public var commitsInWindow: Double {
    guard executions > 0 else { return 0 }
    let span = executions - max(evidenceStart, executions - Self.window)
    return Double(span) * Double(commits) / Double(executions)
  }

  /// Lays the evidence so far aside after a confirmed fix: the test starts again, with the
  /// relapse rate as its prior.
  public mutating func confirmFix() {
    fixes += 1
    segments = []
    open = nil
    current?.failing = nil
    side = []
    evidenceStart = executions
    recentFailures = 0
    recentPasses = Double(cleanPasses)
  }

  private mutating func observeMain(_ outcome: Outcome, _ run: TestRun, _ company: Company?) {
    if current?.commit != run.commit {
      closeCommit()
      current = CommitTally(commit: run.commit)
      commits += 1
    }
    Self.add(outcome, run, position: executions, to: &current, company)
  }

  /// A pass-only commit closes an open segment; a failing one extends it; both outcomes extend
  /// and close it.
  private mutating func closeCommit() {
    guard let closing = current else { return }
    guard var failing = closing.failing else {
      if let ended = open { append(ended) }
      open = nil
      return
    }
    failing.passes += closing.passes
    var segment = failing
    if var longer = open {
      longer.extend(with: failing)
      segment = longer
    }
    if closing.passes == 0 && failing.passes == 0 {
      open = segment
    } else {
      append(segment)
      open = nil
    }
  }

  private mutating func observeSide(_ outcome: Outcome, _ run: TestRun) {
    let index: Int
    if let known = side.firstIndex(where: { $0.commit == run.commit }) {
      index = known
    } else {
      if side.count == Self.sideLimit { side.removeFirst() }
      side.append(CommitTally(commit: run.commit, branch: run.branch))
      index = side.count - 1
    }
    var tally: CommitTally? = side[index]
    Self.add(outcome, run, position: executions, to: &tally)
    guard let tally else { return }
    if var failing = tally.failing, tally.passes + failing.passes > 0 {
      failing.passes += tally.passes
      segments.removeAll {
        $0.isCrossBranch && ($0.firstCommit == run.commit || $0.lastCommit == run.commit)
      }
      append(failing)
      side.remove(at: index)
    } else {
      side[index] = tally
      pairAcrossBranches(index)
    }
  }

  /// Two failures on different branches while the main line is green are one piece of evidence,
  /// until a pass on one of the commits makes a better one.
  private mutating func pairAcrossBranches(_ index: Int) {
    guard open == nil, current?.failing == nil, !side[index].isPaired,
      let failing = side[index].failing,
      let partner = side.firstIndex(where: {
        $0.branch != side[index].branch && !$0.isPaired && $0.failing != nil
      }), var pair = side[partner].failing
    else { return }
    pair.extend(with: failing)
    pair.isCrossBranch = true
    side[index].isPaired = true
    side[partner].isPaired = true
    append(pair)
  }

  private static func add(
    _ outcome: Outcome, _ run: TestRun, position: Int, to tally: inout CommitTally?,
    _ company: Company? = nil
  ) {
    guard outcome != .passed else {
      tally?.passes += 1
      return
    }
    var failure = Segment(
      firstCommit: run.commit, lastCommit: run.commit, firstRun: run.id, lastRun: run.id,
      failures: 1, passes: outcome == .flaky ? 1 : 0, commits: 1, position: position,
      firstTime: run.time, lastTime: run.time)
    failure.company = company
    if var failing = tally?.failing {
      failing.extend(with: failure)
      failing.commits = 1
      tally?.failing = failing
    } else {
      tally?.failing = failure
    }
  }

  private mutating func append(_ segment: Segment) {
    segments.append(segment)
    while let oldest = segments.first,
      segments.count > Self.segmentLimit || oldest.position <= executions - Self.window
    {
      evidenceStart = max(evidenceStart, oldest.position)
      segments.removeFirst()
    }
  }
}
