import GRDB

extension Store {
  /// The jobs that `query` means, those that began last first.
  ///
  /// - Parameter limit: how many at most.
  public func jobs(_ query: JobQuery, limit: Int = 20) throws(StoreError) -> [StoredJob] {
    try read { database in
      let search = JobSearch(query, way: try JobWay(query, database))
      return try database.keptRows(search.sql, search.arguments + [limit]).map(JobSearch.job)
    }
  }

  /// The job with this key; nil when the store has none.
  public func job(_ key: JobKey) throws(StoreError) -> StoredJob? {
    try read { database in
      try database.keptRow(
        """
        SELECT \(JobSearch.columns) FROM job j
        JOIN run r ON r.repository = j.repository AND r.run = j.run \(JobSearch.joins)
        WHERE j.repository = ? AND j.job = ?
        """, [key.repositoryNumber, key.jobNumber]
      ).map(JobSearch.job)
    }
  }

  /// Lines around those that the job's failure quotes; none when it has none any more.
  public func excerpt(of key: JobKey) throws(StoreError) -> [FailureRecord.Line] {
    let text = try read { database in
      try String.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT excerpt.lines FROM excerpt JOIN failure f ON f.repository = excerpt.repository
              AND f.job = excerpt.job AND f.digest = excerpt.failure
            WHERE excerpt.repository = ? AND excerpt.job = ?
            """),
        arguments: [key.repositoryNumber, key.jobNumber])
    }
    return text.flatMap { StoredJSON.value([FailureRecord.Line].self, from: $0) } ?? []
  }

  /// Keys of the tests that did not simply pass in a job, sorted; at most `limit`.
  public func failedTests(of key: JobKey, limit: Int = 50) throws(StoreError) -> [String] {
    try read { database in
      try database.keptRows(
        """
        SELECT DISTINCT t.name FROM execution e INDEXED BY execution_by_job
        CROSS JOIN results s ON s.repository = e.repository AND s.job = e.job
          AND s.digest = e.results
        JOIN test t ON t.repository = e.repository AND t.test = e.test
        WHERE e.repository = ? AND e.job = ? AND e.outcome <> 'passed'
        ORDER BY t.name LIMIT ?
        """, [key.repositoryNumber, key.jobNumber, limit]
      ).map { $0[0] }
    }
  }
}

/// A query in SQL.
struct JobSearch {
  private var tests: [String] = []
  private(set) var arguments: StatementArguments = []
  private let way: JobWay

  static let columns = """
    r.provider, p.name, r.id, j.attempt, j.name, r.commit_id, r.branch, r.is_main,
    r.pull_request, r.commit_time, r.workflow, r.event, r.author, r.url, j.status, j.started,
    j.finished, j.url, f.bucket, f.category, f.confidence, f.summary, f.signature,
    f.fingerprint, f.is_transient, f.actor, f.evidence,
    (SELECT lines FROM excerpt e WHERE e.repository = f.repository AND e.job = f.job
      AND e.failure = f.digest)
    """
  static let joins = """
    JOIN repository p ON p.repository = j.repository
    LEFT JOIN failure f ON f.repository = j.repository AND f.job = j.job
    """
  static let anyRepository = "IN (SELECT repository FROM repository)"

  init(_ query: JobQuery, way: JobWay) {
    self.way = way
    addRun(query)
    let statuses = JobStatus.allCases.filter(query.statuses.contains).map { "'\($0.rawValue)'" }
    // As the partial indexes say it.
    tests.append(
      query.statuses == [.failed]
        ? "j.status = 'failed'" : "j.status IN (\(statuses.joined(separator: ", ")))")
    add("j.name = ?", query.job)
    add("j.url = ?", query.jobURL)
    if let test = query.test {
      tests.append(
        """
        (j.repository, j.job) IN (SELECT e.repository, e.job FROM execution e
          WHERE e.repository \(Self.anyRepository) AND e.test = ?)
        """)
      arguments += [NameNumber.of(test)]
    }
    if let fingerprint = query.fingerprint {
      tests.append(
        "(j.repository, j.job) IN (SELECT repository, job FROM failure WHERE fingerprint = ?)")
      arguments += [fingerprint]
    }
    add("j.started < ?", query.before)
  }

  private mutating func addRun(_ query: JobQuery) {
    if let repository = query.repository {
      add("r.repository = ?", NameNumber.of(repository))
      add("j.repository = ?", NameNumber.of(repository))
    } else if query.job != nil {
      tests.append("j.repository \(Self.anyRepository)")
    } else if query.commit != nil || query.branch != nil || query.pullRequest != nil {
      tests.append("r.repository \(Self.anyRepository)")
    }
    add("r.id = ?", query.run)
    add("r.url = ?", query.runURL)
    add("r.pull_request = ?", query.pullRequest)
    if let commit = query.commit {
      // A range, so that the index over commits is used for the beginning of a hash, too.
      add("r.commit_id >= ?", commit)
      add("r.commit_id < ?", commit + "\u{10FFFF}")
    }
    add("r.branch = ?", query.branch)
    add("r.author = ? COLLATE NOCASE", query.author)
    // Says the same of the job as `r.is_main` of its run, without a look at the run.
    if query.isMainLine { tests.append("j.main_time IS NOT NULL") }
  }

  private mutating func add(_ test: String, _ value: (any DatabaseValueConvertible)?) {
    guard let value else { return }
    tests.append(test)
    arguments += [value]
  }

  var sql: String {
    """
    SELECT \(Self.columns) FROM \(way.tables) \(Self.joins)
    WHERE \(tests.joined(separator: " AND "))
    ORDER BY j.started DESC, p.name, r.id DESC, j.attempt DESC, j.name LIMIT ?
    """
  }

  static func job(_ row: Row) -> StoredJob {
    var job = StoredJob(
      key: JobKey(
        provider: row[0], repository: row[1], run: row[2], attempt: row[3], job: row[4]),
      facts: RunFacts(
        commit: row[5], branch: row[6], isMainLine: row[7], pullRequest: row[8],
        commitTime: row[9], workflow: row[10], event: row[11], author: row[12], url: row[13]),
      status: JobStatus(rawValue: row[14]) ?? .failed, started: row[15], finished: row[16],
      url: row[17], failure: nil)
    guard let bucket: String = row[18] else { return job }
    job.failure = FailureRecord(
      bucket: bucket, category: row[19], confidence: row[20], summary: row[21],
      signature: row[22], fingerprint: row[23], isTransient: row[24], actor: row[25],
      evidence: StoredJSON.value([FailureRecord.Evidence].self, from: row[26]) ?? [],
      excerpt: (row[27] as String?).flatMap {
        StoredJSON.value([FailureRecord.Line].self, from: $0)
      } ?? [])
    return job
  }
}
