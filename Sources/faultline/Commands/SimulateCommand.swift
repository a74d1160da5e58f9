import ArgumentParser
import Flakiness
import Foundation
import History
import Reviews

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Fill a store with a made-up organisation (for tests, pictures and measurements).",
    discussion: """
      Repositories with jobs, tests, a weekly rhythm, queues, flaky tests with published rates,
      regressions and outages. The same seed gives the same store.

      Example:
        faultline simulate --store demo.db --runs 6000 --weeks 6
      """,
    shouldDisplay: false)

  @Option(help: "The store to fill; made if it does not exist.") var store: String
  @Option(help: "Where the random numbers begin.") var seed: UInt64 = 1
  @Option(help: "Pipeline runs in all.") var runs = 6000
  @Option(help: "Repositories.") var repos = 12
  @Option(help: "Weeks.") var weeks = 6
  @Option(help: "Tests of each repository.") var tests = 60
  @Option(help: ArgumentHelp("The last week.", valueName: "week")) var last = "2026-W47"
  @Flag(help: "Do not compute the flake verdicts at the end.") var noVerdicts = false

  func validate() throws {
    if ISOWeek(last) == nil { throw ValidationError("'\(last)' is not a week, expected 2026-W47") }
    for (name, value) in [("runs", runs), ("repos", repos), ("weeks", weeks), ("tests", tests)]
    where value < 1 {
      throw ValidationError("'--\(name)' must be at least 1")
    }
  }

  func run() throws {
    guard let week = ISOWeek(last) else { return }
    let plan = SimulationPlan(
      seed: seed, runs: runs, repositories: repos, weeks: weeks, testsPerRepository: tests,
      end: ReviewZone.utc.begin(of: week.monday + 7))
    do {
      try Simulation(plan, isShown: isatty(2) == 1).fill(
        try Store(path: store), hasVerdicts: !noVerdicts)
    } catch let error as StoreError {
      Terminal.words(error.description)
      throw ExitCode(1)
    }
  }
}

/// Makes an organisation up and stores what it did.
struct Simulation {
  let plan: SimulationPlan
  /// Whether somebody watches the progress.
  let isShown: Bool

  init(_ plan: SimulationPlan, isShown: Bool) {
    self.plan = plan
    self.isShown = isShown
  }

  func fill(_ store: Store, hasVerdicts: Bool) throws {
    var generator = SeededGenerator(seed: plan.seed)
    let organisation = Organisation(plan, &generator)
    var maker = RunMaker(organisation, plan, generator)
    var waiting: [JobReport] = []
    var done = 0
    try maker.make { reports in
      waiting += reports
      done += 1
      // A transaction waits for the disk; a few hundred jobs in one make that no matter.
      guard waiting.count >= 800 else { return }
      try store.takeIn(waiting)
      waiting.removeAll(keepingCapacity: true)
      if isShown { Terminal.words("\(done) of \(plan.runs) runs") }
    }
    try store.takeIn(waiting)
    try decide(store)
    guard hasVerdicts else { return }
    for repository in organisation.repositories {
      if isShown { Terminal.words("verdicts of \(repository.name)") }
      try store.refreshFlakes(of: repository.name)
    }
    try quarantine(store, organisation)
  }

  /// What the meetings of the last weeks decided.
  private func decide(_ store: Store) throws {
    let week = 7 * 86_400
    let monday = plan.end - week + 9 * 3600
    func due(_ days: Int) -> String {
      ReviewZone.utc.day(of: monday + days * 86_400).text
    }
    _ = try store.addAction(
      "Move the integration jobs off the shared pool", owner: "platform-team", due: due(-3),
      time: monday - week, actor: "dana")
    let cache = try store.addAction(
      "Pull images through our own cache", owner: "sam", due: due(2), time: monday - week,
      actor: "dana")
    _ = try store.addAction(
      "Give every flaky test of checkout an owner", owner: "checkout team", due: due(10),
      time: monday, actor: "dana")
    try store.closeAction(
      cache, note: "pulls from the hub fell to a tenth", time: monday + 2 * 86_400, actor: "sam")
  }

  /// Some flaky tests are muted already, one of them for too long.
  private func quarantine(_ store: Store, _ organisation: Organisation) throws {
    for repository in organisation.repositories.prefix(4) {
      let flakes = try store.flakes(of: repository.name, verdicts: [.flaky])
      for (index, flake) in flakes.prefix(2).enumerated() {
        let since = plan.end - (index == 0 ? 20 : 6) * 86_400
        try store.record(
          Event(
            repository: repository.name, kind: .quarantine, subject: flake.test, time: since,
            actor: "dana", verb: "add",
            details: [
              "owner": index == 0 ? "platform-team" : "test owners", "reason": "blocks merges",
              "expires": "\(since + 14 * 86_400)",
            ]))
      }
    }
  }
}
