import Flakiness
import GRDB

/// What is known of a test that has failed at least once.
public struct TestFlake: Sendable, Equatable {
  public var repository: String
  public var test: String
  public var standing: Standing
  public var record: TestRecord
  /// The verdict with rate, interval, evidence, and what would settle it.
  public var report: FlakeReport
}

extension Store {
  /// The tests of a repository that have failed, surest verdicts first, as of the last
  /// ``refreshFlakes(of:detector:recompute:)``.
  ///
  /// - Parameter verdicts: which verdicts to list; all when empty.
  public func flakes(
    of repository: String, verdicts: Set<Verdict> = []
  ) throws(StoreError) -> [TestFlake] {
    try flakes(repository, condition: "1 = 1", arguments: []).filter {
      verdicts.isEmpty || verdicts.contains($0.standing.verdict)
    }
  }

  /// One test's verdict as of the last ``refreshFlakes(of:detector:recompute:)``; nil when it never failed.
  public func flake(_ test: String, in repository: String) throws(StoreError) -> TestFlake? {
    try flakes(
      repository, condition: "s.test = ?", arguments: [NameNumber.of(test)]
    ).first
  }

  /// Those of some tests that have one of the verdicts, by key.
  public func flakes(
    among tests: [String], of repository: String, verdicts: Set<Verdict>
  ) throws(StoreError) -> [String: TestFlake] {
    guard !tests.isEmpty else { return [:] }
    let numbers = tests.map { String(NameNumber.of($0)) }.joined(separator: ",")
    let names = verdicts.map { "'\($0.rawValue)'" }.sorted().joined(separator: ",")
    let found = try flakes(
      repository, condition: "s.test IN (\(numbers)) AND s.verdict IN (\(names))", arguments: [])
    return Dictionary(found.map { ($0.test, $0) }) { first, _ in first }
  }

  private func flakes(
    _ repository: String, condition: String, arguments: StatementArguments
  ) throws(StoreError) -> [TestFlake] {
    let place = NameNumber.of(repository)
    return try read { database in
      guard
        let kept = try database.keptRow(
          "SELECT model, rules FROM flake_model WHERE repository = ?", [place])
      else { return [] }
      let model = FlakeModelText(model: kept[0], rules: kept[1])
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT s.name, s.record, s.standing FROM flake_state s
          WHERE s.repository = ? AND \(condition)
          ORDER BY s.verdict, s.probability DESC, s.name
          """,
        arguments: [place] + arguments)
      var flakes: [TestFlake] = []
      while let row = try rows.next() {
        let text = FlakeText(
          repository: repository, test: row[0], record: row[1], standing: row[2], model: model)
        if let flake = memory.flake(text) { flakes.append(flake) }
      }
      return flakes
    }
  }
}
