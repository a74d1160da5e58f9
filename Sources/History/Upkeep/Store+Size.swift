import GRDB

extension Store {
  /// How many rows each table has, by name; for `store check` and for tests.
  public func counts() throws(StoreError) -> [String: Int] {
    try read { database in
      var counts: [String: Int] = [:]
      for table in Table.all {
        counts[table.name] =
          try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table.name)") ?? 0
      }
      return counts
    }
  }

  /// Bytes of the store's pages, without what waits in the write-ahead log.
  public func size() throws(StoreError) -> Int {
    try read { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      let page = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
      return pages * page
    }
  }
}
