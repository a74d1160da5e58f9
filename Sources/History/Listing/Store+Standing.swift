import GRDB

/// How things stand now, in numbers: cheap enough to be asked every minute.
extension Store {
  /// Tests that failed at least once, by verdict, as of the last refresh.
  public func verdictCounts(of repository: String) throws(StoreError) -> [String: Int] {
    let number = NameNumber.of(repository)
    return try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT verdict, count(*) FROM flake_state WHERE repository = ? GROUP BY verdict",
        arguments: [number])
      return Dictionary(rows.map { ($0[0] as String, $0[1] as Int) }) { $0 + $1 }
    }
  }

  /// Whether a job of the default branch failed when it last ran there.
  public func isDefaultBranchBroken(_ repository: String) throws(StoreError) -> Bool {
    try latestOnMain(in: [repository], limit: 200).contains(where: \.isFailed)
  }

  /// When the latest job began, in seconds since 1970; nil for an empty store.
  public func latestStart() throws(StoreError) -> Int? {
    try read { try Int.fetchOne($0, sql: "SELECT max(started) FROM job") }
  }
}
