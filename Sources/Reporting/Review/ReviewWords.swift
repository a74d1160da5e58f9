import Reviews

/// Figures, changes and times in words, the same in every format.
struct ReviewWords {
  let options: ReviewOptions

  static func value(_ value: Double?, _ figure: Review.Figure) -> String {
    guard let value else { return "–" }
    switch figure.unit {
    case .count: return Phrase.number(Int(value.rounded()))
    case .share: return Phrase.percent(value)
    case .seconds: return Phrase.duration(Int(value.rounded()))
    case .minutes: return Phrase.minutes(value)
    case .money: return Phrase.money(value, figure.currency ?? "")
    }
  }

  /// `45 of 366`, `366 jobs`: what the value was made from.
  static func basis(_ value: Review.Figure.Value, _ figure: Review.Figure) -> String {
    if figure.id == "utilisation" { return "\(Phrase.number(value.cases / 3600)) machine hours" }
    if let numerator = value.numerator, let denominator = value.denominator {
      return "\(Phrase.number(Int(numerator))) of \(Phrase.number(Int(denominator)))"
    }
    switch figure.id {
    case "runs": return ""
    case "queue-p50", "queue-p95": return Phrase.count(value.cases, "job")
    case "recovery-p50": return Phrase.count(value.cases, "red spell")
    case "first-failure-p50": return Phrase.count(value.cases, "failed run")
    default: return Phrase.count(value.cases, "run")
    }
  }

  /// `91.2 % – 93.8 %`; empty when there is none, or when the figure is too small to have one.
  static func interval(_ value: Review.Figure.Value, _ figure: Review.Figure) -> String {
    guard let low = value.low, let high = value.high, value.cases > 1, figure.unit != .count
    else { return "" }
    return "\(Self.value(low, figure)) – \(Self.value(high, figure))"
  }

  /// The sign and the size of a change; no sign and no size where there are too few cases.
  static func change(_ figure: Review.Figure) -> (sign: String, text: String) {
    guard let before = figure.before, let change = figure.change else { return ("", "") }
    guard change != .small else { return ("", "too few cases") }
    guard let now = figure.now.value, let past = before.value else { return ("", "–") }
    guard change != .steady else { return ("", "within chance") }
    let sign = now > past ? "▲" : "▼"
    return (sign, size(now, past, figure) + (change == .moved ? "" : " \(change.rawValue)"))
  }

  private static func size(_ now: Double, _ past: Double, _ figure: Review.Figure) -> String {
    let sign = now > past ? "+" : "−"
    let difference = abs(now - past)
    switch figure.unit {
    case .share:
      let points = Phrase.percent(difference).replacing(" %", with: "")
      return "\(sign)\(points) points"
    case .seconds: return sign + Phrase.duration(Int(difference.rounded()))
    default: return past > 0 ? sign + Phrase.percent(difference / past) : sign
    }
  }

  /// `Thu 19 Nov 13:20` in the review's zone.
  func time(_ moment: Moment) -> String {
    "\(options.zone.day(of: moment.seconds).words) \(clock(moment))"
  }

  /// `13:20`.
  func clock(_ moment: Moment) -> String {
    let local = moment.seconds + options.zone.offset(moment.seconds)
    let second = (local % 86_400 + 86_400) % 86_400
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(two(second / 3600)):\(two(second / 60 % 60))"
  }

  /// `19 Nov`, with the year when it is another one than the window's.
  func day(_ moment: Moment, in review: Review) -> String {
    let day = options.zone.day(of: moment.seconds)
    let year = options.zone.day(of: review.window.from.seconds).parts.year
    return day.parts.year == year ? day.shortWords : "\(day.shortWords) \(day.parts.year)"
  }

  static func bucket(_ bucket: String) -> String {
    bucket == "none" ? "not looked at" : bucket
  }

  static func tag(_ tag: Review.FailureRow.Tag) -> String {
    switch tag {
    case .new: "new"
    case .regressed: "back"
    case .steady: "known"
    case .resolved: "gone"
    }
  }

  /// A name stays as it is; a role (`platform-team`) is written in words.
  static func owner(_ owner: String) -> String {
    if owner.isEmpty || owner == "nobody" { return "nobody yet" }
    let isName = owner.contains("@") || owner.hasPrefix("team ")
    return isName ? owner : owner.replacing("-", with: " ")
  }

  /// What the figures are made from, one fact per line.
  func coverage(_ review: Review) -> [String] {
    let coverage = review.coverage
    var lines = [
      "\(Phrase.count(coverage.runs, "run")) and \(Phrase.count(coverage.jobs, "job")) of "
        + "\(Phrase.count(coverage.repositories, "repository", "repositories"))"
        + (coverage.testExecutions > 0
          ? ", \(Phrase.count(coverage.testExecutions, "test execution"))" : "")
    ]
    if coverage.failedJobs > 0 {
      let explained = Proportion(coverage.explained, of: coverage.failedJobs)
      let unknown = Proportion(coverage.unknown, of: coverage.failedJobs)
      lines.append("failed jobs explained: \(Phrase.of(explained))")
      lines.append("left unknown: \(Phrase.of(unknown))")
    }
    if coverage.endless > 0 {
      lines.append("\(Phrase.count(coverage.endless, "job")) without an end, left out of times")
    }
    for provider in coverage.providers where provider.runs == 0 && provider.before > 0 {
      lines.append(
        "nothing from \(provider.name), which sent \(Phrase.count(provider.before, "run")) before")
    }
    if !coverage.gaps.isEmpty {
      lines.append("no runs on \(coverage.gaps.joined(separator: ", "))")
    }
    if coverage.isFirst { lines.append("nothing older is on record: this is the first window") }
    lines.append("explained by \(coverage.classifier), catalog \(coverage.catalog)")
    return lines
  }

  /// The line under the title: which days, where.
  func span(_ review: Review) -> String {
    let days = review.window.days
    let first = days.first?.words ?? ""
    let last = days.last?.words ?? ""
    let scope = review.scope.map { ", \($0)" } ?? ""
    let year = options.zone.day(of: review.window.to.seconds - 1).parts.year
    return
      "\(days.count == 1 ? first : "\(first) to \(last)") \(year), \(review.window.zone)\(scope)"
  }
}
