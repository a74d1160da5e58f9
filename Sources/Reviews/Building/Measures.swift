/// Everything the scorecard is made of, for one window.
struct Measures {
  var runs = 0
  var successFirst = Proportion(0, of: 0)
  var successFinal = Proportion(0, of: 0)
  var mainGreen = Proportion(0, of: 0)
  var reruns = Proportion(0, of: 0)
  var flakyRuns = Proportion(0, of: 0)
  /// Seconds.
  var durations = Ranked([])
  var waits = Ranked([])
  var firstFailures = Ranked([])
  var recoveries = Ranked([])
  /// Minutes by run, and what they cost.
  var minutes = Total()
  var wasted = Total()
  var cost = Total()
  /// Machine seconds, and those that the peaks of all runner labels would have offered.
  var busy = Proportion(0, of: 0)

  init(
    _ facts: ReviewFacts, _ window: WindowRuns, recovery: Recovery, prices: Prices,
    pools: [RunnerPool]
  ) {
    let counted = window.counted
    runs = window.runs.count
    let firsts = window.runs.compactMap(\.first).filter { $0 != .cancelled }
    successFirst = Proportion(firsts.count { $0 == .passed }, of: firsts.count)
    successFinal = Proportion(counted.count { $0.final == .passed }, of: counted.count)
    let main = counted.filter { facts.runs[$0.run].isMain }
    mainGreen = Proportion(main.count { $0.final == .passed }, of: main.count)
    reruns = Proportion(window.runs.count { $0.isRerun }, of: window.runs.count)
    flakyRuns = Proportion(counted.count { $0.isFlaky }, of: counted.count)
    durations = Ranked(
      window.runs.compactMap { run in
        run.first == .cancelled || run.first == nil
          ? nil : run.firstEnd.map { max(0, $0 - run.began) }
      })
    firstFailures = Ranked(window.runs.compactMap(\.firstFailure))
    recoveries = Ranked(recovery.ended)
    waits = Ranked(window.jobs.compactMap { facts.jobs[$0].waited })
    for run in window.runs {
      minutes.add(Double(run.seconds) / 60)
      wasted.add(Double(run.wasted) / 60)
    }
    var costs: [Int: Double] = [:]
    for index in window.jobs {
      let job = facts.jobs[index]
      let price = prices.perMinute(facts.names[job.runner])
      costs[job.run, default: 0] += Double(job.seconds ?? 0) / 60 * price
    }
    for run in window.runs { cost.add(costs[run.run] ?? 0) }
    busy = Proportion(
      pools.reduce(0) { $0 + $1.busySeconds }, of: pools.reduce(0) { $0 + $1.offeredSeconds })
  }
}

/// What a minute of a machine costs.
public struct Prices: Sendable, Equatable {
  /// For labels without a price of their own; nil for none.
  public var standard: Double?
  /// By runner label.
  public var labels: [String: Double]
  /// ISO 4217.
  public var currency: String

  public init(standard: Double? = nil, labels: [String: Double] = [:], currency: String = "USD") {
    self.standard = standard
    self.labels = labels
    self.currency = currency
  }

  public var isConfigured: Bool { standard != nil || !labels.isEmpty }

  func perMinute(_ label: String) -> Double { labels[label] ?? standard ?? 0 }
}
