import GRDB

extension Store {
  /// Runs, those that began last first.
  ///
  /// A run stands where its first job does, so it is on exactly one page.
  ///
  /// - Parameters:
  ///   - after: the ``ListPlace`` returned with the page before; nil for the first page.
  /// - Returns: at most `limit` runs, and where they end when there are more.
  public func runs(
    _ query: RunQuery, after: ListPlace? = nil, limit: Int = 20
  ) throws(StoreError) -> (runs: [StoredRun], next: ListPlace?) {
    try runs(query, after: after, limit: limit, many: 2000)
  }

  /// - Parameter many: runs of which so many are meant that the latest are found sooner by walking
  ///   back in time.
  func runs(
    _ query: RunQuery, after: ListPlace? = nil, limit: Int, many: Int
  ) throws(StoreError) -> (runs: [StoredRun], next: ListPlace?) {
    try read { database in
      var search = RunSearch(query, after: after)
      if try search.hasAtLeast(many, database) {
        search = RunSearch(query, after: after, byTime: true)
      }
      let rows = try Row.fetchAll(
        database, sql: search.sql, arguments: search.arguments + [limit + 1])
      let runs = try rows.prefix(limit).map { try RunSearch.run($0, database) }
      guard rows.count > limit, let last = rows.prefix(limit).last else { return (runs, nil) }
      return (runs, ListPlace(last["started"], last["repository"], last["job"]))
    }
  }

  /// The run with this ``StoredRun/id``, and its jobs in the order they began; nil when the store
  /// has none.
  public func run(id: String) throws(StoreError) -> (run: StoredRun, jobs: [StoredJob])? {
    guard let (repository, run) = NameNumber.pair(id) else { return nil }
    return try read { database in
      let search = RunSearch(RunQuery(), after: nil, only: (repository, run))
      guard
        let row = try Row.fetchOne(
          database, sql: search.sql, arguments: search.arguments + [1])
      else { return nil }
      let jobs = try Row.fetchAll(
        database,
        sql: """
          SELECT \(JobSearch.columns) FROM job j INDEXED BY job_by_run
          CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run \(JobSearch.joins)
          WHERE j.repository = ? AND j.run = ? ORDER BY j.attempt, j.started, j.name
          """,
        arguments: [repository, run]
      ).map(JobSearch.job)
      return (try RunSearch.run(row, database), jobs)
    }
  }

