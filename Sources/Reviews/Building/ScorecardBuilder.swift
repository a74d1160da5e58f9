/// The scorecard: figures of a window beside those of the windows before.
struct ScorecardBuilder {
  typealias Figure = Review.Figure

  /// Fewer cases than this, and no change is claimed.
  static let leastCases = 20
  /// A count must have been this large for a change to be claimed.
  static let leastBase = 10

  var now: Measures
  var before: Measures?
  /// Of the four windows before.
  var past: [Measures]
  var prices: Prices

  func figures() -> [Figure] {
    var figures = rates()
    figures += times()
    figures += sums()
    return figures
  }

  private func rates() -> [Figure] {
    [
      count("runs", "Runs", "pipeline runs begun, cancelled ones included", \.runs),
      rate(
        "success-first", "Success, first attempt", "passed at once, of runs not cancelled",
        .higherIsBetter, \.successFirst),
      rate(
        "success-final", "Success, in the end", "passed after re-runs, of runs not cancelled",
        .higherIsBetter, \.successFinal),
      rate(
        "main-green", "Default branch green", "passed runs of default branches",
        .higherIsBetter, \.mainGreen),
      rate("rerun-rate", "Re-run rate", "runs with a second attempt", .lowerIsBetter, \.reruns),
      rate(
        "flaky-run-rate", "Flaky-run rate", "runs that failed and passed on the same commit",
        .lowerIsBetter, \.flakyRuns),
    ]
  }

  private func times() -> [Figure] {
    [
      time("duration-p50", "Duration, p50", "first attempts, start to end", 0.5, \.durations),
      time("duration-p95", "Duration, p95", "first attempts, start to end", 0.95, \.durations),
      time("queue-p50", "Queue, p50", "jobs, queued to started", 0.5, \.waits),
      time("queue-p95", "Queue, p95", "jobs, queued to started", 0.95, \.waits),
      time(
        "first-failure-p50", "Time to first failure, p50", "run start to the first failed job",
        0.5, \.firstFailures),
      time(
        "recovery-p50", "Recovery red to green, p50", "red spells of default branches that ended",
        0.5, \.recoveries),
    ]
  }

  private func sums() -> [Figure] {
    var figures = [
      total("minutes", "Runner minutes", "of all jobs", .neutral, .minutes, \.minutes),
      total(
        "minutes-wasted", "Runner minutes wasted", "failed jobs and repeated attempts",
        .lowerIsBetter, .minutes, \.wasted),
    ]
    if prices.isConfigured {
      var cost = total("cost", "Cost", "runner minutes at their price", .neutral, .money, \.cost)
      cost.currency = prices.currency
      figures.append(cost)
    }
    if now.busy.denominator > 0 {
      var busy = rate(
        "utilisation", "Runner utilisation", "busy time of as many machines as ran at the peak",
        .neutral, \.busy)
      // Seconds of one machine are not independent cases: no interval is claimed.
      busy.now.low = nil
      busy.now.high = nil
      busy.before?.low = nil
      busy.before?.high = nil
      busy.change = nil
      figures.append(busy)
    }
    return figures
  }

  private func median(_ value: (Measures) -> Double?) -> Double? {
    let values = past.compactMap(value)
    return values.count >= 2 ? Ranked.median(values) : nil
  }

  private func count(
    _ id: String, _ name: String, _ about: String, _ path: KeyPath<Measures, Int>
  ) -> Figure {
    func value(_ measures: Measures) -> Figure.Value {
      let count = measures[keyPath: path]
      let half = Proportion.z * Double(count).squareRoot()
      return Figure.Value(
        value: Double(count), cases: count, low: max(0, Double(count) - half),
        high: Double(count) + half)
    }
    var figure = Figure(
      id: id, name: name, about: about, unit: .count, direction: .neutral, now: value(now),
      before: before.map(value),
      median: median { $0.runs > 0 ? Double($0[keyPath: path]) : nil })
    if let before {
      figure.change = Self.change(of: now[keyPath: path], from: before[keyPath: path])
    }
    return figure
  }

