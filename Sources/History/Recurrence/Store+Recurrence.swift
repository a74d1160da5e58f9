import Foundation
import GRDB

extension Store {
  /// What is known of the failure of a stored job; nil when the store has no failure of that job.
  public func recurrence(of key: JobKey) throws(StoreError) -> Recurrence? {
    try read { database in
      guard
        let row = try Row.fetchOne(
          database,
          sql: """
            SELECT fingerprint, template, sketch, signature, is_transient, time FROM failure
            WHERE repository = ? AND job = ?
            """,
          arguments: [key.repositoryNumber, key.jobNumber])
      else { return nil }
      let question = RecurrenceQuestion(
        repository: key.repositoryNumber, job: key.jobNumber, name: key.job, fingerprint: row[0],
        template: row[1], sketch: Sketch(bytes: Array(row[2] as Data)), signature: row[3],
        isTransient: row[4], time: row[5])
      return try question.answer(database)
    }
  }

  /// What is known of a failure that is not stored (yet).
  ///
  /// - Parameters:
  ///   - repository: where it happened.
  ///   - job: the job's name, by which the default branch is looked at; nil when unknown.
  ///   - time: when, in seconds since 1970.
  public func recurrence(
    of failure: FailureRecord, in repository: String, job: String?, time: Int
  ) throws(StoreError) -> Recurrence {
    let template = StoredText.clean(failure.template)
    let question = RecurrenceQuestion(
      repository: NameNumber.of(repository), job: nil, name: job,
      fingerprint: failure.fingerprint, template: template, sketch: Sketch(template),
      signature: failure.signature, isTransient: failure.isTransient, time: time)
    return try read { try question.answer($0) }
  }
}

/// A failure to be looked up.
struct RecurrenceQuestion {
  /// Results of the default branch looked at.
  static let mainLineLimit = 1000
  /// Occurrences, latest first, whose branches and pull requests are counted.
  static let placesLimit = 1000
  /// Occurrences from the index alone: jobs and runs are looked up for those that are taken, as
  /// a frequent failure has thousands.
  private static let moments = """
    SELECT repository, job, time FROM failure INDEXED BY failure_by_fingerprint
    WHERE fingerprint = ?
    """

  var repository: Int64
  /// nil for a failure that is not stored.
  var job: Int64?
  var name: String?
  var fingerprint: String?
  var template: String
  var sketch: Sketch
  var signature: String?
  var isTransient: Bool
  var time: Int

