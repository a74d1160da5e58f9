import Flakiness
import GRDB

/// The builds of a repository as a quarantine sees them, and the detector that read them.
struct BuildHistory {
  private(set) var builds: [BuildRecord] = []
  /// Failing tests of the unmasked runs, for telling which fail together.
  private(set) var failingTogether: [[Int]] = []
  private(set) var detector = FlakeDetector()
  private(set) var tests: [String] = []
  private(set) var first = Int.max
  private(set) var last = Int.min
  /// Builds in which a test has failed since its last pass.
  private var streaks: [Int: [Int]] = [:]

  /// Weeks the history spans.
  var weeks: Double { last > first ? Double(last - first) / (7 * 86_400) : 0 }

  init(_ store: Store, _ repository: String) throws(StoreError) {
    let jobs = try store.jobFacts(of: repository)
    tests = try store.runs(of: repository) { run in take(run, jobs[run.id] ?? JobFacts()) }.tests
  }

  private mutating func take(_ run: TestRun, _ facts: JobFacts) {
    first = min(first, run.time)
    last = max(last, run.time)
    _ = detector.observe(run)
    var failing: [Int] = []
    var isMasked = false
    for execution in run.executions {
      switch execution.outcome {
      case .failed where detector.masked.contains(job: execution.job): isMasked = true
      case .failed: failing.append(execution.test)
      case .passed: streaks[execution.test] = nil
      case .flaky: continue
      }
    }
    failingTogether.append(failing)
    // A green build, whatever its tests did, needed no rescue: their failures were forgiven.
    guard facts.isRed else { return }
    builds.append(
      BuildRecord(
        id: run.id, failing: failing, hasOtherFailure: isMasked || facts.hasOtherFailure,
        minutes: facts.minutes))
    for test in Set(failing) { streaks[test, default: []].append(builds.count - 1) }
    markRegressions(failing)
  }

  /// A streak the detector calls a breakage was one from its first failure on.
  private mutating func markRegressions(_ failing: [Int]) {
    for test in Set(failing) {
      let verdict = detector.standings[test].verdict
      guard verdict == .regressed || verdict == .broken else { continue }
      for build in streaks[test] ?? [] where !builds[build].regressions.contains(test) {
        builds[build].regressions.append(test)
      }
    }
  }
}

/// What the jobs of one attempt of a run say apart from their tests.
struct JobFacts {
  var isRed = false
  /// A job failed in which no test did, or for another reason than its tests.
  var hasOtherFailure = false
  /// Machine time of all its jobs.
  var minutes = 0.0
}

extension Store {
  /// By the run's number as ``TestRun/id`` has it.
  func jobFacts(of repository: String) throws(StoreError) -> [String: JobFacts] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT r.id, j.attempt, j.status, j.started, j.finished, s.failures, f.bucket
          FROM job j
          JOIN run r ON r.repository = j.repository AND r.run = j.run
          LEFT JOIN results s ON s.repository = j.repository AND s.job = j.job
          LEFT JOIN failure f ON f.repository = j.repository AND f.job = j.job
          WHERE j.repository = ?
          """,
        arguments: [NameNumber.of(repository)])
      var facts: [String: JobFacts] = [:]
      while let row = try rows.next() {
        let id: String = row[0]
        let attempt: Int = row[1]
        let status: String = row[2]
        let started: Int = row[3]
        let finished: Int? = row[4]
        let failures: Int? = row[5]
        let bucket: String? = row[6]
        var fact = facts[attempt == 1 ? id : "\(id)#\(attempt)"] ?? JobFacts()
        fact.minutes += Double(max(0, (finished ?? started) - started)) / 60
        if status != JobStatus.passed.rawValue {
          fact.isRed = true
          let isOfTests = (failures ?? 0) > 0 && (bucket == nil || bucket == "test")
          if !isOfTests || status == JobStatus.cancelled.rawValue { fact.hasOtherFailure = true }
        }
        facts[attempt == 1 ? id : "\(id)#\(attempt)"] = fact
      }
      return facts
    }
  }
}
