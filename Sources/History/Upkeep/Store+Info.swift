import GRDB

/// What a store holds, in numbers.
public struct StoreInfo: Sendable, Equatable {
  public var repositories: Int
  public var runs: Int
  public var jobs: Int
  public var failures: Int
  public var tests: Int
  /// Executions kept one by one; those of which only weekly sums are left are not counted.
  public var executions: Int
  /// When the first and the last job began, in seconds since 1970.
  public var first: Int?
  public var last: Int?
}

extension Store {
  /// What the store holds, in numbers.
  public func info() throws(StoreError) -> StoreInfo {
    try read { database in
      func number(_ sql: String) throws -> Int? { try Int.fetchOne(database, sql: "SELECT " + sql) }
      return StoreInfo(
        repositories: try number("count(*) FROM repository") ?? 0,
        runs: try number("count(*) FROM run") ?? 0, jobs: try number("count(*) FROM job") ?? 0,
        failures: try number("count(*) FROM failure") ?? 0,
        tests: try number("count(*) FROM test") ?? 0,
        executions: try number("coalesce(sum(executed), 0) FROM results") ?? 0,
        first: try number("min(started) FROM job"), last: try number("max(started) FROM job"))
    }
  }
}
