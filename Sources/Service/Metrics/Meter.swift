import Synchronization

/// Numbers about the service and the builds it hears of, kept in memory until somebody scrapes
/// them. Names and labels come from constants: no word of a log, branch or test ever is one.
package final class Meter: Sendable {
  /// What a number is, after the text format of Prometheus.
  package enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  /// A metric and what it means.
  package struct Family: Sendable, Hashable {
    package var name: String
    package var kind: Kind
    package var help: String
    /// Names of its labels, in the order values are given.
    package var labels: [String]
    /// Upper bounds of a histogram's buckets, rising.
    package var bounds: [Double]

    init(
      _ name: String, _ kind: Kind, _ help: String, _ labels: [String] = [], _ bounds: [Double] = []
    ) {
      self.name = name
      self.kind = kind
      self.help = help
      self.labels = labels
      self.bounds = bounds
    }
  }

  /// Values of a metric that differ only in their labels.
  struct Series {
    var value = 0.0
    /// Observations at most as large as each bound, and those above all of them.
    var buckets: [Int] = []
    var count = 0
  }

  /// So many label values a metric may have; further ones are counted as `other`.
  static let seriesLimit = 500

  private let families: [Family]
  /// By the family's name, which is all that need be hashed for each request.
  private let state: Mutex<[String: [[String]: Series]]>

  package init(_ families: [Family] = Instruments.all) {
    self.families = families
    state = Mutex([:])
  }

  /// Adds to a counter.
  package func add(_ amount: Double = 1, to family: Family, _ labels: String...) {
    change(family, labels) { $0.value += amount }
  }

  /// Sets a gauge.
  package func set(_ family: Family, _ labels: String..., to value: Double) {
    change(family, labels) { $0.value = value }
  }

  /// Sets all values of a gauge; those that are not given are gone.
  package func replace(_ family: Family, with values: [[String]: Double]) {
    state.withLock { state in
      state[family.name] = values.mapValues { value in
        var series = Series()
        series.value = value
        return series
      }
    }
  }

  /// Takes an observation into a histogram.
  package func observe(_ value: Double, in family: Family, _ labels: String...) {
    guard value.isFinite else { return }
    change(family, labels) { series in
      if series.buckets.isEmpty {
        series.buckets = [Int](repeating: 0, count: family.bounds.count + 1)
      }
      let place = family.bounds.firstIndex { value <= $0 } ?? family.bounds.count
      series.buckets[place] += 1
      series.count += 1
      series.value += value
    }
  }

  private func change(_ family: Family, _ labels: [String], _ body: (inout Series) -> Void) {
    state.withLock { state in
      // Changed in place: a copy of all series for each request would cost more than the request.
      let isFull =
        (state[family.name]?.count ?? 0) >= Self.seriesLimit && state[family.name]?[labels] == nil
      let key = isFull ? labels.map { _ in "other" } : labels
      body(&state[family.name, default: [:]][key, default: Series()])
    }
  }

  /// All metrics in Prometheus' text format 0.0.4; equal values are equal bytes.
  package func text() -> String {
    let snapshot = state.withLock { $0 }
    return families.sorted { $0.name < $1.name }.map { family in
      MetricText.family(family, snapshot[family.name] ?? [:])
    }.joined()
  }
}

/// The text format.
enum MetricText {
  /// What scrapers must be told.
  static let type = "text/plain; version=0.0.4; charset=utf-8"

  static func family(_ family: Meter.Family, _ all: [[String]: Meter.Series]) -> String {
    var out = "# HELP \(family.name) \(help(family.help))\n"
    out += "# TYPE \(family.name) \(family.kind.rawValue)\n"
    // A counter without labels exists from the start, so that its first increase is seen.
    let series = all.isEmpty && family.labels.isEmpty ? [[]: Meter.Series()] : all
    for (labels, value) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      out += lines(family, Array(zip(family.labels, labels)), value)
    }
    return out
  }

  private static func lines(
    _ family: Meter.Family, _ labels: [(String, String)], _ series: Meter.Series
  ) -> String {
    guard family.kind == .histogram else {
      return line(family.name, labels, series.value)
    }
    var out = ""
    var total = 0
    let buckets = series.buckets.isEmpty ? family.bounds.map { _ in 0 } + [0] : series.buckets
    for (index, count) in buckets.enumerated() {
      total += count
      let bound = index < family.bounds.count ? number(family.bounds[index]) : "+Inf"
      out += line(family.name + "_bucket", labels + [("le", bound)], Double(total))
    }
    return out + line(family.name + "_sum", labels, series.value)
      + line(family.name + "_count", labels, Double(series.count))
  }

  private static func line(_ name: String, _ labels: [(String, String)], _ value: Double) -> String
  {
    let shown = labels.map { "\($0.0)=\"\(label($0.1))\"" }.joined(separator: ",")
    return name + (shown.isEmpty ? "" : "{\(shown)}") + " " + number(value) + "\n"
  }

  /// Whole numbers without a point.
  static func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : "\(value)"
  }

  static func label(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  static func help(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }
}
