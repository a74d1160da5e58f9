import Flakiness
import History
import TestResults

/// Makes the runs of an organisation in order of time and hands their jobs out as the store takes
/// them in.
struct RunMaker {
  let organisation: Organisation
  let plan: SimulationPlan
  private var generator: SeededGenerator
  private var pools: [String: RunnerQueue] = [:]
  /// Rows that say "passed", made once per repository.
  private let passing: [[TestResult]]
  private let flaky: [[Int]]
  private let weights: [Double]

  init(_ organisation: Organisation, _ plan: SimulationPlan, _ generator: SeededGenerator) {
    self.organisation = organisation
    self.plan = plan
    self.generator = generator
    passing = organisation.repositories.map { repository in
      repository.tests.map { test in
        TestResult(Self.identity(test.name), attempts: [Attempt(.passed, duration: 0.05)])
      }
    }
    flaky = organisation.repositories.map { repository in
      repository.tests.indices.filter {
        repository.tests[$0].flakeRate > 0 || !repository.tests[$0].broken.isEmpty
      }
    }
    weights = organisation.repositories.map(\.weight)
    let size = max(6, Double(plan.runs) / Double(plan.weeks * 5 * 10) * 0.28)
    pools = [
      "ubuntu-24.04": RunnerQueue(machines: Int(size * 1.1)),
      "linux-large": RunnerQueue(machines: Int(size * 0.6)),
      "macos-14": RunnerQueue(machines: max(1, Int(size * 0.3))),
    ]
  }

  /// Runs in order of their beginning; `handle` is given each run's jobs.
  mutating func make(_ handle: ([JobReport]) throws -> Void) rethrows {
    for (number, time) in times().enumerated() { try handle(run(number, at: time)) }
  }

  /// When runs begin: office hours of weekdays, some at night, few at the weekend.
  private mutating func times() -> [Int] {
    var shares: [Double] = []
    for day in 0..<organisation.days {
      for hour in 0..<24 {
        let isWeekend = day % 7 > 4
        let office = (8...18).contains(hour) ? 1.0 : (6...21).contains(hour) ? 0.3 : 0.08
        shares.append(office * (isWeekend ? 0.12 : day % 7 == 4 ? 0.85 : 1))
      }
    }
    let total = shares.reduce(0, +)
    var times: [Int] = []
    times.reserveCapacity(plan.runs)
    var reached = 0.0
    for (hour, share) in shares.enumerated() {
      reached += share / total * Double(plan.runs)
      while Double(times.count) + 0.5 < reached {
        times.append(organisation.start + hour * 3600 + generator.below(3600))
      }
    }
    return times.sorted()
  }

  private struct Change {
    var repository: Int
    var number: Int
    var time: Int
    var day: Int
    var isMain: Bool
    /// What the change itself breaks, in which job.
    var fault: (recipe: Recipe, job: Int)?
  }

  private mutating func run(_ number: Int, at time: Int) -> [JobReport] {
    let repository = pickRepository()
    let isMain = generator.chance(0.3)
    var change = Change(
      repository: repository, number: number, time: time,
      day: (time - organisation.start) / 86_400, isMain: isMain)
    if generator.chance(isMain ? 0.012 : 0.075) {
      let recipe = Recipe.pick(Recipe.changes, &generator)
      let job = recipe.category == "lint" ? 0 : 1
      change.fault = (recipe, job)
    }
    if generator.chance(0.05) { return [cancelled(change)] }
    let count = organisation.repositories[repository].jobs.count
    var reports: [JobReport] = []
    var failed: [Int] = []
    for job in 0..<count {
      let report = self.job(job, of: change, attempt: 1, at: time)
      if report.status == .failed { failed.append(job) }
      reports.append(report)
    }
    var attempt = 1
    while !failed.isEmpty, attempt < 3, generator.chance(attempt == 1 ? 0.55 : 0.25) {
      attempt += 1
      let again = (reports.compactMap(\.finished).max() ?? time) + 120 + generator.below(1500)
      let reruns = failed.map { self.job($0, of: change, attempt: attempt, at: again) }
      failed = zip(failed, reruns).filter { $0.1.status == .failed }.map(\.0)
      reports += reruns
    }
    return reports
  }

  private mutating func pickRepository() -> Int {
    var rest = generator.uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }

  private func key(_ change: Change, _ job: String, attempt: Int) -> JobKey {
    let repository = organisation.repositories[change.repository]
    return JobKey(
      provider: repository.provider, repository: repository.name,
      run: "\(700_000 + change.number)", attempt: attempt, job: job)
  }

  private func facts(_ change: Change) -> RunFacts {
    let commit = String(UInt64(bitPattern: NameNumber.of("commit", "\(change.number)")), radix: 16)
    // About three runs belong to one pull request.
    let request = change.isMain ? nil : "\(change.number / 3 + 100)"
    let place = organisation.repositories[change.repository].name
    return RunFacts(
      commit: commit, branch: change.isMain ? "main" : "topic-\(change.number / 3)",
      isMainLine: change.isMain, pullRequest: request, commitTime: change.time - 60,
      workflow: "ci", event: change.isMain ? "push" : "pull_request",
      author: "dev\(change.number % 37)",
      url: "https://ci.example.com/\(place)/runs/\(700_000 + change.number)")
  }

