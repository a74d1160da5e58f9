/// Jobs that grew, queues by runner label, and what they hint at.
struct MachineBuilder {
  static let listed = 10
  /// Seconds of the 95th percentile of waiting from which a pool is spoken of.
  static let longWait = 300

  let facts: ReviewFacts
  let now: WindowRuns
  let before: WindowRuns?
  let zone: ReviewZone

  private struct Name: Hashable {
    var repository: Int32
    var job: Int32
  }

  /// First attempts that ran to their end, by job. A failed job stops early, so only passed ones
  /// are compared.
  private func durations(_ window: WindowRuns) -> [Name: [Int]] {
    var found: [Name: [Int]] = [:]
    for index in window.jobs {
      let job = facts.jobs[index]
      guard job.attempt <= 1, job.status == .passed, let seconds = job.seconds else { continue }
      let name = Name(repository: facts.runs[job.run].repository, job: job.name)
      found[name, default: []].append(seconds)
    }
    return found
  }

  /// Jobs whose median grew by more than chance, costliest growth first.
  func slowest() -> [Review.JobTrend] {
    guard let before else { return [] }
    let past = durations(before)
    let rows = durations(now).compactMap { name, values -> Review.JobTrend? in
      let (ranked, earlier) = (Ranked(values), Ranked(past[name] ?? []))
      guard values.count >= ScorecardBuilder.leastCases,
        earlier.values.count >= ScorecardBuilder.leastCases,
        let p50 = ranked.percentile(0.5), let p50Before = earlier.percentile(0.5),
        let p95 = ranked.percentile(0.95), let p95Before = earlier.percentile(0.95),
        p50 > p50Before, ScorecardBuilder.isApart(ranked.interval(0.5), earlier.interval(0.5))
      else { return nil }
      return Review.JobTrend(
        repository: facts.names[name.repository], job: facts.names[name.job], p50: p50, p95: p95,
        cases: values.count, p50Before: p50Before, p95Before: p95Before,
        casesBefore: earlier.values.count,
        minutes: Double((p50 - p50Before) * values.count) / 60)
    }
    return Array(
      rows.sorted { ($1.minutes, $0.repository, $0.job) < ($0.minutes, $1.repository, $1.job) }
        .prefix(Self.listed))
  }

  func runners(_ pools: [RunnerPool]) -> [Review.RunnerRow] {
    let past = Dictionary(
      uniqueKeysWithValues: (before.map { RunnerPool.pools(facts, $0, zone: zone) } ?? [])
        .map { ($0.label, $0) })
    return pools.map { pool in
      let earlier = past[pool.label]
      let isComparable =
        pool.waits.values.count >= ScorecardBuilder.leastCases
        && (earlier?.waits.values.count ?? 0) >= ScorecardBuilder.leastCases
      var change: Review.Figure.Change?
      if before != nil { change = .small }
      if isComparable, let earlier {
        let isApart = ScorecardBuilder.isApart(
          pool.waits.interval(0.95), earlier.waits.interval(0.95))
        let isLonger = pool.waits.percentile(0.95) ?? 0 > earlier.waits.percentile(0.95) ?? 0
        change = isApart ? (isLonger ? .worse : .better) : .steady
      }
      return Review.RunnerRow(
        label: pool.label, jobs: pool.jobs, minutes: Double(pool.busySeconds) / 60,
        p50Wait: pool.waits.percentile(0.5), p95Wait: pool.waits.percentile(0.95),
        waits: pool.waits.values.count, p95WaitBefore: earlier?.waits.percentile(0.95),
        waitsBefore: earlier?.waits.values.count ?? 0, peak: pool.peak,
        utilisation: Proportion(pool.busySeconds, of: pool.offeredSeconds).value ?? 0,
        infraFailures: pool.infra, change: change)
    }
  }

  /// Where a pool looks too small or too large, with the arithmetic.
  func hints(_ pools: [RunnerPool]) -> [String] {
    pools.compactMap { pool in
      guard pool.waits.values.count >= ScorecardBuilder.leastCases,
        let p95 = pool.waits.percentile(0.95)
      else { return nil }
      if p95 >= Self.longWait { return Self.narrow(pool, p95) }
      let busy = Proportion(pool.busySeconds, of: pool.offeredSeconds).value ?? 0
      guard pool.peak >= 10, busy < 0.1, pool.waits.percentile(0.99) ?? 0 < 30 else { return nil }
      return "\(pool.label): nobody waited (p99 under 30 s), and \(pool.peak) machines at the peak "
        + "were busy \(Phrase.percent(busy)) of the week: machines that come and go with the "
        + "load would cost less."
    }
  }

  private static func narrow(_ pool: RunnerPool, _ p95: Int) -> String {
    let slow = Proportion(
      pool.waits.values.count { $0 >= longWait }, of: pool.waits.values.count)
    let total = pool.waitedByHour.reduce(0, +)
    var hours = ""
    // The shortest stretch of hours that holds half of all the waiting.
    if let stretch = stretch(pool.waitedByHour, half: total) {
      hours =
        ", half of the waiting between \(CivilDay.padded(stretch.from, 2)):00 and "
        + "\(CivilDay.padded((stretch.from + stretch.length) % 24, 2)):00"
    }
    return "\(pool.label): \(Phrase.of(slow)) of jobs waited five minutes or more (p95 "
      + "\(Phrase.duration(p95)))\(hours). At most \(pool.peak) ran at once and up to "
      + "\(pool.usuallyWaiting) waited (95 % of the time); "
      + "\(pool.usuallyWaiting) more machines in those hours would have taken them at once."
  }

  private static func stretch(_ hours: [Int], half total: Int) -> (from: Int, length: Int)? {
    guard total > 0 else { return nil }
    for length in 1...12 {
      let sums = (0..<24).map { from in
        (from, (0..<length).reduce(0) { $0 + hours[(from + $1) % 24] })
      }
      if let best = sums.max(by: { $0.1 < $1.1 }), best.1 * 2 >= total {
        return (best.0, length)
      }
    }
    return nil
  }
}
