import GRDB

/// A repository as one CI system runs it.
public struct Pipeline: Sendable, Hashable {
  public var provider: String
  public var repository: String
}

extension Store {
  /// What ran since a moment, in seconds since 1970.
  public func pipelines(since time: Int) throws(StoreError) -> [Pipeline] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT DISTINCT r.provider, p.name FROM job j
          JOIN run r ON r.repository = j.repository AND r.run = j.run
          JOIN repository p ON p.repository = j.repository
          WHERE j.started >= ? ORDER BY p.name, r.provider
          """, arguments: [time]
      ).map { Pipeline(provider: $0[0], repository: $0[1]) }
    }
  }

  /// Whether a job of this attempt of a run is known.
  public func knows(
    run: String, attempt: Int, of pipeline: Pipeline
  ) throws(StoreError) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS (SELECT 1 FROM job WHERE repository = ? AND run = ? AND attempt >= ?)
          """,
        arguments: [
          NameNumber.of(pipeline.repository), NameNumber.of(pipeline.provider, run), attempt,
        ]) ?? false
    }
  }
}