  private mutating func cancelled(_ change: Change) -> JobReport {
    let job = organisation.repositories[change.repository].jobs[0]
    return JobReport(
      key: key(change, job.name, attempt: 1), facts: facts(change), status: .cancelled,
      started: change.time, finished: change.time + 20 + generator.below(90),
      queued: change.time - 2, runner: job.runner, environment: job.environment)
  }

  private mutating func job(
    _ index: Int, of change: Change, attempt: Int, at queued: Int
  ) -> JobReport {
    let job = organisation.repositories[change.repository].jobs[index]
    let isLastWeek = change.day >= organisation.days - 7
    var seconds = job.seconds * (isLastWeek ? job.growth : 1)
    seconds *= 0.7 + 0.3 * (generator.uniform() + generator.uniform() + generator.uniform()) / 1.5
    if generator.chance(0.04) { seconds *= 1.8 }
    // A repeated job comes later than runs that are not made yet: it may not take their machine.
    let started =
      attempt == 1
      ? pools[job.runner]?.place(queued, Int(seconds)) ?? queued
      : queued + 2 + generator.below(30)
    let (results, failure) = outcome(index, job, change, attempt: attempt, at: started)
    if failure != nil { seconds *= 0.35 + 0.6 * generator.uniform() }
    let finished = started + max(5, Int(seconds))
    return JobReport(
      key: key(change, job.name, attempt: attempt), facts: facts(change),
      status: failure == nil ? .passed : .failed, started: started, finished: finished,
      queued: queued, runner: job.runner, environment: job.environment, failure: failure,
      results: results)
  }

  /// Why a job fails, if it does: an outage, the change, bad luck, or its tests.
  private mutating func outcome(
    _ index: Int, _ job: Organisation.Job, _ change: Change, attempt: Int, at time: Int
  ) -> ([TestResult]?, FailureRecord?) {
    for outage in organisation.outages
    where time >= outage.from && time < outage.to && outage.runner ?? job.runner == job.runner {
      if generator.chance(outage.share) { return (nil, record(outage.recipe)) }
    }
    if let fault = change.fault, fault.job == index { return (nil, record(fault.recipe)) }
    if generator.chance(0.012) {
      return (nil, record(Recipe.pick(Recipe.daily, &generator)))
    }
    if change.day >= organisation.days - 5, change.repository % 6 == 1, job.name == "unit",
      generator.chance(0.12)
    {
      return (nil, record(Recipe.release))
    }
    return job.hasTests ? tests(change, attempt: attempt) : (nil, nil)
  }

  private mutating func record(_ recipe: Recipe) -> FailureRecord {
    recipe.record(fingerprint: recipe.fingerprint, line: 200 + generator.below(900))
  }

  private mutating func tests(
    _ change: Change, attempt: Int
  ) -> ([TestResult], FailureRecord?) {
    let repository = organisation.repositories[change.repository]
    var results = passing[change.repository]
    var failing: [String] = []
    for index in flaky[change.repository] {
      let test = repository.tests[index]
      let isFlaky = test.flakySince <= change.day && change.day < test.flakyUntil
      let isBroken =
        test.broken.contains(change.day)
        && (change.isMain ? test.brokenOnMain : change.number % 9 == 0)
      // A failing test is more likely to fail again on the retry: reruns data, median 0.05.
      let rate = attempt == 1 ? test.flakeRate : min(1, test.flakeRate * 2 + 0.05)
      guard isBroken || isFlaky && generator.chance(rate) else { continue }
      let message = "AssertionError: expected \(index % 7) rows, got \(index % 7 + 1)"
      let failure = Attempt(.failed, duration: 0.4, message: message)
      if !isBroken, generator.chance(0.3) {
        results[index].attempts = [failure, Attempt(.passed, duration: 0.3)]
      } else {
        results[index].attempts = [failure]
        failing.append(test.name)
      }
    }
    guard let first = failing.first else { return (results, nil) }
    let recipe = Recipe(
      bucket: "test", category: "assertion", signature: nil,
      summary: "\(first) failed: the number of rows differs.",
      line: "FAILED \(first) - AssertionError: expected rows", actor: "author")
    return (results, record(recipe))
  }

  static func identity(_ name: String) -> TestIdentity {
    let parts = name.split(separator: ":")
    return TestIdentity(
      suite: "pytest", className: parts.first.map(String.init) ?? "",
      name: parts.last.map(String.init) ?? name)
  }
}

/// Machines of one label: a job starts as soon as one is free.
struct RunnerQueue {
  /// When each machine is free again, seconds since 1970.
  private var free: [Int]

  init(machines: Int) { free = [Int](repeating: 0, count: max(1, machines)) }

  /// When a job that is ready at `time` starts.
  mutating func place(_ time: Int, _ seconds: Int) -> Int {
    var best = 0
    for index in free.indices where free[index] < free[best] { best = index }
    let start = max(time + 2, free[best])
    free[best] = start + seconds
    return start
  }
}
