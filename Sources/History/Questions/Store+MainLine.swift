import GRDB

/// How a job of a default branch ended when it last ran there.
public struct LatestOnMain: Sendable, Equatable {
  public var repository: String
  public var name: String
  public var isFailed: Bool
}

extension Store {
  /// Every job of a default branch with its latest result that says something (it passed or it
  /// failed), those that began last first; repositories in the order given.
  ///
  /// - Parameter limit: results looked at in each repository: a job that is not among them runs
  ///   no more.
  public func latestOnMain(
    in repositories: [String], limit: Int = 300
  ) throws(StoreError) -> [LatestOnMain] {
    try read { database in
      var found: [LatestOnMain] = []
      for repository in repositories {
        let statement = try database.cachedStatement(
          sql: """
            SELECT name, status = 'failed' FROM job INDEXED BY job_on_main_by_time
            WHERE repository = ? AND main_time IS NOT NULL AND status IN ('passed', 'failed')
            ORDER BY started DESC LIMIT ?
            """)
        let rows = try Row.fetchCursor(statement, arguments: [NameNumber.of(repository), limit])
        var seen: Set<String> = []
        while let row = try rows.next() {
          let name: String = row[0]
          guard seen.insert(name).inserted else { continue }
          found.append(LatestOnMain(repository: repository, name: name, isFailed: row[1]))
        }
      }
      return found
    }
  }
}
