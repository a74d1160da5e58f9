import GRDB

/// All failures of a repository that are the same, as `faultline failures` lists them.
public struct FailureGroup: Sendable, Equatable {
  public var repository: String
  /// nil for failures that nothing specific is known of; they are grouped by their masked line.
  public var fingerprint: String?
  public var bucket: String
  public var category: String?
  public var signature: String?
  /// Of the latest occurrence.
  public var summary: String
  public var count: Int
  /// Seconds since 1970, within the period asked for.
  public var firstTime: Int
  public var lastTime: Int
  /// Branches, and pull requests, with this failure.
  public var branches: Int
  public var pullRequests: Int
  /// nil without a fingerprint.
  public var state: FailureState?
}

extension Store {
  /// The failures of a period, most frequent first.
  ///
  /// - Parameters:
  ///   - repository: nil for all.
  ///   - since: seconds since 1970.
  public func failures(
    in repository: String? = nil, since: Int = 0, limit: Int = 50
  ) throws(StoreError) -> [FailureGroup] {
    let place = repository.map { NameNumber.of($0) }
    return try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT f.repository, p.name, coalesce(f.fingerprint, f.template) AS sort,
            count(*) AS jobs, min(f.time), max(f.time) AS latest, count(DISTINCT r.branch),
            count(DISTINCT r.pull_request)
          FROM failure f
          JOIN repository p ON p.repository = f.repository
          JOIN job j ON j.repository = f.repository AND j.job = f.job
          JOIN run r ON r.repository = j.repository AND r.run = j.run
          WHERE f.time >= ? AND (? IS NULL OR f.repository = ?)
          GROUP BY f.repository, p.name, sort
          ORDER BY jobs DESC, latest DESC, p.name, sort LIMIT ?
          """,
        arguments: [since, place, place, limit])
      return try rows.compactMap { try Self.group($0, database, memory) }
    }
  }

  /// A group with the words and the state of its latest failure.
  ///
  static func group(
    _ row: Row, _ database: Database, _ memory: Memory
  ) throws -> FailureGroup? {
    let repository: Int64 = row[0]
    let sort: String = row[2]
    let lastTime: Int = row[5]
    guard
      let latest = try database.keptRow(
        """
        SELECT f.fingerprint, f.bucket, f.category, f.signature, f.summary, f.is_transient,
          j.name, f.template
        FROM failure f INDEXED BY failure_by_time
        CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
        WHERE f.repository = ? AND f.time = ? AND coalesce(f.fingerprint, f.template) = ?
        ORDER BY f.job LIMIT 1
        """,
        [repository, lastTime, sort])
    else { return nil }
    var group = FailureGroup(
      repository: row[1], fingerprint: latest[0], bucket: latest[1], category: latest[2],
      signature: latest[3], summary: latest[4], count: row[3], firstTime: row[4],
      lastTime: lastTime, branches: row[6], pullRequests: row[7], state: nil)
    guard let fingerprint = group.fingerprint else { return group }
    let question = RecurrenceQuestion(
      repository: repository, job: nil, name: latest[6], fingerprint: fingerprint,
      template: latest[7], sketch: Sketch(bytes: []), signature: group.signature,
      isTransient: latest[5], time: lastTime)
    let seen =
      try database.kept(
        Int.self, "SELECT count(*) FROM failure WHERE fingerprint = ? AND repository = ?",
        [fingerprint, repository]) ?? 0
    group.state = try question.state(database, memory, fingerprint, before: seen - 1)
    return group
  }
}
