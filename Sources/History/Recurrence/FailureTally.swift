import GRDB

extension FailureTally {
  /// Occurrences, latest first, whose branches and pull requests are counted.
  static let placesLimit = 1000
  /// Occurrences from the index alone: jobs and runs are looked up for those that are taken, as
  /// a frequent failure has thousands.
  private static let moments = """
    SELECT repository, job, time FROM failure INDEXED BY failure_by_fingerprint
    WHERE fingerprint = ?
    """

  /// What is known of a fingerprint now; read only when something changed.
  static func read(
    _ fingerprint: String, _ database: Database, _ memory: Memory
  ) throws -> FailureTally {
    let pulse = try database.kept(
      Int.self, "SELECT number FROM failure_pulse WHERE fingerprint = ?", [fingerprint])
    return try memory.tally(fingerprint, pulse: pulse ?? 0) {
      try FailureTally(fingerprint, pulse: pulse ?? 0, database)
    }
  }

  private init(_ fingerprint: String, pulse: Int, _ database: Database) throws {
    let count = try database.kept(
      Int.self, "SELECT count(*) FROM failure WHERE fingerprint = ?", [fingerprint])
    let repositories = try database.kept(
      Int.self,
      """
      SELECT count(*) FROM (SELECT repository FROM failure WHERE fingerprint = ?
      UNION SELECT repository FROM failure_week WHERE fingerprint = ?)
      """, [fingerprint, fingerprint])
    let sums = try database.keptRow(
      "SELECT sum(count), min(week) FROM failure_week WHERE fingerprint = ?", [fingerprint])
    let first = try Self.occurrence(database, fingerprint, "ASC")
    let firstWeek = (sums?[1] as Int?).map { $0 * Horizon.week }
    self.init(
      pulse: pulse, count: (count ?? 0) + (sums?[0] ?? 0), repositories: repositories ?? 0,
      firstTime: firstWeek ?? first?.time, first: first,
      last: try Self.occurrence(database, fingerprint, "DESC"),
      places: try Self.places(database, fingerprint))
  }

  private static func occurrence(
    _ database: Database, _ fingerprint: String, _ order: String
  ) throws -> Recurrence.Occurrence? {
    let row = try database.keptRow(
      """
      SELECT r.provider, p.name AS repository, r.id, j.attempt, j.name, r.commit_id, r.branch,
        r.is_main, r.pull_request, f.time
      FROM (\(Self.moments) ORDER BY time \(order), repository, job LIMIT 1) f
      CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
      CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run
      JOIN repository p ON p.repository = f.repository
      """, [fingerprint])
    return row.map { row in
      Recurrence.Occurrence(
        key: JobKey(
          provider: row[0], repository: row[1], run: row[2], attempt: row[3], job: row[4]),
        commit: row[5], branch: row[6], isMainLine: row[7], pullRequest: row[8], time: row[9])
    }
  }

  private static func places(
    _ database: Database, _ fingerprint: String
  ) throws -> [Recurrence.Place] {
    try database.keptRows(
      """
      SELECT p.name, r.branch, r.pull_request, count(*) AS jobs, max(f.time)
      FROM (\(Self.moments) ORDER BY time DESC, repository, job LIMIT ?) f
      CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
      CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run
      JOIN repository p ON p.repository = f.repository
      GROUP BY p.name, r.branch, r.pull_request
      ORDER BY jobs DESC, p.name, r.branch, r.pull_request LIMIT \(Recurrence.mostPlaces)
      """, [fingerprint, placesLimit]
    ).map { row in
      Recurrence.Place(
        repository: row[0], branch: row[1], pullRequest: row[2], count: row[3], lastTime: row[4])
    }
  }
}
