import GRDB

/// Writes rows into tables by their rules, with one prepared statement per table.
///
/// Rows that belong together are written inside one transaction of the caller.
struct Joiner {
  let database: Database

  /// Joins one row in; `values` are the table's columns in order.
  func join(_ values: [(any DatabaseValueConvertible)?], into table: Table) throws {
    let statement = try database.cachedStatement(sql: table.joinSQL)
    try statement.execute(arguments: StatementArguments(values))
  }

  /// Joins one row in, as read from another store.
  func join(_ values: [DatabaseValue], into table: Table) throws {
    let statement = try database.cachedStatement(sql: table.joinSQL)
    try statement.execute(arguments: StatementArguments(values))
  }

  /// Whether the table has this row already.
  func has(_ table: Table, _ key: [Int64]) throws -> Bool {
    let test = table.key.map { "\($0) = ?" }.joined(separator: " AND ")
    let statement = try database.cachedStatement(
      sql: "SELECT 1 FROM \(table.name) WHERE \(test)")
    return try Int.fetchOne(statement, arguments: StatementArguments(key)) != nil
  }
}
