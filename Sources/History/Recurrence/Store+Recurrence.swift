import Foundation
import GRDB

extension Store {
  /// What is known of the failure of a stored job; nil when the store has no failure of that job.
  public func recurrence(of key: JobKey) throws(StoreError) -> Recurrence? {
    try read { database in
      guard
        let row = try database.keptRow(
          """
          SELECT fingerprint, template, sketch, signature, is_transient, time FROM failure
          WHERE repository = ? AND job = ?
          """,
          [key.repositoryNumber, key.jobNumber])
      else { return nil }
      let question = RecurrenceQuestion(
        repository: key.repositoryNumber, job: key.jobNumber, name: key.job, fingerprint: row[0],
        template: row[1], sketch: Sketch(bytes: Array(row[2] as Data)), signature: row[3],
        isTransient: row[4], time: row[5])
      return try question.answer(database, memory)
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
    return try read { try question.answer($0, memory) }
  }
}

/// A failure to be looked up.
struct RecurrenceQuestion {
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

  func answer(_ database: Database, _ memory: Memory) throws -> Recurrence {
    let near = try NearMatches(self, memory).find(database)
    guard let fingerprint else {
      // Without a specific fingerprint nothing is called the same, only nearly.
      return Recurrence(
        state: near.isEmpty ? .new : .known, count: job == nil ? 0 : 1, firstTime: nil,
        first: nil, last: nil, places: [], repositories: 0, near: near)
    }
    let tally = try FailureTally.read(fingerprint, database, memory)
    return Recurrence(
      state: try state(
        database, memory, fingerprint, before: earlier(database, fingerprint)),
      count: tally.count, firstTime: tally.firstTime, first: tally.first, last: tally.last,
      places: tally.places, repositories: tally.repositories, near: near)
  }

  /// Times the repository saw this failure before, weeks of which only sums are left included.
  private func earlier(_ database: Database, _ fingerprint: String) throws -> Int {
    try database.kept(
      Int.self,
      """
      SELECT (SELECT count(*) FROM failure
        WHERE fingerprint = ? AND repository = ? AND time <= ? AND job <> ?)
      + (SELECT coalesce(sum(count), 0) FROM failure_week
        WHERE fingerprint = ? AND repository = ? AND week <= ?)
      """,
      [fingerprint, repository, time, job ?? 0, fingerprint, repository, time / Horizon.week]
    ) ?? 0
  }

  /// - Parameters:
  ///   - earlier: how often the repository saw the failure before.
  ///   - last: when the repository saw it last, seconds since 1970; nil to look it up.
  func state(
    _ database: Database, _ memory: Memory, _ fingerprint: String, before earlier: Int,
    last: Int? = nil
  ) throws -> FailureState {
    let last =
      try last
      ?? database.kept(
        Int.self, "SELECT max(time) FROM failure WHERE fingerprint = ? AND repository = ?",
        [fingerprint, repository])
    let name = try name ?? nameOfLast(database, fingerprint)
    let standing =
      try name.map { try MainResults.standing(of: fingerprint, repository, $0, database, memory) }
    return (standing ?? MainStanding()).state(
      earlier: earlier, lastTime: max(last ?? time, time), isTransient: isTransient)
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
}
