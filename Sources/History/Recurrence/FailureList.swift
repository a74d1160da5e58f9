import GRDB

/// Failures that are the same, in all repositories that have them, and incidents as one entry each.
public struct FailureList: Sendable, Equatable {
  /// One failure.
  public struct Entry: Sendable, Equatable {
    /// The same failure, repository by repository, most frequent first; never empty.
    public var groups: [FailureGroup]
    /// The first line of evidence of the latest occurrence, masked; empty when there is none.
    public var example: String

    public var count: Int { groups.reduce(0) { $0 + $1.count } }
    public var pullRequests: Int { groups.reduce(0) { $0 + $1.pullRequests } }
    public var firstTime: Int { groups.map(\.firstTime).min() ?? 0 }
    public var lastTime: Int { groups.map(\.lastTime).max() ?? 0 }
    /// The group seen last.
    public var latest: FailureGroup? { groups.max { $0.lastTime < $1.lastTime } }

    /// The state that asks for most attention: broken, regressed, new, known, fixed.
    public var state: FailureState? {
      let order = ["broken-on-main", "regressed", "new", "known", "fixed"]
      return groups.compactMap(\.state).min {
        (order.firstIndex(of: $0.name) ?? 9) < (order.firstIndex(of: $1.name) ?? 9)
      }
    }
  }

  /// Oldest first. Failures inside an incident are not among the entries.
  public var incidents: [FailureIncident]
  /// Most frequent first.
  public var entries: [Entry]
}

extension Store {
  /// The failures of a period as `faultline failures` lists them.
  ///
  /// - Parameters:
  ///   - repository: nil for all; incidents are looked for in all of them either way.
  ///   - since: seconds since 1970, and so is `now`, up to which incidents are looked for.
  ///   - bucket: nil for all.
  ///   - state: a ``FailureState/name``; nil for all.
  public func failureList(
    in repository: String? = nil, since: Int, now: Int, bucket: String? = nil,
    state: String? = nil, limit: Int = 50
  ) throws(StoreError) -> FailureList {
    let incidents = try incidents(from: since, to: now).filter {
      repository.map($0.repositories.contains) ?? true
    }
    return try read { database in
      let query = FailureListQuery(
        database: database, memory: memory, repositories: repository.map { [$0] }, since: since,
        bucket: bucket, incidents: incidents)
      var entries: [FailureList.Entry] = []
      for sort in try query.sorts() {
        let groups = try query.groups(sort)
        let entry = FailureList.Entry(groups: groups, example: try query.example(sort))
        guard let latest = entry.latest, bucket == nil || latest.bucket == bucket,
          state == nil || entry.state?.name == state
        else { continue }
        entries.append(entry)
        if entries.count == limit { break }
      }
      return FailureList(incidents: incidents, entries: entries)
    }
  }
}

/// Failures outside incidents, grouped by fingerprint or, without one, by masked line.
struct FailureListQuery {
  let database: Database
  let memory: Memory
  /// Names; nil for all.
  let repositories: [String]?
  let since: Int
  /// The first moment that is not meant any more.
  let until: Int
  let bucket: String?
  let incidents: [FailureIncident]

  init(
    database: Database, memory: Memory, repositories: [String]?, since: Int, until: Int = .max,
    bucket: String?, incidents: [FailureIncident] = []
  ) {
    self.database = database
    self.memory = memory
    self.repositories = repositories
    self.since = since
    self.until = until
    self.bucket = bucket
    self.incidents = incidents
  }

  var condition: String {
    let outside = incidents.map { " AND NOT (f.time BETWEEN \($0.from) AND \($0.to))" }
    return "f.time >= ? AND f.time < ?" + NameNumber.among(repositories, "f.repository")
      + outside.joined()
  }

  var arguments: StatementArguments { [since, until] }

  /// Failures as `f` with what they are grouped by as `sort`: from indexes alone, unless their
  /// buckets are asked for; for a short period, by time.
  var table: String {
    let isLong = since == 0 || until == .max || until - since > 3 * 86_400
    guard bucket == nil, isLong else {
      return """
        (SELECT coalesce(fingerprint, template) AS sort, time, repository, job, bucket FROM failure) f
        """
    }
    return """
      (SELECT fingerprint AS sort, time, repository, job, NULL AS bucket
        FROM failure INDEXED BY failure_by_fingerprint WHERE fingerprint IS NOT NULL
      UNION ALL SELECT template, time, repository, job, NULL
        FROM failure INDEXED BY failure_unnamed WHERE fingerprint IS NULL) f
      """
  }