  /// How many runs of a repository had a job since then, and how many one that failed.
  ///
  /// - Parameter since: seconds since 1970.
  public func runTally(
    in repository: String, since: Int
  ) throws(StoreError) -> (runs: Int, failed: Int) {
    let number = NameNumber.of(repository)
    return try read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT count(*), coalesce(sum(failed), 0) FROM (
            SELECT max(status = 'failed') AS failed FROM job INDEXED BY job_by_time
            WHERE repository = ? AND started >= ? GROUP BY run)
          """,
        arguments: [number, since])
      return (row?[0] ?? 0, row?[1] ?? 0)
    }
  }

  /// Whether the store has heard of a repository of this name.
  public func hasRepository(_ name: String) throws(StoreError) -> Bool {
    let number = NameNumber.of(name)
    return try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM repository WHERE repository = ?)",
        arguments: [number]) ?? false
    }
  }
}

/// A query over runs in SQL.
private struct RunSearch {
  /// What is asked of a run itself, and of its first job.
  private var named: [String] = []
  private var tests = [
    """
    NOT EXISTS (SELECT 1 FROM job x INDEXED BY job_by_run
      WHERE x.repository = j.repository AND x.run = j.run
      AND (x.started, x.job) < (j.started, j.job))
    """
  ]
  private var names: StatementArguments = []
  private var values: StatementArguments = []
  private let isNarrow: Bool
  /// Named, as a planner without statistics walks whole repositories instead.
  private let index: String

  var arguments: StatementArguments { names + values }

  /// - Parameter byTime: walks from the latest run back, whatever is asked for.
  init(
    _ query: RunQuery, after: ListPlace?, only: (repository: Int64, run: Int64)? = nil,
    byTime: Bool = false
  ) {
    isNarrow = !byTime && (query.index != nil || only != nil)
    index = only == nil ? query.index.map { "INDEXED BY \($0)" } ?? "" : ""
    tests[0] += NameNumber.among(query.repositories, isNarrow ? "r.repository" : "j.repository")
    // Named so that the indexes over repository and name are used.
    let isFree = isNarrow && query.repositories?.count != 1 && only == nil
    if isFree { named.append("r.repository IN (SELECT repository FROM repository)") }
    name("r.branch = ?", query.branch)
    name("r.pull_request = ?", query.pullRequest)
    name("r.author = ? COLLATE NOCASE", query.author)
    name("r.commit_id >= ?", query.commit)
    name("r.commit_id < ?", query.commit.map { $0 + "\u{10FFFF}" })
    name("r.repository = ?", only?.repository)
    name("r.run = ?", only?.run)
    if let outcome = query.outcome { ask(outcome) }
    guard let after else { return }
    tests.append("(j.started, j.repository, j.job) < (?, ?, ?)")
    values += [after.major, after.minor, after.least]
  }

  private mutating func name(_ test: String, _ value: (any DatabaseValueConvertible)?) {
    guard let value else { return }
    named.append(test)
    names += [value]
  }

  private mutating func ask(_ outcome: JobStatus) {
    if outcome != .passed {
      // Asked first: most runs passed, and to put a run's last attempts together takes longer.
      tests.insert(
        """
        EXISTS (SELECT 1 FROM job x INDEXED BY \(outcome == .failed ? "failed_by_run" : "job_by_run")
          WHERE x.repository = j.repository AND x.run = j.run AND x.status = '\(outcome.rawValue)')
        """, at: 0)
    }
    tests.append("\(Self.outcome) = ?")
    values += [outcome.rawValue]
  }

  /// Whether so many runs are called so, such as those of `main`.
  func hasAtLeast(_ many: Int, _ database: Database) throws -> Bool {
    guard isNarrow, !index.isEmpty else { return false }
    let sql = """
      SELECT count(*) FROM (SELECT 1 FROM run r \(index)
        WHERE \(named.joined(separator: " AND ")) LIMIT ?)
      """
    return try Int.fetchOne(database, sql: sql, arguments: names + [many]) == many
  }

  var sql: String {
    let tables =
      isNarrow
      ? """
      run r \(index) CROSS JOIN job j INDEXED BY job_by_run
        ON j.repository = r.repository AND j.run = r.run
      """
      : "job j CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run"
    return """
      SELECT j.started AS started, j.repository AS repository, j.job AS job, j.run, j.queued,
        r.provider, p.name, r.id, r.commit_id, r.branch, r.is_main, r.pull_request,
        r.commit_time, r.workflow, r.event, r.author, r.url
      FROM \(tables) JOIN repository p ON p.repository = j.repository
      WHERE \((named + tests).joined(separator: " AND "))
      ORDER BY j.started DESC, j.repository DESC, j.job DESC LIMIT ?
      """
  }

  /// A job that was repeated counts by its last attempt.
  private static let outcome = """
    (SELECT CASE max(CASE status WHEN 'failed' THEN 2 WHEN 'cancelled' THEN 1 ELSE 0 END)
      WHEN 2 THEN 'failed' WHEN 1 THEN 'cancelled' ELSE 'passed' END
      FROM (SELECT x.status, max(x.attempt) FROM job x INDEXED BY job_by_run
        WHERE x.repository = j.repository AND x.run = j.run GROUP BY x.name))
    """

  static func run(_ row: Row, _ database: Database) throws -> StoredRun {
    let started: Int = row[0]
    let jobs = try Row.fetchAll(
      database,
      sql: """
        SELECT status, max(attempt), (SELECT max(x.finished) FROM job x INDEXED BY job_by_run
            WHERE x.repository = job.repository AND x.run = job.run AND x.name = job.name)
        FROM job INDEXED BY job_by_run WHERE repository = ? AND run = ? GROUP BY name
        """,
      arguments: [row[1] as Int64, row[3] as Int64])
    let states = jobs.compactMap { JobStatus(rawValue: $0[0]) }
    let outcome: JobStatus =
      states.contains(.failed) ? .failed : states.contains(.cancelled) ? .cancelled : .passed
    return StoredRun(
      provider: row[5], repository: row[6], run: row[7],
      facts: RunFacts(
        commit: row[8], branch: row[9], isMainLine: row[10], pullRequest: row[11],
        commitTime: row[12], workflow: row[13], event: row[14], author: row[15], url: row[16]),
      outcome: outcome, started: started,
      finished: jobs.compactMap { $0[2] as Int? }.max(),
      queued: (row[4] as Int?).map { max(0, started - $0) },
      attempts: jobs.map { $0[1] as Int }.max() ?? 1, jobs: jobs.count,
      failedJobs: states.count { $0 == .failed })
  }
}
