/// What the failures of an incident have in common that the others have not, and how far it went.
struct IncidentBuilder {
  /// Share of the failures something must have to be called common, and how many times as often
  /// as usual.
  static let leastShare = 0.6
  static let leastLift = 1.5

  let facts: ReviewFacts
  let failures: FailuresBuilder

  /// Seconds between two bursts with the same cause that make them one outage: failures come in
  /// when jobs end, which may leave a few quiet minutes in the middle.
  static let lull = 900

  func rows(_ incidents: [(from: Int, to: Int)]) -> [Review.IncidentRow] {
    let all = failures.failedJobs(in: failures.window).filter { facts.jobs[$0].failure >= 0 }
    func row(from: Int, to: Int) -> Review.IncidentRow? {
      let inside = all.filter { (from...to).contains(time($0)) }
      guard !inside.isEmpty else { return nil }
      let outside = all.filter { !(from...to).contains(time($0)) }
      return self.row(inside, outside, from: from, to: to)
    }
    var rows: [Review.IncidentRow] = []
    for incident in incidents {
      guard let next = row(from: incident.from, to: incident.to) else { continue }
      if let last = rows.last, next.from.seconds - last.to.seconds <= Self.lull,
        let cause = cause(of: all, from: last.from.seconds, to: last.to.seconds),
        cause == self.cause(of: all, from: incident.from, to: incident.to),
        let whole = row(from: last.from.seconds, to: incident.to)
      {
        rows[rows.count - 1] = whole
      } else {
        rows.append(next)
      }
    }
    return rows
  }

  /// The category of most failures between two moments, if it is that of most.
  private func cause(of jobs: [Int], from: Int, to: Int) -> Int32? {
    let inside = jobs.filter { (from...to).contains(time($0)) }
    let counts = Dictionary(grouping: inside) {
      facts.failures[Int(facts.jobs[$0].failure)].category
    }
    return counts.first {
      $0.key >= 0 && Double($0.value.count) >= Self.leastShare * Double(inside.count)
    }?.key
  }

  private func time(_ job: Int) -> Int { facts.failures[Int(facts.jobs[job].failure)].time }

  private func row(
    _ inside: [Int], _ outside: [Int], from: Int, to: Int
  ) -> Review.IncidentRow {
    let runs = Set(inside.map { facts.jobs[$0].run })
    let requests = Set(runs.map { facts.runs[$0].pullRequest }.filter { $0 >= 0 })
    let places = Set(runs.map { facts.runs[$0].repository })
    let buckets = Dictionary(grouping: inside, by: failures.bucket)
    let bucket = buckets.min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }?.key
    return Review.IncidentRow(
      from: Moment(from), to: Moment(to), failures: inside.count, runs: runs.count,
      pullRequests: requests.count, repositories: places.map { facts.names[$0] }.sorted(),
      minutes: failures.minutes(inside), bucket: bucket ?? "unknown",
      common: common(inside, outside), summary: nil)
  }

  private func common(_ inside: [Int], _ outside: [Int]) -> [Review.Common] {
    func failure(_ job: Int) -> ReviewFacts.Failure {
      facts.failures[Int(facts.jobs[job].failure)]
    }
    let kinds: [(String, (Int) -> Int32)] = [
      ("signature", { failure($0).signature }), ("category", { failure($0).category }),
      ("runner", { facts.jobs[$0].runner }), ("environment", { facts.jobs[$0].environment }),
      ("provider", { facts.runs[facts.jobs[$0].run].provider }),
      ("repository", { facts.runs[facts.jobs[$0].run].repository }),
    ]
    return kinds.compactMap { kind, value in
      let counts = Dictionary(grouping: inside.filter { value($0) >= 0 }, by: value)
      let most = counts.min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      guard let (name, jobs) = most else { return nil }
      let share = Proportion(jobs.count, of: inside.count)
      let usual = Proportion(outside.count { value($0) == name }, of: outside.count)
      guard let high = share.value, high >= Self.leastShare,
        high >= Self.leastLift * (usual.value ?? 0), !facts.names[name].isEmpty
      else { return nil }
      return Review.Common(kind: kind, name: facts.names[name], share: share, usual: usual)
    }
  }
}
