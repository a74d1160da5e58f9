import GRDB

/// An attempt of a run whose jobs have all been heard of, as metrics count it.
public struct EndedRun: Sendable, Equatable {
  /// Tells attempts apart: repository, run, attempt.
  public struct Key: Sendable, Hashable {
    public var repository: Int64
    public var run: Int64
    public var attempt: Int
  }

  public var key: Key
  public var isFailed: Bool
  public var isCancelled: Bool
  /// Seconds since 1970.
  public var started: Int
  public var finished: Int
  /// Seconds its first job waited; nil where nobody says.
  public var queued: Int?
  /// Jobs that failed by the bucket of their diagnosis; `unknown` without one.
  public var failures: [String: Int]
}

extension Store {
  /// Attempts whose first job began at or after `since` and whose last job ended before `until`,
  /// in seconds since 1970, oldest first.
  public func endedRuns(since: Int, until: Int) throws(StoreError) -> [EndedRun] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT j.repository, j.run, j.attempt, j.status, j.started, j.finished, j.queued,
            f.bucket
          FROM job j INDEXED BY job_by_moment
          LEFT JOIN failure f ON f.repository = j.repository AND f.job = j.job
          WHERE j.started >= ? ORDER BY j.started
          """,
        arguments: [since])
      var ended: [EndedRun.Key: EndedRun] = [:]
      while let row = try rows.next() {
        let key = EndedRun.Key(repository: row[0], run: row[1], attempt: row[2])
        let started: Int = row[4]
        let wait = (row[6] as Int?).map { max(0, started - $0) }
        var run =
          ended[key]
          ?? EndedRun(
            key: key, isFailed: false, isCancelled: false, started: started, finished: started,
            queued: wait, failures: [:])
        run.finished = max(run.finished, (row[5] as Int?) ?? started)
        run.isCancelled = run.isCancelled || row[3] as String == JobStatus.cancelled.rawValue
        if row[3] as String == JobStatus.failed.rawValue {
          run.isFailed = true
          run.failures[(row[7] as String?) ?? "unknown", default: 0] += 1
        }
        ended[key] = run
      }
      return ended.values.filter { $0.finished < until }.sorted {
        ($0.finished, $0.key.run, $0.key.attempt) < ($1.finished, $1.key.run, $1.key.attempt)
      }
    }
  }
}
