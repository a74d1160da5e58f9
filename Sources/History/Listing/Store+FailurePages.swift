import GRDB

/// Failures that are the same, as a page of a list shows them.
public struct FailureGroupPage: Sendable, Equatable {
  public var entries: [FailureList.Entry]
  /// What the page after this begins behind; nil when there is none.
  public var next: Place?

  public init(entries: [FailureList.Entry], next: Place? = nil) {
    self.entries = entries
    self.next = next
  }

  /// Where a page ended.
  public struct Place: Sendable, Equatable, Codable {
    /// The moment the list was first asked for: what failed later is not on its later pages.
    public var until: Int
    public var count: Int
    public var lastTime: Int
    public var sort: String

    public init(until: Int, count: Int, lastTime: Int, sort: String) {
      self.until = until
      self.count = count
      self.lastTime = lastTime
      self.sort = sort
    }
  }
}

extension Store {
  /// The failures of a period, most frequent first, page by page.
  ///
  /// - Parameters:
  ///   - repositories: names; nil for all. Nothing is counted or told of others.
  ///   - since: seconds since 1970, and so is `now`.
  ///   - bucket: nil for all.
  public func failurePage(
    in repositories: [String]?, since: Int, now: Int, bucket: String? = nil,
    after: FailureGroupPage.Place? = nil, limit: Int = 20
  ) throws(StoreError) -> FailureGroupPage {
    let until = after?.until ?? now + 1
    return try read { database in
      let query = FailureListQuery(
        database: database, memory: memory, repositories: repositories, since: since,
        until: until, bucket: bucket)
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT sort, count(*) AS jobs, max(f.time) AS latest
          FROM \(query.table) WHERE \(query.condition) AND (? IS NULL OR f.bucket = ?) GROUP BY sort
          HAVING ? IS NULL OR (jobs, latest, sort) < (?, ?, ?)
          ORDER BY jobs DESC, latest DESC, sort DESC LIMIT ?
          """,
        arguments: query.arguments + [
          bucket, bucket, after?.count, after?.count, after?.lastTime, after?.sort, limit + 1,
        ])
      var page = FailureGroupPage(
        entries: try rows.prefix(limit).map { row in
          FailureList.Entry(groups: try query.groups(row[0]), example: try query.example(row[0]))
        }, next: nil)
      if rows.count > limit, let last = rows.prefix(limit).last {
        page.next = .init(until: until, count: last[1], lastTime: last[2], sort: last[0])
      }
      return page
    }
  }

  /// The failures of a period whose latest occurrence has these words in its sentence, its first
  /// line or its signature, most frequent first.
  ///
  /// - Parameter candidates: failures looked at, the most frequent ones.
  public func failures(
    saying words: String, in repositories: [String]?, since: Int, now: Int,
    candidates: Int = 100, limit: Int = 20
  ) throws(StoreError) -> [FailureList.Entry] {
    let words = words.lowercased()
    return try read { database in
      let query = FailureListQuery(
        database: database, memory: memory, repositories: repositories, since: since,
        until: now + 1, bucket: nil)
      var found: [FailureList.Entry] = []
      for (sort, latest) in try query.latest(limit: candidates) where found.count < limit {
        let texts = [latest.example, latest.summary, latest.signature ?? ""]
        guard texts.contains(where: { $0.lowercased().contains(words) }) else { continue }
        found.append(
          FailureList.Entry(groups: try query.groups(sort), example: latest.example))
      }
      return found
    }
  }

  /// All that is kept of one failure: the group in each repository; nil when there is none.
  public func failureGroups(
    _ fingerprint: String, in repositories: [String]?
  ) throws(StoreError) -> FailureList.Entry? {
    try read { database in
      let query = FailureListQuery(
        database: database, memory: memory, repositories: repositories, since: 0, bucket: nil)
      let groups = try query.groups(fingerprint).filter { $0.fingerprint == fingerprint }
      guard !groups.isEmpty else { return nil }
      return FailureList.Entry(groups: groups, example: try query.example(fingerprint))
    }
  }

  /// Jobs that failed, the latest failure first, page by page.
  ///
  /// - Parameter fingerprint: only this failure; nil for all.
  public func failedJobs(
    _ fingerprint: String? = nil, in repositories: [String]?, since: Int = 0,
    after: ListPlace? = nil, limit: Int = 20
  ) throws(StoreError) -> (jobs: [StoredJob], next: ListPlace?) {
    try read { database in
      let index = fingerprint == nil ? "failure_by_time" : "failure_by_fingerprint"
      let rows = try database.keptRows(
        """
        SELECT \(JobSearch.columns), f.time AS moment, f.repository AS place, f.job AS number
        FROM (SELECT f.repository, f.job FROM failure f INDEXED BY \(index)
          WHERE f.time >= ? AND \(fingerprint == nil ? "? IS NULL" : "f.fingerprint = ?")
            \(NameNumber.among(repositories, "f.repository"))
            AND (? IS NULL OR (f.time, f.repository, f.job) < (?, ?, ?))
          ORDER BY f.time DESC, f.repository DESC, f.job DESC LIMIT ?) m
        CROSS JOIN failure f ON f.repository = m.repository AND f.job = m.job
        CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job
        CROSS JOIN run r ON r.repository = j.repository AND r.run = j.run
        CROSS JOIN repository p ON p.repository = f.repository
        ORDER BY f.time DESC, f.repository DESC, f.job DESC
        """,
        [since, fingerprint, after?.major, after?.major, after?.minor, after?.least, limit + 1])
      let jobs = rows.prefix(limit).map(JobSearch.job)
      guard rows.count > limit, let last = rows.prefix(limit).last else { return (jobs, nil) }
      return (jobs, ListPlace(last["moment"], last["place"], last["number"]))
    }
  }
}
