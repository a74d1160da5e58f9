import GRDB

extension Store {
  /// Rolls up and removes what is older than `retention` says, and more if the store is too big.
  ///
  /// What is removed stays removed: a job, an import or a merge older than that is not taken in
  /// again. Afterwards, ``compact()`` gives the space back to the file system.
  ///
  /// - Parameter now: seconds since 1970.
  /// - Returns: what was kept in the end, which is less than asked for when `bytes` forced it.
  @discardableResult
  public func prune(_ retention: Retention = Retention(), now: Int) throws(StoreError) -> Retention
  {
    try raiseHorizon(Horizon(retention, now: now))
    guard let bytes = retention.bytes, try usedSize() > bytes, let shorter = retention.shorter
    else { return retention }
    return try prune(shorter, now: now)
  }

  private func raiseHorizon(_ horizon: Horizon) throws(StoreError) {
    let repositories = try read { database in
      try Int64.fetchAll(database, sql: "SELECT repository FROM repository ORDER BY repository")
    }
    // A transaction each, so that others can write in between.
    for repository in repositories {
      try write { database in
        try Joiner(database: database).join(
          [repository, horizon.results, horizon.failures, horizon.jobs, horizon.weeks],
          into: .horizon)
        try RollUp(database: database).settle(repository)
      }
    }
  }

  /// Bytes of the pages in use; free ones go back with ``compact()``.
  private func usedSize() throws(StoreError) -> Int {
    let size = try size()
    let free = try read { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
      return try pages * (Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
    }
    return size - free
  }
}
