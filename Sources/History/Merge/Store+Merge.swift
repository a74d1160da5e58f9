import Foundation
import GRDB

extension Store {
  /// The first line of an export; a reader refuses a version it does not know.
  private static let header = "{\"faultline-store\":1}"

  /// Hands out everything taken in, as lines of JSON without their line ends.
  ///
  /// Two stores that know the same say the same bytes, in whatever order they learned it. The
  /// flake state is left out: it is computed from the rest.
  public func export(_ emit: (String) throws -> Void) throws(StoreError) {
    try read { database in
      try emit(Self.header)
      for table in Table.all {
        let line = ExportLine(table: table)
        let rows = try Row.fetchCursor(database, sql: table.selectSQL)
        while let row = try rows.next() { try emit(line.text(row)) }
      }
    }
  }

  /// Takes in what another store exported: a ``merge(_:)`` over paper, all of it or nothing.
  ///
  /// - Parameters:
  ///   - lines: the lines of an export.
  ///   - name: the file's name for errors, which carry the line too.
  /// - Returns: rows that told this store something new.
  @discardableResult
  public func importLines(
    _ lines: some Sequence<some StringProtocol>, name: String
  ) throws(StoreError) -> Int {
    try write { database in
      let joiner = Joiner(database: database)
      let before = database.totalChangesCount
      let tables = Dictionary(uniqueKeysWithValues: Table.all.map { ($0.name, $0) })
      let decoder = JSONDecoder()
      var number = 0
      for line in lines {
        number += 1
        func problem(_ cause: String) -> StoreError {
          StoreError(path: name, line: number, cause: cause)
        }
        if number == 1 {
          guard line == Self.header else { throw problem("is not an export of a store") }
          continue
        }
        guard !line.isEmpty else { continue }
        guard
          let fields = try? decoder.decode(
            [String: ExportLine.Field].self, from: Data(line.utf8)),
          case .text(let table)? = fields["table"]
        else { throw problem("is not a row of an export") }
        guard let table = tables[table] else { throw problem("unknown table '\(table)'") }
        do {
          try joiner.join(try ExportLine.values(fields, of: table), into: table)
        } catch let error as ExportLine.Problem {
          throw problem(error.cause)
        } catch let error as DatabaseError {
          throw problem(error.message ?? "is not accepted by the store")
        }
      }
      guard number > 0 else { throw StoreError(path: name, cause: "is empty") }
      try RollUp.settleAll(database)
      return database.totalChangesCount - before
    }
  }

  /// Takes in everything `other` knows, in one transaction; `other` stays as it is.
  ///
  /// Merging is a join of sets: in any order, any grouping and any number of times, the stores end
  /// up saying the same bytes (``export(_:)``).
  ///
  /// - Returns: rows that told this store something new.
  @discardableResult
  public func merge(_ other: Store) throws(StoreError) -> Int {
    try write { database in
      let joiner = Joiner(database: database)
      let before = database.totalChangesCount
      try other.read { source in
        for table in Table.all {
          let rows = try Row.fetchCursor(source, sql: table.selectSQL)
          while let row = try rows.next() {
            try joiner.join(table.columns.map { row[$0] as DatabaseValue }, into: table)
          }
        }
      }
      try RollUp.settleAll(database)
      return database.totalChangesCount - before
    }
  }
}

extension Table {
  /// All rows in the order of their keys, which are the same on every machine.
  var selectSQL: String {
    "SELECT \(columns.joined(separator: ", ")) FROM \(name) ORDER BY \(key.joined(separator: ", "))"
  }
}
