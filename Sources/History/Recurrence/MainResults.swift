import GRDB

/// The latest results of one job on the default branch, whatever it failed with.
struct MainResults {
  /// Results looked at.
  static let limit = 500

  private struct Commit {
    var id: String
    /// When it was last run, seconds since 1970.
    var time: Int
    var isPassed: Bool
  }

  /// In source order.
  private var commits: [Commit] = []
  /// By fingerprint, the commits that failed with it: ascending indices of `commits`.
  private var failed: [String: [Int]] = [:]

  /// From one index in its own order; only failures are looked up.
  private init(_ database: Database, _ repository: Int64, _ name: String) throws {
    let statement = try database.cachedStatement(
      sql: """
        SELECT main_commit, started, status = 'passed', CASE WHEN status = 'failed' THEN (
          SELECT fingerprint FROM failure f
          WHERE f.repository = j.repository AND f.job = j.job) END
        FROM job j INDEXED BY job_on_main
        WHERE repository = ? AND name = ? AND main_time IS NOT NULL AND status <> 'cancelled'
        ORDER BY main_time DESC, started DESC, main_commit, attempt LIMIT ?
        """)
    let rows = try Row.fetchCursor(statement, arguments: [repository, name, Self.limit])
    commits.reserveCapacity(Self.limit)
    while let row = try rows.next() {
      add(commit: row[0], time: row[1], isPassed: row[2], fingerprint: row[3])
    }
    turn()
  }

  /// Results of one commit stand together.
  private mutating func add(commit: String, time: Int, isPassed: Bool, fingerprint: String?) {
    if commits.last?.id != commit {
      commits.append(Commit(id: commit, time: time, isPassed: false))
    }
    let last = commits.count - 1
    commits[last].time = max(commits[last].time, time)
    if isPassed { commits[last].isPassed = true }
    guard let fingerprint, failed[fingerprint]?.last != last else { return }
    failed[fingerprint, default: []].append(last)
  }

  /// From the latest first, as they were read, to the oldest first.
  private mutating func turn() {
    commits.reverse()
    let last = commits.count - 1
    failed = failed.mapValues { places in places.reversed().map { last - $0 } }
  }

  /// What the branch says of each failure it had.
  private var standings: [String: MainStanding] {
    failed.mapValues { failures in
      var next = failures[...]
      var telling: [MainLine.Commit] = []
      telling.reserveCapacity(commits.count)
      for (index, commit) in commits.enumerated() {
        let isFailed = next.first == index
        if isFailed { next.removeFirst() }
        guard isFailed || commit.isPassed else { continue }
        telling.append(
          .init(id: commit.id, time: commit.time, passed: commit.isPassed, failed: isFailed))
      }
      return MainStanding(telling)
    }
  }

  /// What the branch says of a failure, read only when something changed on it.
  static func standing(
    of fingerprint: String, _ repository: Int64, _ name: String, _ database: Database,
    _ memory: Memory
  ) throws -> MainStanding {
    let pulse = try database.kept(
      Int.self, "SELECT number FROM main_pulse WHERE repository = ? AND name = ?",
      [repository, name])
    let standings = try memory.standings(.init(repository, name), pulse: pulse ?? 0) {
      try MainResults(database, repository, name).standings
    }
    // Where it never failed with it, no pass says anything that no passes would not.
    return standings[fingerprint] ?? MainStanding()
  }
}
