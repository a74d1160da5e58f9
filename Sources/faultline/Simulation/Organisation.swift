import Flakiness

/// A made-up organisation: what `faultline simulate` fills a store from. Every number comes from
/// one seeded generator, so a seed is the same store on every machine.
struct Organisation {
  struct Job {
    var name: String
    var runner: String
    var environment: String
    /// Median seconds.
    var seconds: Double
    var hasTests: Bool
    /// Factor by which the job has grown in the last week.
    var growth = 1.0
  }

  struct Test {
    var name: String
    /// Chance that it fails without a reason, 0 for a sound test.
    var flakeRate: Double
    /// Day since which it is flaky, and until when.
    var flakySince: Int
    var flakyUntil: Int
    /// Days on which it is broken.
    var broken: Range<Int>
    var brokenOnMain: Bool
  }

  struct Repository {
    var name: String
    var provider: String
    /// Share of all runs.
    var weight: Double
    var jobs: [Job]
    var tests: [Test]
  }

  /// A failure of the day: some recipe that fails a share of the jobs for a while.
  struct Outage {
    /// Seconds since 1970.
    var from: Int
    var to: Int
    var recipe: Recipe
    var runner: String?
    var share: Double
  }

  /// Shares of tests that are flaky, and the distribution of their rates: FlakeFlagger's 10,000
  /// re-runs (flakes.md 4.3).
  static let prevalence = 0.0365
  static let rateShape = BetaDistribution(a: 0.23, b: 1.9)

  var repositories: [Repository]
  var outages: [Outage]
  var days: Int
  /// The Monday on which the record begins, seconds since 1970.
  var start: Int

  init(_ plan: SimulationPlan, _ generator: inout SeededGenerator) {
    days = plan.weeks * 7
    start = plan.end - days * 86_400
    repositories = (0..<plan.repositories).map { index in
      Self.repository(index, plan, &generator)
    }
    outages = Self.outages(plan, start: start, &generator)
  }

  private static let owners = ["acme", "acme-labs", "acme-data"]
  private static let words = [
    "web", "api", "billing", "search", "mobile", "ledger", "auth", "catalog", "checkout",
    "notify", "gateway", "reports", "inventory", "pricing", "ingest", "console", "docs", "maps",
  ]
  private static let providers = ["github-actions", "github-actions", "gitlab", "jenkins"]

  private static func repository(
    _ index: Int, _ plan: SimulationPlan, _ generator: inout SeededGenerator
  ) -> Repository {
    let word = words[index % words.count]
    let suffix = index < words.count ? "" : "-\(index / words.count)"
    var jobs = [
      job("lint", "ubuntu-24.04", "ubuntu", 95, false),
      job("unit", "ubuntu-24.04", "ubuntu", 380, true),
    ]
    if index % 3 != 2 { jobs.append(job("integration", "linux-large", "ubuntu", 760, true)) }
    if index % 5 == 4 { jobs.append(job("ios", "macos-14", "macos-arm64", 1150, true)) }
    if index % 4 == 1 { jobs[jobs.count - 1].growth = 1.35 }
    let count = plan.testsPerRepository
    return Repository(
      name: "\(owners[index % 3])/\(word)\(suffix)",
      provider: providers[index % providers.count], weight: 1 / Double(index + 3), jobs: jobs,
      tests: (0..<count).map { test($0, word, plan.weeks * 7, &generator) })
  }

  private static func job(
    _ name: String, _ runner: String, _ environment: String, _ seconds: Double, _ tests: Bool
  ) -> Job {
    Job(
      name: name, runner: runner, environment: environment, seconds: seconds, hasTests: tests)
  }

  private static let areas = ["auth", "cart", "sync", "render", "export", "cache", "retry", "api"]
  private static let deeds = [
    "keeps_order", "survives_restart", "rejects_bad_input", "times_out", "is_idempotent",
    "rounds_half_up", "reports_progress", "drains_queue", "reconnects",
  ]

  private static func test(
    _ index: Int, _ word: String, _ days: Int, _ generator: inout SeededGenerator
  ) -> Test {
    let name =
      "\(word).\(areas[index % areas.count]).Test\(index / 16)"
      + "::test_\(deeds[index % deeds.count])_\(index)"
    var rate = 0.0
    var since = 0
    var until = days
    if generator.chance(prevalence) {
      // What fails more often than this is mended within days and no matter of a weekly report.
      rate = min(0.03, max(1e-4, rateShape.quantile(generator.uniform())))
      if generator.chance(0.2) { since = max(0, days - 1 - generator.below(7)) }
      if since == 0, generator.chance(0.2) { until = generator.below(max(1, days - 7)) }
    }
    var broken = 0..<0
    if generator.chance(0.01) {
      let day = generator.below(days)
      broken = day..<(day + 1 + generator.below(2))
    }
    return Test(
      name: name, flakeRate: rate, flakySince: since, flakyUntil: until, broken: broken,
      brokenOnMain: generator.chance(0.05))
  }

  private static func outages(
    _ plan: SimulationPlan, start: Int, _ generator: inout SeededGenerator
  ) -> [Outage] {
    let count = max(1, plan.weeks / 2)
    var outages = (0..<count).map { _ in
      let day = generator.below(plan.weeks) * 7 + generator.below(5)
      let from = start + day * 86_400 + (9 + generator.below(7)) * 3600 + generator.below(3600)
      let recipe = Recipe.outages[generator.below(Recipe.outages.count)]
      return Outage(
        from: from, to: from + 900 + generator.below(3600), recipe: recipe,
        runner: generator.chance(0.5) ? "linux-large" : nil, share: 0.7)
    }
    // The last week has one, so that the newest report shows what an incident looks like.
    let from = plan.end - 4 * 86_400 + 13 * 3600 + 20 * 60
    outages.append(
      Outage(
        from: from, to: from + 2400, recipe: Recipe.outages[0], runner: nil, share: 0.8))
    return outages.sorted { $0.from < $1.from }
  }
}

/// How much of an organisation to make up.
struct SimulationPlan {
  var seed: UInt64
  var runs: Int
  var repositories: Int
  var weeks: Int
  var testsPerRepository: Int
  /// The Monday after the last week, seconds since 1970.
  var end: Int
}
