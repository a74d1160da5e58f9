import History
import Reporting

/// The part of a log that an answer rests on, in the log's order: the cause highlighted, the chain
/// named, the lines around them for whoever reads them in their place.
enum LogExcerpt {
  /// A line that is shown; without a role it only stands beside one that has.
  private struct Row {
    var line: Int
    var role: String?
    var text: String
  }

  /// - Parameter isWhole: whether the lines around the quoted ones are shown.
  static func markup(_ failure: FailureRecord, label: String, isWhole: Bool = true) -> Markup {
    guard let cause = failure.evidence.first else { return .none }
    var rows = failure.evidence.enumerated().map { index, quote in
      Row(line: quote.line, role: index == 0 ? "cause" : quote.role, text: quote.text)
    }
    if isWhole { rows += failure.excerpt.map { Row(line: $0.line, role: nil, text: $0.text) } }
    rows.sort { $0.line < $1.line }
    var items: [Markup] = []
    var before: Int?
    for row in rows {
      if let before, row.line > before + 1 { items.append(gap(row.line - before - 1)) }
      before = row.line
      items.append(item(row, isCause: row.line == cause.line && row.role == "cause"))
    }
    return .tag(
      "div", ["class": "log", "role": "group", "aria-label": label], [.tag("ol", [:], items)])
  }

  private static func gap(_ lines: Int) -> Markup {
    .tag("li", ["class": "gap"], PageWords.count(lines, "line") + " between")
  }

  private static func item(_ row: Row, isCause: Bool) -> Markup {
    .tag(
      "li", ["class": isCause ? "cause" : row.role == nil ? "near" : "chain"],
      [
        .tag("span", ["class": "no"], "\(row.line)"),
        .tag("span", ["class": "role"], row.role ?? ""),
        .tag("span", ["class": "words"], Visible.text(row.text, atMost: 2000)),
      ])
  }
}
