/// Facts into a review: pure, so that the same facts are the same bytes on every machine.
public struct ReviewBuilder {
  /// What to compare with.
  public enum Comparison: Sendable, Equatable {
    /// As many days before.
    case previous
    case window(ReviewWindow)
    case none
  }

  /// Windows before it that the median is taken of.
  public static let medianWindows = 4

  public var window: ReviewWindow
  public var comparison: Comparison
  public var zone: ReviewZone
  public var prices = Prices()
  public var scope: String?
  public var classifier = ""
  public var catalog = ""

  public init(
    window: ReviewWindow, comparison: Comparison = .previous, zone: ReviewZone = .utc
  ) {
    self.window = window
    self.comparison = comparison
    self.zone = zone
  }

  /// The window compared with.
  public var previous: ReviewWindow? {
    switch comparison {
    case .none: nil
    case .previous: window.earlier(1, in: zone)
    case .window(let window): window
    }
  }

  /// Everything from the first of the four windows before to the end: what facts are needed of.
  public var record: ReviewWindow {
    let first = window.earlier(Self.medianWindows, in: zone)
    let days = first.days.count * (Self.medianWindows + 1)
    let start = zone.day(of: first.from.seconds)
    return ReviewWindow(start, through: start + (days - 1), in: zone)
  }

  /// Since when facts are needed: two days more, so that the first attempt of a run that is
  /// repeated after midnight is among them.
  public var needed: (from: Int, to: Int) {
    (min(record.from.seconds, previous?.from.seconds ?? .max) - 2 * 86_400, window.to.seconds)
  }

  /// The review without the words and examples of its failures (``Draft/wanted``), which the
  /// store is asked for next.
  public func draft(_ facts: ReviewFacts, _ context: ReviewContext) -> Draft {
    let now = WindowRuns(facts, in: window)
    let past = previous.map { WindowRuns(facts, in: $0) }
    let builder = FailuresBuilder(
      facts: facts, window: window, before: previous, context: context)
    let rows = builder.rows()
    let gone = builder.gone()
    let review = review(facts, context, now, past, builder)
    let failures = Array(rows.prefix(FailuresBuilder.listed))
    let appeared = rows.filter { $0.row.tag == .new }.prefix(FailuresBuilder.listedNew)
    var draft = Draft(review: review)
    draft.review.differentFailures = rows.count
    draft.failures = failures
    draft.appeared = Array(appeared)
    draft.gone = Array(gone.prefix(FailuresBuilder.listedNew))
    draft.incidents = draft.review.incidents.map { incident in
      builder.failedJobs(in: window).first { job in
        let failure = facts.jobs[job].failure
        return failure >= 0
          && (incident.from.seconds...incident.to.seconds).contains(
            facts.failures[Int(failure)].time)
          && (incident.common.first.map { common in
            let failure = facts.failures[Int(failure)]
            return common.kind == "signature" && facts.names[failure.signature] == common.name
              || common.kind != "signature"
          } ?? true)
      } ?? -1
    }
    return draft
  }

  private func review(
    _ facts: ReviewFacts, _ context: ReviewContext, _ now: WindowRuns, _ past: WindowRuns?,
    _ builder: FailuresBuilder
  ) -> Review {
    let recovery = Recovery(facts, in: window)
    let pools = RunnerPool.pools(facts, now, zone: zone)
    let machines = MachineBuilder(facts: facts, now: now, before: past, zone: zone)
    let trend = TrendBuilder(facts: facts, window: window, record: record)
    let days = trend.days()
    let scorecard = ScorecardBuilder(
      now: Measures(facts, now, recovery: recovery, prices: prices, pools: pools),
      before: past.map(measures(facts)), past: earlier(facts), prices: prices)
    return Review(
      window: window, previous: previous, scope: scope,
      coverage: coverage(facts, context, now, past, builder), sentences: [],
      scorecard: scorecard.figures(), trend: days.map(\.point), shifts: trend.shifts(days),
      openReds: recovery.open, buckets: builder.buckets(), categories: builder.categories(),
      bucketDays: builder.days(), failures: [], differentFailures: 0, appeared: [], gone: [],
      flakes: FlakeBuilder(facts: facts, window: window, past: record, context: context).debt(),
      incidents: IncidentBuilder(facts: facts, failures: builder).rows(context.incidents),
      slowest: machines.slowest(), runners: machines.runners(pools),
      hints: machines.hints(pools), actions: context.actions, proposals: [],
      notes: Notes(hasPrices: prices.isConfigured, zone: zone.name).all())
  }

  private func measures(_ facts: ReviewFacts) -> (WindowRuns) -> Measures {
    { runs in
      Measures(
        facts, runs, recovery: Recovery(facts, in: runs.window), prices: prices,
        pools: RunnerPool.pools(facts, runs, zone: zone))
    }
  }

  private func earlier(_ facts: ReviewFacts) -> [Measures] {
    (1...Self.medianWindows).map { window.earlier($0, in: zone) }
      .map { WindowRuns(facts, in: $0) }.filter { !$0.runs.isEmpty }.map(measures(facts))
  }

