import Reviews

/// Success and duration, day by day over the windows on record.
struct TrendCharts {
  private static let width = 420.0
  private static let height = 210.0
  private static let left = 46.0
  private static let right = 410.0
  private static let top = 10.0
  private static let bottom = 182.0

  let review: Review

  private func x(_ index: Int) -> Double {
    let count = max(review.trend.count - 1, 1)
    return Self.left + 6 + (Self.right - Self.left - 12) * Double(index) / Double(count)
  }

  /// The shade of the window, the days below, and the days since which something changed.
  private func frame(_ subject: Review.Shift.Subject) -> [Markup] {
    let days = review.trend
    var shapes: [Markup] = []
    if let first = days.firstIndex(where: \.isInWindow), first > 0 {
      let start = (x(first) + x(first - 1)) / 2
      shapes.append(
        Draw.rectangle("window", start, Self.top, Self.right - start, Self.bottom - Self.top))
    }
    for index in days.indices where index % max(1, days.count / 5) == 0 {
      let text = CivilDay(days[index].date)?.shortWords ?? ""
      shapes.append(Draw.line("axis", x(index), Self.bottom, x(index), Self.bottom + 4))
      shapes.append(Draw.text(text, x(index), Self.bottom + 18, anchor: "middle"))
    }
    for shift in review.shifts where shift.subject == subject {
      guard let index = days.firstIndex(where: { $0.date == shift.date }) else { continue }
      shapes.append(Draw.line("shift", x(index), Self.top, x(index), Self.bottom))
    }
    return shapes
  }

  func success() -> ChartFigure {
    let lows = review.trend.filter { $0.counted > 0 }.compactMap(\.low)
    let scale = Scale.nice(
      min(lows.min() ?? 0, 0.9), 1, from: Self.bottom, to: Self.top)
    var shapes = Draw.grid(scale, from: Self.left, to: Self.right) {
      "\(Int(($0 * 100).rounded())) %"
    }
    shapes += frame(.success)
    shapes.append(
      Draw.band(
        "band",
        review.trend.enumerated().map { index, day in
          guard let low = day.low, let high = day.high else { return nil }
          return (x(index), scale.position(low), scale.position(high))
        }))
    let points = review.trend.enumerated().map { index, day in
      Proportion(day.passed, of: day.counted).value.map { (x: x(index), y: scale.position($0)) }
    }
    shapes.append(Draw.path("line", points))
    for (day, point) in zip(review.trend, points) {
      guard let point else { continue }
      let rate = Phrase.of(Proportion(day.passed, of: day.counted))
      shapes.append(Draw.circle("dot", point.x, point.y, title: "\(day.words): \(rate)"))
    }
    return ChartFigure(
      id: "success", title: "Runs that passed in the end, by day", summary: successSummary(),
      width: Self.width, height: Self.height, shapes: shapes,
      columns: ["Day", "Passed", "Interval"],
      rows: review.trend.map { day in
        [
          day.words, Phrase.of(Proportion(day.passed, of: day.counted)),
          day.low.map { "\(Phrase.percent($0)) – \(Phrase.percent(day.high ?? 1))" } ?? "",
        ]
      },
      legend: [("k-line", "share"), ("k-band", "95 % interval"), ("k-window", "this window")])
  }

  private func successSummary() -> String {
    let days = review.trend.filter { $0.isInWindow && $0.counted > 0 }
    let rates = days.map { (Proportion($0.passed, of: $0.counted), $0.words) }
    let worst = rates.min { ($0.0.value ?? 1) < ($1.0.value ?? 1) }
    let shift = review.shifts.last { $0.subject == .success }?.sentence
    return [
      worst.map { "The lowest day of the window is \($0.1) with \(Phrase.of($0.0))." }
        ?? "No run in the window.", shift,
    ].compactMap { $0 }.joined(separator: " ")
  }

  func duration() -> ChartFigure {
    let highest = review.trend.compactMap(\.p95).max() ?? 60
    let scale = Scale.durations(Double(highest), from: Self.bottom, to: Self.top)
    var shapes = Draw.grid(scale, from: Self.left, to: Self.right) {
      let seconds = Int($0)
      return seconds == 0
        ? "0" : seconds % 3600 == 0 ? "\(seconds / 3600) h" : Phrase.duration(seconds)
    }
    shapes += frame(.duration)
    let lines: [(String, KeyPath<Review.TrendDay, Int?>)] = [
      ("line", \.p50), ("line second", \.p95),
    ]
    for (style, path) in lines {
      let points = review.trend.enumerated().map { index, day in
        day[keyPath: path].map { (x: x(index), y: scale.position(Double($0))) }
      }
      shapes.append(Draw.path(style, points))
      for (day, point) in zip(review.trend, points) {
        guard let point, let value = day[keyPath: path] else { continue }
        shapes.append(
          Draw.circle(
            style == "line" ? "dot" : "dot second", point.x, point.y,
            title: "\(day.words): \(Phrase.duration(value)), \(Phrase.count(day.timed, "run"))"))
      }
    }
    return ChartFigure(
      id: "duration", title: "Duration of first attempts, by day", summary: durationSummary(),
      width: Self.width, height: Self.height, shapes: shapes,
      columns: ["Day", "p50", "p95", "Runs"],
      rows: review.trend.map { day in
        [
          day.words, day.p50.map(Phrase.duration) ?? "–", day.p95.map(Phrase.duration) ?? "–",
          Phrase.number(day.timed),
        ]
      }, legend: [("k-line", "p50"), ("k-second", "p95"), ("k-window", "this window")])
  }

  private func durationSummary() -> String {
    let days = review.trend.filter { $0.isInWindow && $0.p95 != nil }
    let worst = days.max { $0.p95 ?? 0 < $1.p95 ?? 0 }
    let shift = review.shifts.last { $0.subject == .duration }?.sentence
    return [
      worst.map {
        "The slowest day of the window is \($0.words): p95 \(Phrase.duration($0.p95 ?? 0))."
      }
        ?? "No duration is known in the window.", shift,
    ].compactMap { $0 }.joined(separator: " ")
  }
}
