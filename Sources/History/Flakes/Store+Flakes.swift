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
  /// Decides about all tests of a repository anew and keeps the result for ``flakes(of:)``.
  ///
  /// The flake state is a function of the stored history and of nothing else: it may be lost, and
  /// made again, at any time.
  ///
  /// - Returns: the changes of verdict of this replay, oldest first, with the tests' keys.
  @discardableResult
  public func refreshFlakes(
    of repository: String, detector: FlakeDetector = FlakeDetector()
  ) throws(StoreError) -> [(test: String, change: VerdictChange)] {
    var changes: [VerdictChange] = []
    let replay = try replay(repository, detector: detector) { changes.append($0) }
    let place = NameNumber.of(repository)
    try write { database in
      try database.execute(sql: "DELETE FROM flake_state WHERE repository = ?", arguments: [place])
      try database.execute(
        sql: """
          INSERT INTO flake_model (repository, model, rules) VALUES (?, ?, ?)
          ON CONFLICT (repository) DO UPDATE SET model = excluded.model, rules = excluded.rules
          """,
        arguments: [
          place, StoredJSON.text(replay.detector.model), StoredJSON.text(replay.detector.rules),
        ])
      for (test, record) in replay.detector.records.enumerated()
      where record.failures + record.maskedFailures > 0 {
        let standing = replay.detector.standings[test]
        try database.execute(
          sql: """
            INSERT INTO flake_state (repository, test, verdict, probability, record, standing)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            place, NameNumber.of(replay.tests[test]), standing.verdict.rawValue,
            Int((standing.probability * 1e6).rounded()), StoredJSON.text(record),
            StoredJSON.text(standing),
          ])
      }
    }
    return changes.map { (replay.tests[$0.test], $0) }
  }

  /// The tests of a repository that have failed, surest verdicts first, as of the last
  /// ``refreshFlakes(of:detector:)``.
  ///
  /// - Parameter verdicts: which verdicts to list; all when empty.
  public func flakes(
    of repository: String, verdicts: Set<Verdict> = []
  ) throws(StoreError) -> [TestFlake] {
    try flakes(repository, condition: "1 = 1", arguments: []).filter {
      verdicts.isEmpty || verdicts.contains($0.standing.verdict)
    }
  }

  /// One test's verdict as of the last ``refreshFlakes(of:detector:)``; nil when it never failed.
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
          SELECT t.name, s.record, s.standing FROM flake_state s
          JOIN test t ON t.repository = s.repository AND t.test = s.test
          WHERE s.repository = ? AND \(condition)
          ORDER BY s.verdict, s.probability DESC, t.name
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