  /// What failures are grouped by, most frequent first.
  func sorts() throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT sort FROM \(table)
        WHERE \(condition) GROUP BY sort
        HAVING ? IS NULL OR max(f.bucket = ?) = 1
        ORDER BY count(*) DESC, max(f.time) DESC, sort LIMIT 5000
        """,
      arguments: arguments + [bucket, bucket])
  }

  /// What failures are grouped by, most frequent first, with what the latest occurrence says.
  ///
  /// SQLite takes columns beside a lone `max` from its row (https://sqlite.org/lang_select.html,
  /// "bare columns"), so one walk over the indexes finds all the latest occurrences.
  func latest(limit: Int) throws -> [(sort: String, words: Words)] {
    let rows = try database.keptRows(
      """
      SELECT m.sort, x.evidence, x.summary, x.signature
      FROM (SELECT sort, max(f.time) AS latest, f.repository AS repository, f.job AS job,
          count(*) AS jobs
        FROM \(table) WHERE \(condition) GROUP BY sort ORDER BY jobs DESC, latest DESC, sort LIMIT ?) m
      CROSS JOIN failure x ON x.repository = m.repository AND x.job = m.job
      ORDER BY m.jobs DESC, m.latest DESC, m.sort
      """, arguments + [limit])
    return rows.map { ($0[0], Words($0, from: 1)) }
  }

  /// What an occurrence says.
  struct Words {
    /// Its first line of evidence; empty for none.
    var example: String
    /// Its sentence.
    var summary: String
    var signature: String?

    /// From columns `evidence`, `summary`, `signature`.
    init(_ row: Row, from column: Int) {
      let evidence = StoredJSON.value([FailureRecord.Evidence].self, from: row[column])
      example = evidence?.first?.text ?? ""
      summary = row[column + 1]
      signature = row[column + 2]
    }
  }

  /// The failures of one sort, from indexes alone: which jobs, and when. Takes ``member(_:)``.
  private var members: String {
    """
    (SELECT f.repository, f.job, f.time FROM failure f INDEXED BY failure_by_fingerprint
      WHERE f.fingerprint = ? AND \(condition)
    UNION ALL SELECT f.repository, f.job, f.time FROM failure f INDEXED BY failure_unnamed
      WHERE f.fingerprint IS NULL AND f.template = ? AND \(condition))
    """
  }

  private func member(_ sort: String) -> StatementArguments {
    [sort] + arguments + [sort] + arguments
  }

  /// The failures of one sort, repository by repository, most frequent first.
  func groups(_ sort: String) throws -> [FailureGroup] {
    // What is kept in memory knows no incidents, no masked lines and, of each repository, only the
    // words of the very latest occurrence.
    guard incidents.isEmpty else { return try counted(sort) }
    let span = try FailureSpan.read(sort, since: since, database, memory)
    guard !span.places.isEmpty, span.places.values.allSatisfy({ $0.latest.lastTime < until })
    else { return try counted(sort) }
    let wanted = repositories.map { Set($0.map { NameNumber.of($0) }) }
    let groups = try span.places.compactMap { number, place -> FailureGroup? in
      guard wanted?.contains(number) ?? true,
        var group = place.group(since: since, until: until)
      else { return nil }
      let question = RecurrenceQuestion(
        repository: number, job: nil, name: place.job, fingerprint: sort,
        template: place.template, sketch: Sketch(bytes: []), signature: group.signature,
        isTransient: place.isTransient, time: group.lastTime)
      group.state = try question.state(
        database, memory, sort, before: place.seen - 1, last: group.lastTime)
      return group
    }
    return groups.sorted {
      ($1.count, $1.lastTime, $0.repository) < ($0.count, $0.lastTime, $1.repository)
    }
  }

  /// The same by SQL.
  func counted(_ sort: String) throws -> [FailureGroup] {
    let rows = try database.keptRows(
      """
      SELECT f.repository, p.name, ?, count(*) AS jobs, min(f.time), max(f.time) AS latest,
        count(DISTINCT r.branch), count(DISTINCT r.pull_request)
      FROM \(members) f
      CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
      CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run
      CROSS JOIN repository p ON p.repository = f.repository
      GROUP BY f.repository, p.name
      ORDER BY jobs DESC, latest DESC, p.name
      """,
      [sort] + member(sort))
    return try rows.compactMap { try Store.group($0, database, memory) }
  }

  func example(_ sort: String) throws -> String { try latest(sort)?.example ?? "" }

  /// What the latest occurrence says.
  func latest(_ sort: String) throws -> Words? {
    try database.keptRow(
      """
      SELECT x.evidence, x.summary, x.signature
      FROM (SELECT repository, job FROM \(members) f ORDER BY time DESC, repository, job LIMIT 1) f
      JOIN failure x ON x.repository = f.repository AND x.job = f.job
      """, member(sort)
    ).map { Words($0, from: 0) }
  }
}
