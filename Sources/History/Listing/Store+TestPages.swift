import GRDB

extension Store {
  /// Keys of a repository's tests, sorted, page by page.
  ///
  /// - Parameters:
  ///   - part: a part of the key; all when empty.
  ///   - after: the last key of the page before.
  public func testPage(
    in repository: String, containing part: String = "", after: String? = nil, limit: Int = 100
  ) throws(StoreError) -> (tests: [String], hasMore: Bool) {
    try read { database in
      let names = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM test WHERE repository = ? AND (? = '' OR instr(name, ?) > 0)
            AND (? IS NULL OR name > ?) ORDER BY name LIMIT ?
          """,
        arguments: [NameNumber.of(repository), part, part, after, after, limit + 1])
      return (Array(names.prefix(limit)), names.count > limit)
    }
  }

  /// Proposals of a verb (`quarantine`, `correction`) in a repository, latest first.
  public func proposals(
    _ verb: String, in repository: String, limit: Int = 100
  ) throws(StoreError) -> [Event] {
    try events(.proposal, in: repository).filter { $0.verb == verb }.suffix(limit).reversed()
  }
}
