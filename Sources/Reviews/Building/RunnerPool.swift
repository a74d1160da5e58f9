/// The jobs of one runner label in a window: how many at once, how many waiting, when.
struct RunnerPool {
  var label: String
  var jobs = 0
  var busySeconds = 0
  /// Most jobs running at once.
  var peak = 0
  /// Machine seconds `peak` machines have in the window.
  var offeredSeconds = 0
  /// Seconds waited, by job.
  var waits = Ranked([])
  /// Most jobs waiting at once, and the 95th percentile of that number over the time in which any
  /// job waited.
  var mostWaiting = 0
  var usuallyWaiting = 0
  /// Hours of the day (0 to 23, in the window's zone) by seconds waited.
  var waitedByHour = [Int](repeating: 0, count: 24)
  var infra = Proportion(0, of: 0)

  /// The pools of a window, most used first. Jobs without a label are no pool.
  static func pools(
    _ facts: ReviewFacts, _ window: WindowRuns, zone: ReviewZone
  ) -> [RunnerPool] {
    var jobs: [Int32: [Int]] = [:]
    for index in window.jobs where facts.jobs[index].runner >= 0 {
      jobs[facts.jobs[index].runner, default: []].append(index)
    }
    return jobs.map { RunnerPool($0.key, $0.value, facts, window.window, zone) }
      .sorted { ($1.busySeconds, $0.label) < ($0.busySeconds, $1.label) }
  }

  private init(
    _ runner: Int32, _ indexes: [Int], _ facts: ReviewFacts, _ window: ReviewWindow,
    _ zone: ReviewZone
  ) {
    label = facts.names[runner]
    jobs = indexes.count
    let all = indexes.map { facts.jobs[$0] }
    waits = Ranked(all.compactMap(\.waited))
    busySeconds = all.reduce(0) { $0 + ($1.seconds ?? 0) }
    peak = Self.most(all.compactMap { job in job.finished.map { (job.started, $0) } })
    offeredSeconds = peak * (window.to.seconds - window.from.seconds)
    let queues = all.compactMap { job in job.queued.map { ($0, job.started) } }
    mostWaiting = Self.most(queues)
    usuallyWaiting = Self.usual(queues)
    // Zone rules are looked up once per hour, not once per job.
    var hours: [Int: Int] = [:]
    for (from, to) in queues where to > from { hours[from / 3600, default: 0] += to - from }
    for (hour, seconds) in hours {
      let local = hour * 3600 + zone.offset(hour * 3600)
      waitedByHour[(local % 86_400 + 86_400) % 86_400 / 3600] += seconds
    }
    let failed = all.filter { $0.status == .failed }
    let infra = failed.count { job in
      job.failure >= 0 && facts.names[facts.failures[Int(job.failure)].bucket] == "infra"
    }
    self.infra = Proportion(infra, of: jobs)
  }

  /// Most intervals that overlap at any moment.
  static func most(_ intervals: [(Int, Int)]) -> Int {
    var present = 0
    var most = 0
    for (_, step) in edges(intervals) {
      present += step
      most = max(most, present)
    }
    return most
  }

  /// The number of overlapping intervals that is exceeded in 5 % of the time with any.
  static func usual(_ intervals: [(Int, Int)]) -> Int {
    var seconds: [Int: Int] = [:]
    var present = 0
    var last = 0
    for (time, step) in edges(intervals) {
      if present > 0 { seconds[present, default: 0] += time - last }
      present += step
      last = time
    }
    let total = seconds.values.reduce(0, +)
    var seen = 0
    for (count, span) in seconds.sorted(by: { $0.key < $1.key }) {
      seen += span
      if seen * 20 >= total * 19 { return count }
    }
    return 0
  }

  /// Begins and ends in order of time; what ends makes room before what begins.
  private static func edges(_ intervals: [(Int, Int)]) -> [(Int, Int)] {
    (intervals.map { ($0.0, 1) } + intervals.map { ($0.1, -1) })
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }
}
