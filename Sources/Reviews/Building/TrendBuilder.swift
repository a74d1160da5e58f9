import Flakiness

/// Day by day: success and duration, and since when they are what they are.
struct TrendBuilder {
  let facts: ReviewFacts
  let window: ReviewWindow
  /// Every day from the first of the windows before to the end of the window.
  let record: ReviewWindow

  struct Day {
    var runs: [RunSummary] = []
  }

  func days() -> [(point: Review.TrendDay, durations: [Int])] {
    var days = [Day](repeating: Day(), count: record.days.count)
    for run in WindowRuns(facts, in: record).runs {
      if let day = record.day(of: run.began) { days[day].runs.append(run) }
    }
    return zip(record.days, days).map { day, runs in point(day, runs.runs) }
  }

  private func point(
    _ day: ReviewWindow.Day, _ runs: [RunSummary]
  ) -> (Review.TrendDay, [Int]) {
    let counted = runs.filter { $0.final != .cancelled }
    let rate = Proportion(counted.count { $0.final == .passed }, of: counted.count)
    let durations = runs.compactMap { run in
      run.first == .cancelled || run.first == nil
        ? nil : run.firstEnd.map { max(0, $0 - run.began) }
    }
    let ranked = Ranked(durations)
    return (
      Review.TrendDay(
        date: day.date, words: day.words, isInWindow: window.contains(day.from.seconds),
        passed: rate.numerator, counted: rate.denominator, low: rate.interval?.low,
        high: rate.interval?.high, p50: ranked.percentile(0.5), p95: ranked.percentile(0.95),
        timed: durations.count),
      durations
    )
  }

  /// Days since which success, or the share of slow runs, is another one.
  ///
  /// The change points are LUCI's over the days' counts. Runs of one day hang together (an outage
  /// fails many), so the counts are divided by their over-dispersion first: without that every
  /// Monday would be a change.
  func shifts(
    _ days: [(point: Review.TrendDay, durations: [Int])]
  ) -> [Review.Shift] {
    let success = days.map {
      PositionCounts(
        commit: $0.point.date, failed: $0.point.counted - $0.point.passed, runs: $0.point.counted)
    }
    let usual = Ranked(days.flatMap(\.durations)).percentile(0.5) ?? 0
    let slow = days.map { day in
      PositionCounts(
        commit: day.point.date, failed: day.durations.count { $0 > usual },
        runs: day.durations.count)
    }
    return shifts(.success, success, usual: usual) + shifts(.duration, slow, usual: usual)
  }

  private func shifts(
    _ subject: Review.Shift.Subject, _ counts: [PositionCounts], usual: Int
  ) -> [Review.Shift] {
    let busy = counts.indices.filter { counts[$0].runs > 0 }
    let present = busy.map { counts[$0] }
    let scale = max(1, Self.dispersion(present))
    let thinned = present.map {
      PositionCounts(
        commit: $0.commit, failed: Int((Double($0.failed) / scale).rounded()),
        runs: Int((Double($0.runs) / scale).rounded(.up)))
    }
    let points = ChangePoints().find(in: thinned)
    let edges = [0] + points.map(\.position) + [present.count]
    return points.enumerated().compactMap { index, point in
      let day = record.days[busy[point.position]]
      let before = Self.rate(present[edges[index]..<edges[index + 1]])
      let after = Self.rate(present[edges[index + 1]..<edges[index + 2]])
      var shift = Review.Shift(
        subject: subject, date: day.date, words: day.words,
        earliest: record.days[busy[point.interval.lowerBound]].date,
        latest: record.days[busy[min(point.interval.upperBound, busy.count - 1)]].date,
        before: before, after: after, sentence: "")
      shift.sentence = Self.sentence(shift, usual: usual)
      return shift
    }
  }

  private static func rate(_ counts: ArraySlice<PositionCounts>) -> Proportion {
    Proportion(counts.reduce(0) { $0 + $1.failed }, of: counts.reduce(0) { $0 + $1.runs })
  }

  /// How much more the rate jumps from one day to the next than independent runs would make it:
  /// squared steps over their variance, their median put in place of the mean so that a real
  /// change, being one step of many, does not hide itself.
  static func dispersion(_ counts: [PositionCounts]) -> Double {
    let total = rate(counts[...])
    guard let p = total.value, p > 0, p < 1 else { return 1 }
    let ratios = zip(counts, counts.dropFirst()).map { left, right in
      let a = Double(left.failed) / Double(left.runs)
      let b = Double(right.failed) / Double(right.runs)
      return (a - b) * (a - b) / (p * (1 - p) * (1 / Double(left.runs) + 1 / Double(right.runs)))
    }
    // The median of a squared standard normal is 0.455.
    return (Ranked.median(ratios) ?? 1) / 0.455
  }

  private static func sentence(_ shift: Review.Shift, usual: Int) -> String {
    let span =
      shift.earliest == shift.latest ? "" : " (between \(shift.earliest) and \(shift.latest))"
    switch shift.subject {
    case .success:
      return "Since \(shift.words)\(span) \(Phrase.of(shift.after)) of runs fail; before, "
        + "\(Phrase.of(shift.before)) did."
    case .duration:
      return "Since \(shift.words)\(span) \(Phrase.of(shift.after)) of runs take longer than "
        + "\(Phrase.duration(usual)); before, \(Phrase.of(shift.before)) did."
    }
  }
}