  private func coverage(
    _ facts: ReviewFacts, _ context: ReviewContext, _ now: WindowRuns, _ past: WindowRuns?,
    _ builder: FailuresBuilder
  ) -> Review.Coverage {
    func providers(_ runs: WindowRuns?) -> [String: Int] {
      (runs?.runs ?? []).reduce(into: [:]) {
        $0[facts.names[facts.runs[$1.run].provider], default: 0] += 1
      }
    }
    let (present, before) = (providers(now), providers(past))
    let failed = builder.failedJobs(in: window)
    let jobs = now.jobs.map { facts.jobs[$0] }
    return Review.Coverage(
      runs: now.runs.count, jobs: jobs.count,
      repositories: Set(now.runs.map { facts.runs[$0.run].repository }).count,
      testExecutions: jobs.reduce(0) { $0 + $1.executed },
      providers: Set(present.keys).union(before.keys).sorted().map {
        .init(name: $0, runs: present[$0] ?? 0, before: before[$0] ?? 0)
      },
      gaps: gaps(facts, now), failedJobs: failed.count,
      explained: failed.count { facts.jobs[$0].failure >= 0 },
      unknown: failed.count { builder.bucket(of: $0) == "unknown" },
      endless: jobs.count { $0.finished == nil }, classifier: classifier, catalog: catalog,
      isFirst: context.firstJob.map { $0 >= window.from.seconds } ?? true)
  }

  /// Days of the window without a run, though the same weekday had some in two of the weeks on
  /// record before.
  private func gaps(_ facts: ReviewFacts, _ now: WindowRuns) -> [String] {
    let record = record
    var seen = Set<Int>()
    for job in facts.jobs {
      if let day = record.day(of: job.started) { seen.insert(day) }
    }
    return window.days.enumerated().compactMap { index, day in
      let number = record.days.count - window.days.count + index
      guard !seen.contains(number) else { return nil }
      let usual = (1...Self.medianWindows).count { seen.contains(number - 7 * $0) }
      return usual >= 2 ? day.words : nil
    }
  }
}

extension ReviewBuilder {
  /// A review whose failures still lack their words.
  public struct Draft: Sendable {
    public var review: Review
    public internal(set) var failures: [(row: Review.FailureRow, jobs: [Int])] = []
    public internal(set) var appeared: [(row: Review.FailureRow, jobs: [Int])] = []
    public internal(set) var gone: [(row: Review.FailureRow, jobs: [Int])] = []
    /// A job of each incident, -1 for none.
    public internal(set) var incidents: [Int] = []

    /// The jobs whose words are wanted: the latest of each failure that is listed.
    public var wanted: [Int] {
      (failures + appeared + gone).compactMap(\.jobs.last) + incidents.filter { $0 >= 0 }
    }

    /// The finished review.
    ///
    /// - Parameters:
    ///   - examples: summary and example by index of the job.
    ///   - remediation: what to do about a signature, best first.
    ///   - owner: who owns what a failure is about; nil leaves it to whoever's turn it is.
    ///   - requests: what waits for somebody's decision.
    public func review(
      examples: [Int: (summary: String, example: Review.FailureRow.Example)],
      remediation: (String) -> [String], owner: (Review.FailureRow) -> String? = { _ in nil },
      requests: [Review.Proposal] = []
    ) -> Review {
      var review = review
      func told(_ entry: (row: Review.FailureRow, jobs: [Int])) -> Review.FailureRow {
        var row = entry.row
        if let words = entry.jobs.last.flatMap({ examples[$0] }) {
          row.summary = words.summary
          row.example = words.example
        }
        row.remediation = row.signature.map(remediation) ?? []
        row.owner = owner(row) ?? row.owner
        return row
      }
      review.failures = failures.map(told)
      review.appeared = appeared.map(told)
      review.gone = gone.map(told)
      for (index, job) in incidents.enumerated() {
        review.incidents[index].summary = examples[job]?.summary
      }
      review.sentences = Sentences(review: review).all()
      review.proposals = Proposals(review: review).all() + requests
      return review
    }
  }
}

/// How the figures were made, in the words of the page's last section.
struct Notes {
  var hasPrices: Bool
  var zone: String

  func all() -> [String] {
    [
      "A run belongs to the window in which its first job began (zone: \(zone)), and is counted as "
        + "it stood when the window ended: later re-runs do not change the figures of a past week.",
      "Runs and jobs that were only stopped from outside are left out of rates.",
      "Rates are shown with what they were counted from and a 95 % Wilson interval. A change is "
        + "called better or worse only with at least 20 cases on both sides and when the 95 % "
        + "interval of the difference (Newcombe) leaves out zero.",
      "Failures hang together (one outage fails many runs), so intervals are narrower than they "
        + "should be in weeks with an incident.",
      "Percentiles are single values by nearest rank, over all runs of the window; two of them "
        + "differ when the ranges between the ranks around them do not overlap.",
      "Sums differ when they are further apart than the spread of a compound Poisson sum explains.",
      "Days since which something changed are change points (LUCI's formulas) over counts divided "
        + "by their over-dispersion.",
      "Recurring failures are ranked by distinct pull requests and default-branch commits, then by "
        + "minutes lost. “New” was never on record before; “back” was away for 14 days.",
      "An incident is more failures of different runs and branches in ten minutes than a week of "
        + "the usual rate explains (p < 0.000001).",
      "Flake verdicts are those of the moment the report was made. A muted test would have hidden "
        + "a real failure where it alone failed on two commits of a branch in a row.",
      hasPrices
        ? "Cost is runner minutes at the price given for their label."
        : "No price per runner minute is configured, so there is no cost.",
      "Utilisation compares busy time with as many machines as were busy at the peak; how many "
        + "machines there are is not known here.",
    ]
  }
}
