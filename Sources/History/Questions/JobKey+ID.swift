import GRDB

extension JobKey {
  /// Two numbers in hexadecimal, the same in every store: names the job without any word that
  /// somebody chose.
  public var id: String {
    String(UInt64(bitPattern: repositoryNumber), radix: 16) + "-"
      + String(UInt64(bitPattern: jobNumber), radix: 16)
  }
}

extension Store {
  /// The job with this ``JobKey/id``; nil when the store has none.
  public func job(id: String) throws(StoreError) -> StoredJob? {
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let repository = UInt64(parts[0], radix: 16),
      let job = UInt64(parts[1], radix: 16)
    else { return nil }
    return try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT \(JobSearch.columns) FROM job j
          JOIN run r ON r.repository = j.repository AND r.run = j.run \(JobSearch.joins)
          WHERE j.repository = ? AND j.job = ?
          """,
        arguments: [Int64(bitPattern: repository), Int64(bitPattern: job)]
      ).map(JobSearch.job)
    }
  }
}