  func answer(_ database: Database) throws -> Recurrence {
    let near = try NearMatches(self).find(database)
    guard let fingerprint else {
      // Without a specific fingerprint nothing is called the same, only nearly.
      return Recurrence(
        state: near.isEmpty ? .new : .known, count: job == nil ? 0 : 1, firstTime: nil,
        first: nil, last: nil, places: [], repositories: 0, near: near)
    }
    let count =
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM failure WHERE fingerprint = ?",
        arguments: [fingerprint]) ?? 0
    let repositories =
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM (SELECT repository FROM failure WHERE fingerprint = ?
          UNION SELECT repository FROM failure_week WHERE fingerprint = ?)
          """,
        arguments: [fingerprint, fingerprint]) ?? 0
    let sums = try Row.fetchOne(
      database, sql: "SELECT sum(count), min(week) FROM failure_week WHERE fingerprint = ?",
      arguments: [fingerprint])
    let first = try occurrence(database, fingerprint, "ASC")
    let firstWeek = (sums?[1] as Int?).map { $0 * Horizon.week }
    return Recurrence(
      state: try state(database, fingerprint, before: earlier(database, fingerprint)),
      count: count + (sums?[0] ?? 0), firstTime: firstWeek ?? first?.time, first: first,
      last: try occurrence(database, fingerprint, "DESC"),
      places: try places(database, fingerprint), repositories: repositories, near: near)
  }

  /// Times the repository saw this failure before, weeks of which only sums are left included.
  private func earlier(_ database: Database, _ fingerprint: String) throws -> Int {
    try Int.fetchOne(
      database,
      sql: """
        SELECT (SELECT count(*) FROM failure
          WHERE fingerprint = ? AND repository = ? AND time <= ? AND job <> ?)
        + (SELECT coalesce(sum(count), 0) FROM failure_week
          WHERE fingerprint = ? AND repository = ? AND week <= ?)
        """,
      arguments: [
        fingerprint, repository, time, job ?? 0, fingerprint, repository, time / Horizon.week,
      ]) ?? 0
  }

  /// - Parameter earlier: how often the repository saw the failure before.
  func state(
    _ database: Database, _ fingerprint: String, before earlier: Int
  ) throws -> FailureState {
    let last = try Int.fetchOne(
      database, sql: "SELECT max(time) FROM failure WHERE fingerprint = ? AND repository = ?",
      arguments: [fingerprint, repository])
    return try mainLine(database, fingerprint).state(
      earlier: earlier, lastTime: max(last ?? time, time), isTransient: isTransient)
  }

  private func mainLine(_ database: Database, _ fingerprint: String) throws -> MainLine {
    var line = MainLine()
    let name = try name ?? nameOfLast(database, fingerprint)
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT r.commit_id, j.started, j.status, f.fingerprint
        FROM job j INDEXED BY job_by_name
        CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run AND r.is_main = 1
        LEFT JOIN failure f ON f.repository = j.repository AND f.job = j.job
        WHERE j.repository = ? AND j.name = ? AND j.status <> 'cancelled'
        ORDER BY coalesce(r.commit_time, j.started) DESC, j.started DESC, r.id, j.attempt
        LIMIT ?
        """,
      arguments: [repository, name, Self.mainLineLimit])
    for row in rows.reversed() {
      let isPassed = row[2] as String == JobStatus.passed.rawValue
      let isThis = row[3] as String? == fingerprint
      line.add(isPassed ? .passed : isThis ? .failed : .other, commit: row[0], time: row[1])
    }
    return line
  }

  private func nameOfLast(_ database: Database, _ fingerprint: String) throws -> String? {
    try String.fetchOne(
      database,
      sql: """
        SELECT j.name FROM failure f
        JOIN job j ON j.repository = f.repository AND j.job = f.job
        WHERE f.fingerprint = ? AND f.repository = ? ORDER BY f.time DESC, f.job LIMIT 1
        """,
      arguments: [fingerprint, repository])
  }

  private func occurrence(
    _ database: Database, _ fingerprint: String, _ order: String
  ) throws -> Recurrence.Occurrence? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT r.provider, p.name AS repository, r.id, j.attempt, j.name, r.commit_id, r.branch,
          r.is_main, r.pull_request, f.time
        FROM (\(Self.moments) ORDER BY time \(order), repository, job LIMIT 1) f
        CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
        CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run
        JOIN repository p ON p.repository = f.repository
        """,
      arguments: [fingerprint])
    return row.map { row in
      Recurrence.Occurrence(
        key: JobKey(
          provider: row[0], repository: row[1], run: row[2], attempt: row[3], job: row[4]),
        commit: row[5], branch: row[6], isMainLine: row[7], pullRequest: row[8], time: row[9])
    }
  }

  private func places(
    _ database: Database, _ fingerprint: String
  ) throws -> [Recurrence.Place] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT p.name, r.branch, r.pull_request, count(*) AS jobs, max(f.time)
        FROM (\(Self.moments) ORDER BY time DESC, repository, job LIMIT ?) f
        CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
        CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run
        JOIN repository p ON p.repository = f.repository
        GROUP BY p.name, r.branch, r.pull_request
        ORDER BY jobs DESC, p.name, r.branch, r.pull_request LIMIT \(Recurrence.mostPlaces)
        """,
      arguments: [fingerprint, Self.placesLimit]
    ).map { row in
      Recurrence.Place(
        repository: row[0], branch: row[1], pullRequest: row[2], count: row[3], lastTime: row[4])
    }
  }
}
