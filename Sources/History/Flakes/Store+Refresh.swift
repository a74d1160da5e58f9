import Flakiness
import GRDB

extension Store {
  /// Repositories with results that no verdict knows of yet, by name; ``refreshFlakes(of:)`` of each
  /// brings them up to date.
  public func undecided() throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT name FROM repository p
          WHERE EXISTS (SELECT 1 FROM flake_pending n WHERE n.repository = p.repository)
          ORDER BY name
          """)
    }
  }

  /// Decides about the tests of a repository and keeps the result for ``flakes(of:verdicts:)``.
  ///
  /// Only what is new is looked at: the hours since the newest settled run, and everything from
  /// the last prune on when something older came in or changed. Nothing happens when nothing is
  /// new. The outcome is that of a replay of the whole history, whatever the order of arrival.
  ///
  /// - Parameters:
  ///   - recompute: decide about everything kept, whether or not something is new.
  ///   - pace: how fast it is worked out; nothing is locked meanwhile.
  /// - Returns: the tests with another verdict than before, each with its latest change.
  @discardableResult
  public func refreshFlakes(
    of repository: String, detector: FlakeDetector = FlakeDetector(), recompute: Bool = false,
    pace: Pace = .atOnce
  ) throws(StoreError) -> [(test: String, change: VerdictChange)] {
    let place = NameNumber.of(repository)
    while true {
      let refresh = try read(at: pace) { database in
        try FlakeRefresh(database, place, detector, recompute: recompute)
      }
      guard let refresh else { return [] }
      // Two processes may decide at once; the one that is later begins again from what is kept.
      if let changes = try write({ try refresh.keep($0) }) { return changes }
    }
  }
}

/// One round of deciding: made from a snapshot, kept if nobody else was quicker.
struct FlakeRefresh {
  private let repository: Int64
  private let generation: Int
  private let notes: [(job: Int64, stamp: Int64)]
  private let names: [Int64: String]
  private let shown: FlakeTrack
  /// A settled track further on than the one kept.
  private let settled: FlakeTrack?
  private var latest: [Int: VerdictChange] = [:]

  private struct Note {
    var job: Int64
    var stamp: Int64
    /// Where the job stands or stood at the earliest.
    var place: Int
  }

  /// Decides; nil when nothing is new.
  init?(
    _ database: Database, _ repository: Int64, _ detector: FlakeDetector, recompute: Bool
  ) throws {
    let known = try Int.fetchOne(
      database, sql: "SELECT generation FROM flake_model WHERE repository = ?",
      arguments: [repository])
    let notes = try Self.notes(database, repository)
    guard recompute || known == nil || !notes.isEmpty else { return nil }
    self.repository = repository
    self.notes = notes.map { ($0.job, $0.stamp) }
    generation = known ?? 0
    var track = try Self.start(database, repository, detector, notes, recompute)
    var changes: [Int: VerdictChange] = [:]
    let newest = try Int.fetchOne(
      database, sql: "SELECT max(started) FROM job WHERE repository = ?", arguments: [repository])
    let goal = (newest ?? 0) - FlakeTrack.settling
    if goal > track.until, track.until == .min || goal - track.until >= FlakeTrack.settling {
      try track.advance(to: goal, in: repository, database) { changes[$0.test] = $0 }
      settled = track
    } else {
      settled = nil
    }
    try track.advance(to: .max, in: repository, database) { changes[$0.test] = $0 }
    shown = track
    latest = changes
    names = try Self.names(database, repository)
  }

  /// Writes what was decided; nil when another process decided in the meantime.
  func keep(_ database: Database) throws -> [(test: String, change: VerdictChange)]? {
    let present = try Int.fetchOne(
      database, sql: "SELECT generation FROM flake_model WHERE repository = ?",
      arguments: [repository])
    guard present ?? 0 == generation else { return nil }
    try settled?.keep(database, repository, .settled)
    try keepModel(database)
    for note in notes {
      let statement = try database.cachedStatement(
        sql: "DELETE FROM flake_pending WHERE repository = ? AND job = ? AND stamp = ?")
      try statement.execute(arguments: [repository, note.job, note.stamp])
    }
    return try keepStates(database)
  }

  /// The latest track that everything noted comes after.
  private static func start(
    _ database: Database, _ repository: Int64, _ detector: FlakeDetector, _ notes: [Note],
    _ recompute: Bool
  ) throws -> FlakeTrack {
    var pruned = try FlakeTrack.fetch(database, repository, .pruned)
    pruned?.detector.rules = detector.rules
    pruned?.detector.prior = detector.prior
    pruned?.detector.learns = detector.learns
    pruned?.detector.runsPerEstimate = detector.runsPerEstimate
    let beginning = pruned ?? FlakeTrack(detector)
    guard !recompute, let settled = try FlakeTrack.fetch(database, repository, .settled),
      settled.detector.decidesLike(detector), settled.until >= beginning.until
    else { return beginning }
    // What stands where executions are no longer kept cannot be put in its place any more.
    let isLate = notes.contains { $0.place < settled.until && $0.place >= beginning.until }
    return isLate ? beginning : settled
  }

  private static func notes(_ database: Database, _ repository: Int64) throws -> [Note] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT p.job, p.stamp, p.time, \(RunReader.place) FROM flake_pending p
        LEFT JOIN job j ON j.repository = p.repository AND j.job = p.job
        LEFT JOIN run r ON r.repository = j.repository AND r.run = j.run
        WHERE p.repository = ?
        """,
      arguments: [repository]
    ).map { row in
      let noted: Int = row[2]
      return Note(job: row[0], stamp: row[1], place: min(noted, row[3] as Int? ?? noted))
    }
  }

  private static func names(_ database: Database, _ repository: Int64) throws -> [Int64: String] {
    var names: [Int64: String] = [:]
    for sql in ["SELECT test, name FROM flake_state", "SELECT test, name FROM test"] {
      let rows = try Row.fetchCursor(
        database, sql: sql + " WHERE repository = ?", arguments: [repository])
      while let row = try rows.next() { names[row[0]] = row[1] }
    }
    return names
  }

  private func keepModel(_ database: Database) throws {
    let incidents = shown.detector.incidents.suffix(MaskedRun.kept).map { incident in
      MaskedRun(
        run: incident.run,
        job: incident.job.flatMap { shown.jobs.indices.contains($0) ? shown.jobs[$0] : nil })
    }
    try database.execute(
      sql: """
        INSERT INTO flake_model (repository, model, rules, generation, incidents)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (repository) DO UPDATE SET model = excluded.model, rules = excluded.rules,
          generation = excluded.generation, incidents = excluded.incidents
        """,
      arguments: [
        repository, StoredJSON.text(shown.detector.model), StoredJSON.text(shown.detector.rules),
        generation + 1, StoredJSON.text(incidents),
      ])
  }

  /// Writes the states that are others than before, and says which verdicts are.
  private func keepStates(
    _ database: Database
  ) throws -> [(test: String, change: VerdictChange)] {
    var before: [Int64: (verdict: String, record: String, standing: String)] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT test, verdict, record, standing FROM flake_state WHERE repository = ?",
      arguments: [repository])
    while let row = try rows.next() { before[row[0]] = (row[1], row[2], row[3]) }
    var changes: [(test: String, change: VerdictChange)] = []
    for (number, test) in shown.tests.enumerated() where number < shown.detector.records.count {
      let record = shown.detector.records[number]
      guard record.failures + record.maskedFailures > 0 else { continue }
      let standing = shown.detector.standings[number]
      let texts = (StoredJSON.text(record), StoredJSON.text(standing))
      let old = before.removeValue(forKey: test)
      if old?.verdict != standing.verdict.rawValue, let change = latest[number] {
        changes.append((names[test] ?? "\(test)", change))
      }
      guard old?.record != texts.0 || old?.standing != texts.1 else { continue }
      try keep(test, standing, texts, database)
    }
    for test in before.keys {
      try database.execute(
        sql: "DELETE FROM flake_state WHERE repository = ? AND test = ?",
        arguments: [repository, test])
    }
    return changes.sorted { ($0.change.time, $0.test) < ($1.change.time, $1.test) }
  }

  private func keep(
    _ test: Int64, _ standing: Standing, _ texts: (record: String, standing: String),
    _ database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO flake_state
          (repository, test, name, verdict, probability, record, standing)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      repository, test, names[test] ?? "\(test)", standing.verdict.rawValue,
      Int((standing.probability * 1e6).rounded()), texts.record, texts.standing,
    ])
  }
}

/// A run, or one of its jobs, that was taken for a mass failure.
struct MaskedRun: Codable, Hashable {
  /// How many of them are remembered, the latest ones.
  static let kept = 500

  var run: String
  /// nil for all jobs of the run.
  var job: String?

  /// Those of a repository, as of the last decision.
  static func fetch(_ database: Database, _ repository: Int64) throws -> Set<MaskedRun> {
    let text = try String.fetchOne(
      database, sql: "SELECT incidents FROM flake_model WHERE repository = ?",
      arguments: [repository])
    return Set(text.flatMap { StoredJSON.value([MaskedRun].self, from: $0) } ?? [])
  }
}

extension Set<MaskedRun> {
  /// Whether failures of `job` in `run` are masked.
  func hides(run: String, job: String) -> Bool {
    contains(MaskedRun(run: run, job: nil)) || contains(MaskedRun(run: run, job: job))
  }
}
