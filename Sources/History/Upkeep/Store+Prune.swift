import GRDB

extension Store {
  /// Rolls up and removes what is older than `retention` says, and more if the store is too big.
  ///
  /// What is removed stays removed: a job, an import or a merge older than that is not taken in
  /// again. Afterwards, ``compact()`` gives the space back to the file system.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - pace: how fast the sums are worked out; nothing is locked meanwhile.
  /// - Returns: what was kept in the end, which is less than asked for when `bytes` forced it.
  @discardableResult
  public func prune(
    _ retention: Retention = Retention(), now: Int, pace: Pace = .atOnce
  ) throws(StoreError) -> Retention {
    try raiseHorizon(Horizon(retention, now: now), pace)
    guard let bytes = retention.bytes, try usedSize() > bytes, let shorter = retention.shorter
    else { return retention }
    return try prune(shorter, now: now, pace: pace)
  }

  /// Prunes when there is something to prune: for the end of everything that takes jobs in. As
  /// whole weeks are kept, there is once a week, unless the store outgrows its bound.
  ///
  /// The age of what is stored counts from the newest job, or a store filled with an old history
  /// would lose it at once.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - sparing: when the oldest of the jobs just taken in began, in seconds since 1970. Nothing
  ///     as young as that is removed: a job must not vanish in the command that said `stored`,
  ///     whatever its stamps say.
  ///   - pace: how fast the sums are worked out; nothing is locked meanwhile.
  /// - Returns: whether anything was old enough.
  @discardableResult
  public func pruneIfDue(
    _ retention: Retention = .standard, now: Int, sparing: Int? = nil, pace: Pace = .atOnce
  ) throws(StoreError) -> Bool {
    let newest = try read { try Int.fetchOne($0, sql: "SELECT max(started) FROM job") }
    guard let newest else { return false }
    let spared = sparing.map { $0 + retention.shortest.least * 86_400 }
    let now = min(now, newest, spared ?? now)
    var isDue = try hasJobs(behind: Horizon(retention, now: now))
    if !isDue, let bytes = retention.bytes, try usedSize() > bytes {
      isDue = try hasJobs(behind: Horizon(retention.shortest, now: now))
    }
    if isDue { try prune(retention, now: now, pace: pace) }
    return isDue
  }

  /// Whether `horizon` would take anything away that is still kept.
  private func hasJobs(behind horizon: Horizon) throws(StoreError) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS (
            SELECT 1 FROM job j LEFT JOIN horizon h ON h.repository = j.repository
            WHERE j.started < ? AND j.started >= coalesce(h.results, 0)
            OR j.started < ? AND j.started >= coalesce(h.failures, 0)
            OR j.started < ? AND j.started >= coalesce(h.excerpts, 0)
            OR j.started < ? AND j.started >= coalesce(h.jobs, 0))
          """,
        arguments: [horizon.results, horizon.failures, horizon.excerpts, horizon.jobs]) ?? false
    }
  }

  private func raiseHorizon(_ horizon: Horizon, _ pace: Pace) throws(StoreError) {
    let repositories = try read { database in
      try Int64.fetchAll(database, sql: "SELECT repository FROM repository ORDER BY repository")
    }
    for repository in repositories {
      try settle(repository, behind: horizon, pace)
    }
  }

  /// How often a roll-up made from a snapshot may come too late.
  private static let tries = 3

  /// Rolls one repository up, in a transaction of its own.
  private func settle(
    _ repository: Int64, behind horizon: Horizon, _ pace: Pace
  ) throws(StoreError) {
    for _ in 0..<Self.tries {
      let rollUp = try read(at: pace) { try RollUp($0, repository, raised: horizon) }
      if try write({ try rollUp.keep($0) }) { return }
    }
    // Others write old results all the time: now they wait.
    try write { _ = try RollUp($0, repository, raised: horizon).keep($0) }
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
