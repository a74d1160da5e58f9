import GRDB

/// The occurrences of one fingerprint since a moment, in all repositories, as lists count them:
/// kept in memory while nothing of the fingerprint changes, as what fails most is asked for often
/// and has thousands.
struct FailureSpan: Sendable {
  /// Occurrences kept of all fingerprints, 16 bytes each.
  static let mostKept = 1_000_000
  /// Occurrences up to which a span that changed is read again as far back as it was.
  static let mostReadAgain = 10_000

  struct Occurrence {
    /// Seconds since 1970.
    var time: Int
    /// Numbers of the branch and of the pull request within the place; no pull request is -1.
    var branch: Int32
    var pullRequest: Int32
  }

  /// The failure in one repository.
  struct Place {
    var name: String
    /// How often it was ever seen here.
    var seen: Int
    /// Its latest occurrence, of all times.
    var latest: FailureGroup
    /// The name of the job, and what else its state depends on.
    var job: String
    var template: String
    var isTransient: Bool
    /// Since the moment; the oldest first.
    var occurrences: [Occurrence] = []
  }

  var pulse: Int
  /// The moment, seconds since 1970.
  let since: Int
  /// By the repository's number.
  private(set) var places: [Int64: Place] = [:]
  private(set) var count = 0

  /// The occurrences of a fingerprint at its pulse; empty when it is none.
  ///
  /// - Parameter since: seconds since 1970; rounded down to a day, so that lists of the same day
  ///   share it. One that begins earlier serves, too.
  static func read(
    _ fingerprint: String, since: Int, _ database: Database, _ memory: Memory
  ) throws -> FailureSpan {
    let pulse = try database.kept(
      Int.self, "SELECT number FROM failure_pulse WHERE fingerprint = ?", [fingerprint])
    let since = since - since % 86_400
    return try memory.span(fingerprint, since: since, pulse: pulse ?? 0) { since in
      try FailureSpan(fingerprint, since: since, pulse: pulse ?? 0, database)
    }
  }

  private init(_ fingerprint: String, since: Int, pulse: Int, _ database: Database) throws {
    self.pulse = pulse
    self.since = since
    try readPlaces(fingerprint, database)
    try readOccurrences(fingerprint, since, database)
  }

  /// How often and how lately, from the index alone; SQLite takes columns beside a lone `max` from
  /// its row (https://sqlite.org/lang_select.html, "bare columns").
  private mutating func readPlaces(_ fingerprint: String, _ database: Database) throws {
    let rows = try database.keptRows(
      """
      SELECT m.repository, p.name, m.seen, m.latest, f.bucket, f.category, f.signature, f.summary,
        f.is_transient, f.template, j.name
      FROM (SELECT repository, job, max(time) AS latest, count(*) AS seen
        FROM failure INDEXED BY failure_by_fingerprint WHERE fingerprint = ? GROUP BY repository) m
      CROSS JOIN failure f ON f.repository = m.repository AND f.job = m.job
      CROSS JOIN job j ON j.repository = m.repository AND j.job = m.job
      CROSS JOIN repository p ON p.repository = m.repository
      """, [fingerprint])
    for row in rows {
      let group = FailureGroup(
        repository: row[1], fingerprint: fingerprint, bucket: row[4], category: row[5],
        signature: row[6], summary: row[7], count: 0, firstTime: 0, lastTime: row[3], branches: 0,
        pullRequests: 0, state: nil)
      places[row[0]] = Place(
        name: row[1], seen: row[2], latest: group, job: row[10], template: row[9],
        isTransient: row[8])
    }
  }

  private mutating func readOccurrences(
    _ fingerprint: String, _ since: Int, _ database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        SELECT f.repository, f.time, r.branch, r.pull_request
        FROM failure f INDEXED BY failure_by_fingerprint
        CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
        CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run
        WHERE f.fingerprint = ? AND f.time >= ? ORDER BY f.repository, f.time
        """)
    let rows = try Row.fetchCursor(statement, arguments: [fingerprint, since])
    // Rows come repository by repository: what is being read is put in once it is whole.
    var repository: Int64?
    var read: [Occurrence] = []
    var names = (branches: [String: Int32](), pullRequests: [String: Int32]())
    func number(_ name: String, _ names: inout [String: Int32]) -> Int32 {
      if let known = names[name] { return known }
      let next = Int32(names.count)
      names[name] = next
      return next
    }
    func close(_ places: inout [Int64: Place]) {
      if let repository { places[repository]?.occurrences = read }
      read = []
      names = ([:], [:])
    }
    while let row = try rows.next() {
      let next: Int64 = row[0]
      if next != repository { close(&places) }
      repository = next
      let pullRequest = (row[3] as String?).map { number($0, &names.pullRequests) }
      read.append(
        Occurrence(
          time: row[1], branch: number(row[2], &names.branches), pullRequest: pullRequest ?? -1))
      count += 1
    }
    close(&places)
  }
}

extension FailureSpan.Place {
  /// What a list of the period says of this place, without its state; nil when it did not fail in
  /// the period.
  ///
  /// - Parameters:
  ///   - since: seconds since 1970, not before the span begins, and so is `until`, which is the
  ///     first moment that is not meant any more.
  func group(since: Int, until: Int) -> FailureGroup? {
    var group = latest
    var branches: Set<Int32> = []
    var pullRequests: Set<Int32> = []
    group.firstTime = .max
    group.lastTime = .min
    for one in occurrences where one.time >= since && one.time < until {
      group.count += 1
      group.firstTime = min(group.firstTime, one.time)
      group.lastTime = max(group.lastTime, one.time)
      branches.insert(one.branch)
      if one.pullRequest >= 0 { pullRequests.insert(one.pullRequest) }
    }
    group.branches = branches.count
    group.pullRequests = pullRequests.count
    return group.count > 0 ? group : nil
  }
}
