/// The tables of `comparison.txt`: plain text, the same bytes for the same figures.
public enum ComparisonText {
  /// One method per row.
  public static func table(_ tally: ComparisonTally) -> String {
    let head = [
      "method", "flagged", "flaky", "false", "precision", "recall", "of seen", "failures",
      "runs", "days", "both: runs", "ours", "days", "ours",
    ]
    let rows = tally.rows.map { row in
      [
        row.method, "\(row.flagged)", "\(row.found)", "\(row.falsePositives)",
        share(row.precision), share(row.recall), share(row.recallOfFailing),
        count(row.delay?.failures), count(row.delay?.executions), days(row.delay?.days),
        count(row.paired?.executions), count(row.oursPaired?.executions),
        days(row.paired?.days), days(row.oursPaired?.days),
      ]
    }
    return aligned([head] + rows)
  }

  /// A history's heading and table.
  public static func section(
    _ name: String, _ tally: ComparisonTally, masksAnchors: Bool
  ) -> String {
    """
    ## \(name), anchors \(masksAnchors ? "after our mask of mass failures" : "without any mask")

    \(tally.runs) runs, \(tally.tests) tests; \(tally.flaky) flaky (\(tally.observable) of them \
    seen to fail outside mass failures), \(tally.negatives) known not to be. Failures, runs and \
    days: medians from the first failure to the flag; "both": over the tests that the rule and we \
    found.

    \(table(tally))

    """
  }

  /// Ours only, one setting of the simulator per row.
  public static func settings(_ results: [(name: String, tally: ComparisonTally)]) -> String {
    let head = [
      "setting", "flaky", "seen", "found", "false", "precision", "recall", "of seen",
      "failures", "runs", "days",
    ]
    let rows = results.compactMap { name, tally -> [String]? in
      guard let row = tally.rows.first else { return nil }
      return [
        name, "\(tally.flaky)", "\(tally.observable)", "\(row.found)", "\(row.falsePositives)",
        share(row.precision), share(row.recall), share(row.recallOfFailing),
        count(row.delay?.failures), count(row.delay?.executions), days(row.delay?.days),
      ]
    }
    return aligned([head] + rows)
  }

  /// One setting per row; per range of P(flaky) the tests, what was said and what was true.
  public static func calibration(
    _ results: [(name: String, said: CalibrationTable)]
  ) -> String {
    let head = ["setting", "P(flaky)", "tests", "said", "flaky"]
    let rows = results.flatMap { name, table in
      table.bins.enumerated().map { index, bin in
        [
          index == 0 ? name : "",
          "\(String(format: bin.lower)) - \(String(format: bin.upper))", "\(bin.tests)",
          bin.tests > 0 ? share(bin.expected / Double(bin.tests)) : "-",
          bin.tests > 0 ? share(Double(bin.flaky) / Double(bin.tests)) : "-",
        ]
      }
    }
    return aligned([head] + rows)
  }

  /// First column to the left, the others to the right, two blanks between them.
  private static func aligned(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + blanks : "  " + blanks + cell
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }
    .joined()
  }

  private static func share(_ value: Double?) -> String { fixed(value, 3) }
  private static func count(_ value: Double?) -> String { fixed(value, 1) }
  private static func days(_ value: Double?) -> String { fixed(value, 2) }

  /// `digits` decimals; `-` for a figure that does not exist.
  private static func fixed(_ value: Double?, _ digits: Int) -> String {
    guard let value else { return "-" }
    let scale = (0..<digits).reduce(1) { product, _ in product * 10 }
    let whole = Int((value * Double(scale)).rounded())
    let fraction = String(whole % scale)
    let padded = String(repeating: "0", count: digits - fraction.count) + fraction
    return "\(whole / scale).\(padded)"
  }
}

extension String {
  /// A bin edge: `0`, `0.1`, `0.99`, `1`.
  fileprivate init(format edge: Double) {
    self = edge == edge.rounded() ? "\(Int(edge))" : "\(edge)"
  }
}
