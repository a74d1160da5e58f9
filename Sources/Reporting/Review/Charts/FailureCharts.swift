import Reviews

/// Failures stacked by bucket for each day, and the causes by what they cost.
struct FailureCharts {
  private static let width = 420.0

  let review: Review

  /// Days beyond this are put together, so that a bar stays wide enough to see.
  private static let mostBars = 35

  func stacked() -> ChartFigure {
    let (left, right, top, bottom) = (40.0, 410.0, 10.0, 182.0)
    let days = Array(review.bucketDays.suffix(Self.mostBars))
    let totals = days.map { $0.failures.reduce(0, +) }
    let scale = Scale.counts(totals.max() ?? 0, from: bottom, to: top)
    var shapes = Draw.grid(scale, from: left, to: right) { Phrase.number(Int($0)) }
    let slot = (right - left) / Double(max(days.count, 1))
    for (index, day) in days.enumerated() {
      let x = left + slot * (Double(index) + 0.16)
      var sum = 0.0
      for (bucket, count) in zip(Review.bucketOrder, day.failures) where count > 0 {
        let low = scale.position(sum)
        sum += Double(count)
        let high = scale.position(sum)
        shapes.append(
          Draw.rectangle(
            "b-\(bucket)", x, high, slot * 0.68, low - high,
            title: "\(day.words): \(ReviewWords.bucket(bucket)) \(Phrase.number(count))"))
      }
      let middle = left + slot * (Double(index) + 0.5)
      if index % max(1, (days.count + 6) / 7) == 0 {
        let words = days.count > 7 ? String(day.words.dropFirst(4)) : String(day.words.prefix(3))
        shapes.append(Draw.text(words, middle, bottom + 18, anchor: "middle"))
      }
    }
    let present = Review.bucketOrder.indices.filter { bucket in
      days.contains { $0.failures[bucket] > 0 }
    }
    let worst = zip(days, totals).max { $0.1 < $1.1 }
    return ChartFigure(
      id: "buckets", title: "Failed jobs by bucket, each day",
      summary: worst.map {
        "Most failures are on \($0.0.words): \(Phrase.count($0.1, "failed job"))."
      } ?? "No failed job.", width: Self.width, height: 210, shapes: shapes,
      columns: ["Day"] + present.map { ReviewWords.bucket(Review.bucketOrder[$0]) },
      rows: days.map { day in
        [day.words] + present.map { Phrase.number(day.failures[$0]) }
      },
      legend: present.map {
        ("b-\(Review.bucketOrder[$0])", ReviewWords.bucket(Review.bucketOrder[$0]))
      })
  }

  /// Causes by minutes lost, with the share that they and those above them make up.
  func pareto() -> ChartFigure {
    let causes = Array(review.categories.prefix(10))
    let total = review.categories.reduce(0) { $0 + $1.minutes }
    let (left, right) = (138.0, 356.0)
    let row = 22.0
    let bottom = 12 + row * Double(max(causes.count, 1))
    let scale = Scale.nice(
      0, max(causes.first?.minutes ?? 1, 1), count: 3, from: left, to: right)
    var shapes: [Markup] = scale.ticks.flatMap { tick -> [Markup] in
      let x = scale.position(tick)
      return [
        Draw.line(tick == 0 ? "axis" : "grid", x, 8, x, bottom),
        Draw.text(Phrase.number(Int(tick)), x, bottom + 15, anchor: "middle"),
      ]
    }
    var sum = 0.0
    var rows: [[String]] = []
    var points: [(x: Double, y: Double)?] = []
    for (index, cause) in causes.enumerated() {
      let y = 12 + row * Double(index)
      sum += cause.minutes
      let share = total > 0 ? sum / total : 0
      shapes.append(Draw.text(cause.category, left - 6, y + 13, anchor: "end"))
      shapes.append(
        Draw.rectangle(
          "b-\(cause.bucket)", left, y + 3, scale.position(cause.minutes) - left, row - 7,
          title: "\(cause.bucket) / \(cause.category): \(Phrase.minutes(cause.minutes))"))
      points.append((left + (right - left) * share, y + row / 2))
      shapes.append(Draw.text("\(Int((share * 100).rounded(.down))) %", 412, y + 13, anchor: "end"))
      rows.append([
        cause.bucket, cause.category, Phrase.number(cause.failures),
        Phrase.minutes(cause.minutes), Phrase.percent(share),
      ])
    }
    shapes.append(Draw.path("line sum", points))
    for point in points.compactMap({ $0 }) {
      shapes.append(Draw.circle("dot sum", point.x, point.y, title: "sum so far"))
    }
    shapes.append(Draw.text("minutes lost", left, bottom + 29))
    shapes.append(Draw.text("sum so far", 412, bottom + 29, anchor: "end"))
    return ChartFigure(
      id: "pareto", title: "Causes by runner minutes lost", summary: paretoSummary(causes, total),
      width: Self.width, height: bottom + 36, shapes: shapes,
      columns: ["Bucket", "Cause", "Failures", "Minutes lost", "Sum so far"], rows: rows,
      legend: [("k-sum", "sum so far, 0 to 100 %")])
  }

  private func paretoSummary(_ causes: [Review.CategoryRow], _ total: Double) -> String {
    guard let first = causes.first, total > 0 else { return "No failed job." }
    var sum = 0.0
    let needed = causes.prefix { cause in
      defer { sum += cause.minutes }
      return sum < total * 0.8
    }.count
    return "\(first.category) (\(first.bucket)) cost most, \(Phrase.minutes(first.minutes)); "
      + "\(Phrase.count(needed, "cause")) of \(review.categories.count) make up "
      + "\(Phrase.percent(min(1, sum / total))) of the minutes lost."
  }
}
