/// What people know about the tests of a history: `test,truth` rows, further columns ignored.
public struct HistoryLabels: Sendable, Equatable {
  public enum Truth: String, Sendable, CaseIterable {
    case flaky
    /// Failed in mass failures only.
    case massEventOnly = "mass_event_only"
    case regression
    /// People called it flaky, and the history does not show it: counts neither way.
    case flakyHumanOnly = "flaky_human_only"
    /// Nobody knows: counts neither way.
    case unclear
  }

  public private(set) var truths: [String: Truth] = [:]

  public init() {}

  /// Reads a whole labels file; throws with its line at the first bad row.
  public init(csv bytes: [UInt8]) throws(ReplayError) {
    var columns: (test: Int, truth: Int)?
    var line = 0
    for row in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      line += 1
      let row = row.last == 13 ? row.dropLast() : row
      guard !row.isEmpty else { continue }
      let fields = ReplayCSV.fields(of: row).map { String(decoding: $0, as: UTF8.self) }
      guard let (test, truth) = columns else {
        columns = try Self.header(fields, line: line)
        continue
      }
      guard fields.count > max(test, truth) else {
        throw ReplayError(
          line: line, cause: "\(fields.count) columns, expected \(max(test, truth) + 1)")
      }
      guard let known = Truth(rawValue: fields[truth]) else {
        let names = Truth.allCases.map(\.rawValue).joined(separator: ", ")
        throw ReplayError(
          line: line, cause: "found truth '\(fields[truth])', expected one of \(names)")
      }
      truths[fields[test]] = known
    }
  }

  private static func header(
    _ fields: [String], line: Int
  ) throws(ReplayError) -> (test: Int, truth: Int) {
    guard let test = fields.firstIndex(of: "test"), let truth = fields.firstIndex(of: "truth")
    else { throw ReplayError(line: line, cause: "no columns 'test' and 'truth' in the header") }
    return (test, truth)
  }

  /// The numbers, in a replay's order of tests, of the tests with one of `truths`.
  public func numbers(of wanted: Set<Truth>, among tests: [String]) -> Set<Int> {
    Set(tests.indices.filter { index in truths[tests[index]].map(wanted.contains) ?? false })
  }

  /// How many tests have `truth`, in the replay or not.
  public func count(_ truth: Truth) -> Int { truths.values.count { $0 == truth } }
}
