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

  private func flakes(
    _ repository: String, condition: String, arguments: StatementArguments
  ) throws(StoreError) -> [TestFlake] {
    let place = NameNumber.of(repository)
    return try read { database in
      guard
        let kept = try Row.fetchOne(
          database, sql: "SELECT model, rules FROM flake_model WHERE repository = ?",
          arguments: [place]),
        let model = StoredJSON.value(SegmentBayes.self, from: kept[0]),
        let rules = StoredJSON.value(VerdictRules.self, from: kept[1])
      else { return [] }
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
        guard let record = StoredJSON.value(TestRecord.self, from: row[1]),
          let standing = StoredJSON.value(Standing.self, from: row[2])
        else { continue }
        flakes.append(
          TestFlake(
            repository: repository, test: row[0], standing: standing, record: record,
            report: FlakeReport(record: record, standing: standing, model: model, rules: rules)))
      }
      return flakes
    }
  }
}
