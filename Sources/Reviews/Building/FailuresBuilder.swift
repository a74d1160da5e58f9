/// Failures put together: by bucket, by category, by day, and those that are the same.
struct FailuresBuilder {
  static let listed = 15
  static let listedNew = 10
  /// Days without a failure after which its return is a regression.
  static let quietDays = 14

  let facts: ReviewFacts
  let window: ReviewWindow
  let before: ReviewWindow?
  let context: ReviewContext

  /// Failed jobs within a window, and whether anybody said why.
  func failedJobs(in window: ReviewWindow) -> [Int] {
    facts.jobs.indices.filter {
      facts.jobs[$0].status == .failed && window.contains(facts.jobs[$0].started)
    }
  }

  func bucket(of job: Int) -> String {
    let failure = facts.jobs[job].failure
    guard failure >= 0 else { return "none" }
    let bucket = facts.names[facts.failures[Int(failure)].bucket]
    return Review.bucketOrder.contains(bucket) ? bucket : "unknown"
  }

  func minutes(_ jobs: [Int]) -> Double {
    Double(jobs.reduce(0) { $0 + (facts.jobs[$1].seconds ?? 0) }) / 60
  }

  func buckets() -> [Review.BucketRow] {
    let now = Dictionary(grouping: failedJobs(in: window), by: bucket)
    let past = before.map { Dictionary(grouping: failedJobs(in: $0), by: bucket) }
    let total = now.values.reduce(0) { $0 + $1.count }
    return Review.bucketOrder.compactMap { bucket in
      let jobs = now[bucket] ?? []
      let earlier = past.map { $0[bucket]?.count ?? 0 }
      guard !jobs.isEmpty || (earlier ?? 0) > 0 else { return nil }
      return Review.BucketRow(
        bucket: bucket, failures: jobs.count, before: earlier,
        share: total > 0 ? Double(jobs.count) / Double(total) : 0, minutes: minutes(jobs),
        change: earlier.map { ScorecardBuilder.change(of: jobs.count, from: $0) })
    }
  }

  /// The causes, those that cost most minutes first.
  func categories() -> [Review.CategoryRow] {
    func key(_ job: Int) -> [String] {
      let failure = facts.jobs[job].failure
      guard failure >= 0 else { return ["none", "not looked at"] }
      let category = facts.failures[Int(failure)].category
      return [bucket(of: job), category >= 0 ? facts.names[category] : "other"]
    }
    let now = Dictionary(grouping: failedJobs(in: window), by: key)
    let past = before.map { Dictionary(grouping: failedJobs(in: $0), by: key) }
    return now.map { key, jobs in
      Review.CategoryRow(
        bucket: key[0], category: key[1], failures: jobs.count,
        before: past.map { $0[key]?.count ?? 0 }, minutes: minutes(jobs))
    }.sorted { ($1.minutes, $0.bucket, $0.category) < ($0.minutes, $1.bucket, $1.category) }
  }

  func days() -> [Review.BucketDay] {
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: Review.bucketOrder.count), count: window.days.count)
    for job in failedJobs(in: window) {
      guard let day = window.day(of: facts.jobs[job].started),
        let bucket = Review.bucketOrder.firstIndex(of: bucket(of: job))
      else { continue }
      counts[day][bucket] += 1
    }
    return zip(window.days, counts).map {
      Review.BucketDay(date: $0.date, words: $0.words, failures: $1)
    }
  }

  /// Jobs of the window by what makes them the same.
  func groups(in window: ReviewWindow) -> [Int32: [Int]] {
    Dictionary(
      grouping: failedJobs(in: window).filter { facts.jobs[$0].failure >= 0 },
      by: { facts.failures[Int(facts.jobs[$0].failure)].group })
  }

  /// All groups of the window by what they cost: distinct pull requests and default-branch commits
  /// first, then minutes lost. A count alone would put one stubborn job on top.
  func rows() -> [(row: Review.FailureRow, jobs: [Int])] {
    let past = before.map { groups(in: $0) } ?? [:]
    return groups(in: window).map { group, jobs in
      (row(group, jobs, before: past[group]?.count ?? 0), jobs)
    }.sorted { Self.ranks($0.row, $1.row) }
  }

  static func ranks(_ left: Review.FailureRow, _ right: Review.FailureRow) -> Bool {
    func key(_ row: Review.FailureRow) -> (Int, Double, Int) {
      (-(row.pullRequests + row.mainCommits), -row.minutes, row.first.seconds)
    }
    let (a, b) = (key(left), key(right))
    return a == b ? left.summary < right.summary : a < b
  }

  private func row(_ group: Int32, _ jobs: [Int], before: Int) -> Review.FailureRow {
    let failures = jobs.map { facts.failures[Int(facts.jobs[$0].failure)] }
    let latest = failures.max { ($0.time, $0.job) < ($1.time, $1.job) }
    let runs = jobs.map { facts.runs[facts.jobs[$0].run] }
    let first = failures.map(\.time).min() ?? window.from.seconds
    let past = context.groups[group]
    func names(_ numbers: [Int32]) -> [String] {
      Set(numbers.filter { $0 >= 0 }).map { facts.names[$0] }.sorted()
    }
    let category = latest?.category ?? -1
    let signature = latest?.signature ?? -1
    return Review.FailureRow(
      fingerprint: latest?.hasFingerprint == true ? facts.names[group] : nil,
      bucket: facts.names[latest?.bucket ?? -1],
      category: category >= 0 ? facts.names[category] : nil,
      signature: signature >= 0 ? facts.names[signature] : nil,
      summary: "", tag: tag(past, first: first), count: jobs.count,
      pullRequests: Set(runs.map(\.pullRequest).filter { $0 >= 0 }).count,
      mainCommits: Set(runs.filter(\.isMain).map(\.commit)).count,
      repositories: names(runs.map(\.repository)),
      runners: names(jobs.map { facts.jobs[$0].runner }),
      first: Moment(min(past?.first ?? first, first)),
      last: Moment(failures.map(\.time).max() ?? first), minutes: minutes(jobs), before: before,
      owner: facts.names[latest?.actor ?? -1], remediation: [], example: nil)
  }

  private func tag(_ past: ReviewContext.GroupPast?, first: Int) -> Review.FailureRow.Tag {
    guard let before = past?.before else { return .new }
    return first - before > Self.quietDays * 86_400 ? .regressed : .steady
  }

  /// Groups of the window before that did not occur in this one.
  func gone() -> [(row: Review.FailureRow, jobs: [Int])] {
    guard let before else { return [] }
    let present = groups(in: window)
    return groups(in: before).filter { present[$0.key] == nil }.map { group, jobs in
      var row = row(group, jobs, before: jobs.count)
      row.tag = .resolved
      row.count = 0
      row.minutes = minutes(jobs)
      return (row, jobs)
    }.sorted { Self.ranks($0.row, $1.row) }
  }
}
