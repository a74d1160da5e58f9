import Reviews

/// One row per figure, failure, test, job, runner and day: for the spreadsheet.
///
/// RFC 4180, with every field quoted. A field that a spreadsheet would take for a formula gets an
/// apostrophe in front, so that a test's name cannot run anything.
public struct CSVReview: ReviewReporter {
  public static let name = "csv"
  private let words: ReviewWords

  public init(options: ReviewOptions) { words = ReviewWords(options: options) }

  static let columns = [
    "window", "section", "name", "detail", "unit", "value", "numerator", "denominator", "low",
    "high", "before", "median", "change",
  ]

  public func render(_ review: Review) -> String {
    var rows = [Self.columns]
    rows += scorecard(review) + days(review) + failures(review) + flakes(review)
    rows += machines(review) + actions(review)
    return rows.map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
  }

  static func field(_ text: String) -> String {
    var text = Visible.text(text)
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first),
      Double(text) == nil
    {
      text = "'" + text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private func row(
    _ review: Review, _ section: String, _ name: String, detail: String = "", unit: String = "",
    value: Double? = nil, numerator: Double? = nil, denominator: Double? = nil,
    low: Double? = nil, high: Double? = nil, before: Double? = nil, median: Double? = nil,
    change: String = ""
  ) -> [String] {
    [
      review.window.name, section, name, detail, unit, Self.number(value),
      Self.number(numerator), Self.number(denominator), Self.number(low), Self.number(high),
      Self.number(before), Self.number(median), change,
    ]
  }

  private func scorecard(_ review: Review) -> [[String]] {
    review.scorecard.map {
      row(
        review, "scorecard", $0.id, detail: $0.about, unit: $0.unit.rawValue, value: $0.now.value,
        numerator: $0.now.numerator, denominator: $0.now.denominator, low: $0.now.low,
        high: $0.now.high, before: $0.before?.value, median: $0.median,
        change: $0.change?.rawValue ?? "")
    }
  }

  private func days(_ review: Review) -> [[String]] {
    let trend = review.trend.filter(\.isInWindow).map {
      row(
        review, "day", $0.date, detail: "success", unit: "share",
        value: Proportion($0.passed, of: $0.counted).value, numerator: Double($0.passed),
        denominator: Double($0.counted), low: $0.low, high: $0.high)
    }
    return trend
      + review.bucketDays.flatMap { day in
        zip(Review.bucketOrder, day.failures).map { bucket, count in
          row(
            review, "day", day.date, detail: "failures: " + bucket, unit: "count",
            value: Double(count))
        }
      }
  }

  private func failures(_ review: Review) -> [[String]] {
    (review.failures + review.gone).map {
      row(
        review, "failure", $0.summary,
        detail: [
          $0.tag.rawValue, $0.bucket, $0.category ?? "", $0.fingerprint ?? "",
          "\($0.pullRequests) pull requests", "\($0.repositories.count) repositories",
        ].joined(separator: " / "), unit: "count", value: Double($0.count),
        before: Double($0.before))
    }
  }

  private func flakes(_ review: Review) -> [[String]] {
    review.flakes.top.map {
      row(
        review, "flake", "\($0.repository) \($0.test)", detail: $0.verdict, unit: "share",
        value: $0.fails.value, numerator: Double($0.fails.numerator),
        denominator: Double($0.fails.denominator), low: $0.low, high: $0.high)
    }
  }

  private func machines(_ review: Review) -> [[String]] {
    review.slowest.map {
      row(
        review, "job", "\($0.repository) \($0.job)", detail: "p50", unit: "seconds",
        value: Double($0.p50), denominator: Double($0.cases), before: Double($0.p50Before))
    }
      + review.runners.map {
        row(
          review, "runner", $0.label, detail: "p95 wait", unit: "seconds",
          value: $0.p95Wait.map(Double.init), denominator: Double($0.waits),
          before: $0.p95WaitBefore.map(Double.init), change: $0.change?.rawValue ?? "")
      }
  }

  private func actions(_ review: Review) -> [[String]] {
    review.actions.map {
      row(
        review, "action", $0.title,
        detail: [$0.state, $0.owner ?? "", $0.due ?? ""].joined(separator: " / "))
    }
  }
}
