import Foundation
import History
import Reviews
import TestResults
import Testing

/// The review of small stores whose figures can be counted by hand.
@Suite struct ReviewTests {
  /// Monday of 2026-W47 in UTC.
  private static let monday = 1_794_787_200

  private static func week(_ text: String = "2026-W47") throws -> ReviewWindow {
    ReviewWindow(try #require(ISOWeek(text)), in: .utc)
  }

  /// A job of run `run`, `minutes` after Monday.
  private static func job(
    _ run: Int, at minutes: Int, _ status: JobStatus = .passed, attempt: Int = 1,
    name: String = "unit", repository: String = "acme/web", provider: String = "github-actions",
    isMain: Bool = true, failure: String? = nil, length: Int = 10, results: [TestResult]? = nil
  ) -> JobReport {
    let started = monday + minutes * 60
    return JobReport(
      key: JobKey(
        provider: provider, repository: repository, run: "\(run)", attempt: attempt, job: name),
      facts: RunFacts(
        commit: "c\(run)", branch: isMain ? "main" : "topic-\(run)", isMainLine: isMain,
        pullRequest: isMain ? nil : "\(run)", workflow: "ci"),
      status: status, started: started, finished: started + length * 60, queued: started - 30,
      runner: "linux",
      failure: failure.map {
        FailureRecord(
          bucket: "infra", category: "network-dns", confidence: 900_000, summary: $0,
          fingerprint: "v1:" + $0, actor: "platform-team",
          evidence: [.init(line: 7, role: "cause", text: "error: " + $0)])
      }, results: results)
  }

  private static func review(
    _ reports: [JobReport], window: ReviewWindow? = nil,
    comparison: ReviewBuilder.Comparison = .previous, in repositories: [String]? = nil
  ) throws -> Review {
    let store = try Scratch().keeping { try $0.store("store.db", reports) }
    let builder = ReviewBuilder(window: try window ?? week(), comparison: comparison)
    return try store.store.review(builder, in: repositories)
  }

  private static func figure(_ review: Review, _ id: String) throws -> Review.Figure {
    try #require(review.scorecard.first { $0.id == id })
  }

  private static let sample = [
    // Fails, is run again, passes: flaky.
    job(1, at: 0, .failed, failure: "dns"), job(1, at: 30, attempt: 2),
    job(2, at: 60), job(2, at: 60, name: "lint", length: 2),
    // Red from minute 130 to 210.
    job(3, at: 120, .failed, failure: "dns"), job(4, at: 200),
    job(5, at: 300, .cancelled, isMain: false),
    job(6, at: 400, .failed, isMain: false, failure: "other"),
    // Begun before midnight of the last day, run again in the next week: that is not in it.
    job(7, at: 10_000, .failed, failure: "dns"), job(7, at: 10_100, attempt: 2),
  ]

  @Test func figuresAreThoseCountedByHand() throws {
    let review = try Self.review(Self.sample)
    #expect(review.coverage.runs == 7 && review.coverage.jobs == 9)
    func rate(_ id: String) throws -> [Double?] {
      let now = try Self.figure(review, id).now
      return [now.numerator, now.denominator]
    }
    #expect(try rate("success-first") == [2, 6])
    #expect(try rate("success-final") == [3, 6])
    #expect(try rate("main-green") == [3, 5])
    #expect(try rate("rerun-rate") == [1, 7])
    #expect(try rate("flaky-run-rate") == [1, 6])
    #expect(try Self.figure(review, "minutes").now.value == 82)
    #expect(try Self.figure(review, "minutes-wasted").now.value == 50)
    #expect(try Self.figure(review, "duration-p50").now.value == 600)
    #expect(try Self.figure(review, "queue-p95").now.value == 30)
    #expect(try Self.figure(review, "recovery-p50").now.value == 4800)
    #expect(try Self.figure(review, "recovery-p50").now.cases == 1)
    #expect(review.openReds.map(\.failedRuns) == [1])
  }

  @Test func failuresAreRankedByPullRequestsAndMainCommits() throws {
    let review = try Self.review(Self.sample)
    #expect(review.failures.map(\.summary) == ["dns", "other"])
    #expect(review.failures.map(\.count) == [3, 1])
    #expect(review.failures.map(\.tag) == [.new, .new])
    #expect(review.failures.first?.example?.line == 7)
    #expect(review.failures.first?.mainCommits == 3)
    #expect(review.buckets.map(\.bucket) == ["infra"])
  }

  @Test func aFailureThatWasAwayIsBackAndOneThatEndedIsGone() throws {
    let day = 1440
    let review = try Self.review([
      Self.job(1, at: -20 * day, .failed, failure: "away"),
      Self.job(2, at: -3 * day, .failed, failure: "ended"),
      Self.job(3, at: -2 * day, .failed, failure: "steady"),
      Self.job(4, at: 10, .failed, failure: "away"),
      Self.job(5, at: 20, .failed, failure: "steady"),
      Self.job(6, at: 30, .failed, failure: "fresh"),
    ])
    let tags = Dictionary(uniqueKeysWithValues: review.failures.map { ($0.summary, $0.tag) })
    #expect(tags == ["away": .regressed, "steady": .steady, "fresh": .new])
    #expect(review.gone.map(\.summary) == ["ended"])
    #expect(review.appeared.map(\.summary) == ["fresh"])
  }

  @Test func whatNobodyDecidedIsListed() throws {
    let scratch = try Scratch()
    let store = try scratch.store("store.db", Self.sample)
    func ask(_ subject: String, _ verb: String, at minutes: Int, by actor: String) throws {
      try store.record(
        Event(
          repository: "acme/web", kind: .proposal, subject: subject,
          time: Self.monday + minutes * 60, actor: actor, verb: verb,
          details: ["bucket": "config", "was": "infra", "reason": "a <b>typo</b>"]))
    }
    try ask("v1:dns", "correction", at: 500, by: "ada")
    try ask("v1:dns", "correction", at: 600, by: "bo")
    try ask("suite::a", "quarantine", at: 700, by: "cy")
    try ask("suite::b", "quarantine", at: 700, by: "cy")
    try ask("suite::later", "quarantine", at: 20_000, by: "cy")
    try store.record(
      Event(
        repository: "acme/web", kind: .quarantine, subject: "suite::b",
        time: Self.monday + 800 * 60, actor: "dana", verb: "add"))
    let builder = ReviewBuilder(window: try Self.week())
    let asked = try store.review(builder).proposals.filter { $0.title.hasPrefix("Decide") }
    #expect(
      asked.map(\.title) == [
        "Decide whether to quarantine suite::a",
        "Decide on a correction of “dns”: config instead of infra",
      ])
    #expect(
      asked.last?.effect == "bo on 2026-11-16 in acme/web, asked for 2 times, “a <b>typo</b>”")
    #expect(try store.review(builder, in: ["acme/api"]).proposals.isEmpty)
  }

  @Test func theOrderOfArrivalIsNoMatter() throws {
    let review = try Self.review(Self.sample)
    for seed in 1...5 {
      #expect(try Self.review(Self.sample.shuffled(seed: UInt64(seed))) == review)
    }
  }

  @Test func laterRunsDoNotChangeAPastWeek() throws {
    let review = try Self.review(Self.sample)
    let later = (0..<30).map { Self.job(100 + $0, at: 10_200 + $0 * 60, .failed, failure: "dns") }
    let again = try Self.review(Self.sample + later)
    #expect(again.scorecard == review.scorecard && again.failures == review.failures)
  }

  @Test func anEmptyStoreAndAnEmptyWeekSaySo() throws {
    let empty = try Self.review([])
    #expect(empty.coverage.runs == 0 && empty.coverage.isFirst)
    #expect(empty.sentences.count == 3 && empty.sentences[0].contains("No run"))
    let quiet = try Self.review([Self.job(1, at: -8 * 1440)])
    #expect(quiet.coverage.runs == 0 && !quiet.coverage.isFirst)
    #expect(quiet.sentences[1].contains("still report"))
  }

  @Test func aFirstWeekClaimsNoChange() throws {
    let review = try Self.review(Self.sample)
    #expect(review.coverage.isFirst)
    for figure in review.scorecard {
      #expect(figure.change == .small || figure.change == nil, "\(figure.id)")
      #expect(figure.median == nil, "\(figure.id)")
    }
    #expect(try Self.review(Self.sample, comparison: .none).previous == nil)
  }

  @Test func aProviderThatFellSilentIsNamed() throws {
    let review = try Self.review([
      Self.job(1, at: -5000, provider: "gitlab"), Self.job(2, at: -5000), Self.job(3, at: 60),
    ])
    #expect(review.coverage.providers.map(\.name) == ["github-actions", "gitlab"])
    #expect(review.coverage.providers.map(\.runs) == [1, 0])
    #expect(review.coverage.providers.map(\.before) == [1, 1])
  }

  @Test func daysWithoutRunsAreGapsOnlyWhereRunsAreUsual() throws {
    var reports: [JobReport] = []
    for day in -14..<7 where day != 2 && (day + 14) % 7 < 5 {
      reports.append(Self.job(1000 + day, at: day * 1440 + 600))
    }
    #expect(try Self.review(reports).coverage.gaps == ["Wed 18 Nov"])
  }

  @Test func onlyTheRepositoriesAskedForAreCounted() throws {
    let other = Self.job(9, at: 5, repository: "acme/api")
    let review = try Self.review(Self.sample + [other], in: ["acme/api"])
    #expect(review.coverage.runs == 1 && review.coverage.repositories == 1)
    #expect(try Self.review(Self.sample, in: ["no/such"]).coverage.runs == 0)
  }

  @Test func threeThousandRepositoriesAreOnePage() throws {
    let reports = (0..<3000).map { index in
      Self.job(
        index, at: index % 5000, index % 10 == 0 ? .failed : .passed,
        repository: "acme/r\(index)", failure: index % 10 == 0 ? "dns" : nil)
    }
    let review = try Self.review(reports)
    #expect(review.coverage.repositories == 3000)
    #expect(review.failures.count == 1 && review.failures[0].repositories.count == 300)
  }

  @Test func anOldStoreGivesAPage() throws {
    let scratch = try Scratch()
    let reports = Self.sample.map { report in
      var report = report
      (report.queued, report.runner, report.facts.workflow) = (nil, nil, nil)
      return report
    }
    let store = try scratch.store("store.db", reports)
    let review = try store.review(ReviewBuilder(window: try Self.week()))
    #expect(review.runners.isEmpty && review.hints.isEmpty)
    #expect(try Self.figure(review, "queue-p50").now.value == nil)
    #expect(try Self.figure(review, "success-final").now.numerator == 3)
    #expect(!review.scorecard.contains { $0.id == "utilisation" })
  }

  @Test func actionsComeBackInTheNextReview() throws {
    let scratch = try Scratch()
    let store = try scratch.store("store.db", Self.sample)
    let before = Self.monday - 4 * 86_400
    let first = try store.addAction(
      "pin urllib3", owner: "web", due: "2026-11-20", time: before, actor: "dana")
    let second = try store.addAction(
      "cache images", owner: nil, due: nil, time: before + 1, actor: "dana")
    #expect(first.count == 6 && first != second)
    let closed = try store.closeAction(
      second, note: "done at last", time: Self.monday + 60, actor: "sam")
    #expect(closed?.state == "done")
    #expect(try store.closeAction("nosuch", note: nil, time: 1, actor: "sam") == nil)
    let review = try store.review(ReviewBuilder(window: try Self.week()))
    #expect(review.actions.map(\.state) == ["open", "done"])
    #expect(review.actions.map(\.isOverdue) == [true, false])
    let next = try store.review(ReviewBuilder(window: try Self.week("2026-W49")))
    #expect(next.actions.map(\.title) == ["pin urllib3"])
    let earlier = try store.review(ReviewBuilder(window: try Self.week("2026-W46")))
    #expect(earlier.actions.map(\.state) == ["open", "open"])
  }

  @Test func aStepIsFoundAtItsDay() throws {
    var reports: [JobReport] = []
    for day in -28..<7 {
      for run in 0..<40 {
        // Every twentieth run fails, from Wednesday on every second one.
        let isFailed = run % (day >= 2 ? 2 : 20) == 0
        reports.append(
          Self.job(
            (day + 28) * 40 + run, at: day * 1440 + 500 + run * 10, isFailed ? .failed : .passed,
            failure: isFailed ? "dns" : nil, length: day >= 4 && run > 2 ? 15 : 10))
      }
    }
    let shifts = try Self.review(reports).shifts
    #expect(shifts.map(\.date) == ["2026-11-18", "2026-11-20"])
    #expect(shifts.map(\.subject) == [.success, .duration])
    #expect(shifts.first?.after == Proportion(100, of: 200))
    #expect(shifts.first?.sentence.contains("50.0 % (100 of 200) of runs fail") == true)
  }

  @Test func aBurstOfUnrelatedFailuresIsOneIncident() throws {
    var reports = (0..<200).map { Self.job($0, at: $0 * 30) }
    for index in 0..<60 {
      // Two bursts of five minutes with a quiet quarter of an hour between their ends.
      let minute = 3000 + index % 5 + (index < 30 ? 0 : 14)
      reports.append(
        Self.job(
          1000 + index, at: minute, .failed, repository: "acme/r\(index % 9)", isMain: false,
          failure: "dns"))
    }
    let incidents = try Self.review(reports).incidents
    #expect(incidents.map(\.failures) == [60])
    #expect(incidents.first?.repositories.count == 9 && incidents.first?.pullRequests == 60)
    #expect(incidents.first?.minutes == 600 && incidents.first?.summary == "dns")
  }

  @Test func mutingIsReplayedRunByRun() throws {
    func results(_ failing: [String]) -> [TestResult] {
      ["a", "b", "c"].map { name in
        TestResult(
          TestIdentity(suite: "s", className: "k", name: name),
          attempts: [Attempt(failing.contains(name) ? .failed : .passed)])
      }
    }
    var reports: [JobReport] = []
    // Test a fails on every sixth commit and passes on the retry; b never fails.
    for run in 0..<240 {
      let fails = run % 6 == 0
      let minute = (run - 200) * 40
      reports.append(
        Self.job(
          run, at: minute, fails ? .failed : .passed, failure: fails ? "a" : nil,
          results: results(fails ? ["a"] : [])))
      if fails {
        reports.append(Self.job(run, at: minute + 15, attempt: 2, results: results([])))
      }
    }
    let scratch = try Scratch()
    let store = try scratch.store("store.db", reports)
    try store.refreshFlakes(of: "acme/web")
    let review = try store.review(ReviewBuilder(window: try Self.week()))
    let debt = review.flakes
    #expect(debt.total == 1 && debt.top.map(\.test) == ["k::a"])
    // Runs 204, 210, …, 234 began in the window, and were run again: 40 + 6 executions.
    #expect(debt.top[0].fails == Proportion(6, of: 46))
    #expect(debt.runsBlocked == 6 && debt.whatIf?.red == 6 && debt.whatIf?.rescued == 6)
    #expect(debt.whatIf?.hidden == 0 && debt.top[0].days.reduce(0, +) == 6)
  }
}

extension Scratch {
  /// What `body` makes, together with the folder it lives in.
  fileprivate func keeping(_ body: (Scratch) throws -> Store) rethrows -> (
    store: Store, scratch: Scratch
  ) {
    (try body(self), self)
  }
}