  /// What may be said of a count: nothing on a small base, else whether it moved by more than
  /// chance (a difference of Poisson counts).
  static func change(of count: Int, from base: Int) -> Figure.Change {
    guard max(count, base) >= leastBase, base > 0 else { return .small }
    let spread = Proportion.z * Double(count + base).squareRoot()
    return abs(Double(count - base)) > spread ? .moved : .steady
  }

  private func rate(
    _ id: String, _ name: String, _ about: String, _ direction: Figure.Direction,
    _ path: KeyPath<Measures, Proportion>
  ) -> Figure {
    func value(_ measures: Measures) -> Figure.Value {
      let rate = measures[keyPath: path]
      return Figure.Value(
        value: rate.value, numerator: Double(rate.numerator),
        denominator: Double(rate.denominator), cases: rate.denominator,
        low: rate.interval?.low, high: rate.interval?.high)
    }
    let figure = Figure(
      id: id, name: name, about: about, unit: .share, direction: direction, now: value(now),
      before: before.map(value), median: median { $0[keyPath: path].value })
    return judged(figure) { now[keyPath: path].differs(from: $0[keyPath: path]) }
  }

  private func time(
    _ id: String, _ name: String, _ about: String, _ share: Double,
    _ path: KeyPath<Measures, Ranked>
  ) -> Figure {
    func value(_ measures: Measures) -> Figure.Value {
      let ranked = measures[keyPath: path]
      let interval = ranked.interval(share)
      return Figure.Value(
        value: ranked.percentile(share).map(Double.init), cases: ranked.values.count,
        low: interval.map { Double($0.low) }, high: interval.map { Double($0.high) })
    }
    let figure = Figure(
      id: id, name: name, about: about, unit: .seconds, direction: .lowerIsBetter,
      now: value(now), before: before.map(value),
      median: median { $0[keyPath: path].percentile(share).map(Double.init) })
    return judged(figure) { earlier in
      Self.isApart(now[keyPath: path].interval(share), earlier[keyPath: path].interval(share))
    }
  }

  private func total(
    _ id: String, _ name: String, _ about: String, _ direction: Figure.Direction,
    _ unit: Figure.Unit, _ path: KeyPath<Measures, Total>
  ) -> Figure {
    func value(_ measures: Measures) -> Figure.Value {
      let total = measures[keyPath: path]
      return Figure.Value(
        value: total.sum, cases: total.count, low: total.interval.low, high: total.interval.high)
    }
    let figure = Figure(
      id: id, name: name, about: about, unit: unit, direction: direction, now: value(now),
      before: before.map(value), median: median { $0.runs > 0 ? $0[keyPath: path].sum : nil })
    return judged(figure) { now[keyPath: path].differs(from: $0[keyPath: path]) }
  }

  /// With the change from the window before: none is claimed on few cases, nor within chance.
  private func judged(_ figure: Figure, _ differs: (Measures) -> Bool) -> Figure {
    var figure = figure
    guard let earlier = before, let past = figure.before else { return figure }
    guard figure.now.cases >= Self.leastCases, past.cases >= Self.leastCases,
      let value = figure.now.value, let base = past.value
    else {
      figure.change = .small
      return figure
    }
    guard differs(earlier), value != base else {
      figure.change = .steady
      return figure
    }
    switch figure.direction {
    case .neutral: figure.change = .moved
    case .higherIsBetter: figure.change = value > base ? .better : .worse
    case .lowerIsBetter: figure.change = value < base ? .better : .worse
    }
    return figure
  }

  static func isApart(_ a: (low: Int, high: Int)?, _ b: (low: Int, high: Int)?) -> Bool {
    guard let a, let b else { return false }
    return a.low > b.high || b.low > a.high
  }
}
