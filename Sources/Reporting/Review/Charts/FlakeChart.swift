import Reviews

/// Which flaky test failed on which day.
struct FlakeChart {
  let review: Review

  private static let rows = 12
  private static let columns = 14

  func heat() -> ChartFigure {
    let tests = Array(review.flakes.top.prefix(Self.rows))
    let days = Array(review.window.days.suffix(Self.columns))
    let left = 196.0
    let cell = (416 - left) / Double(max(days.count, 1))
    let row = 22.0
    let most = max(tests.flatMap { $0.days.suffix(days.count) }.max() ?? 1, 1)
    var shapes: [Markup] = days.enumerated().map { index, day in
      let words = days.count > 7 ? String(day.date.suffix(2)) : String(day.words.prefix(3))
      return Draw.text(words, left + cell * (Double(index) + 0.5), 12, anchor: "middle")
    }
    for (number, test) in tests.enumerated() {
      let y = 20 + row * Double(number)
      shapes.append(
        Draw.titled(
          test.test,
          [Draw.text(Self.short(test.test), left - 8, y + 14, anchor: "end", style: "mono")]))
      for (index, count) in test.days.suffix(days.count).enumerated() {
        let x = left + cell * Double(index)
        guard count > 0 else {
          shapes.append(Draw.rectangle("cell", x + 1, y, cell - 2, row - 3))
          continue
        }
        let strength = 0.25 + 0.75 * Double(count) / Double(most)
        let opacity = (strength * 100).rounded() / 100
        shapes.append(
          Draw.titled(
            "\(days[index].words): \(Phrase.count(count, "failure"))",
            [
              Draw.rectangle("heat", x + 1, y, cell - 2, row - 3, opacity: opacity),
              Draw.text(
                "\(count)", x + cell / 2, y + 14, style: strength > 0.8 ? "onheat" : "count"),
            ]))
      }
    }
    let busiest = days.indices.max { left, right in
      func sum(_ day: Int) -> Int {
        tests.reduce(0) { $0 + $1.days.suffix(days.count)[$1.days.count - days.count + day] }
      }
      return sum(left) < sum(right)
    }
    return ChartFigure(
      id: "heat", title: "Failures of flaky tests, by day",
      summary: busiest.map { "The day with most failures of these tests is \(days[$0].words)." }
        ?? "No flaky test failed.", width: 420, height: 24 + row * Double(max(tests.count, 1)),
      shapes: shapes, columns: ["Test"] + days.map(\.words),
      rows: tests.map { test in
        [test.test] + test.days.suffix(days.count).map { Phrase.number($0) }
      })
  }

  /// The end of a name says most: `…::test_times_out`.
  static func short(_ name: String) -> String {
    let shown = Visible.text(name)
    return shown.count > 27 ? "…" + shown.suffix(26) : shown
  }
}
