import Foundation
import GRDB

/// A row as one line of JSON, the form in which stores leave and enter a machine.
///
///     {"table":"repository","repository":-52,"name":"acme/web"}
///
/// Columns in the table's order, bytes as base64, so that equal rows are equal lines.
struct ExportLine {
  let table: Table

  func text(_ row: Row) -> String {
    var line = "{\"table\":\"\(table.name)\""
    for column in table.columns {
      line += ",\"\(column)\":"
      switch (row[column] as DatabaseValue).storage {
      case .null: line += "null"
      case .int64(let value): line += String(value)
      case .double(let value): line += String(value)
      case .string(let value): Self.quote(value, into: &line)
      case .blob(let value): line += "\"" + value.base64EncodedString() + "\""
      }
    }
    return line + "}"
  }

  /// The values of a line for `table`, in the order of its columns.
  static func values(_ fields: [String: Field], of table: Table) throws(Problem) -> [DatabaseValue]
  {
    var values: [DatabaseValue] = []
    for column in table.columns {
      switch fields[column] {
      case .number(let value)?: values.append(value.databaseValue)
      case .null?: values.append(.null)
      case .text(let value)? where Table.blobs.contains(column):
        guard let data = Data(base64Encoded: value) else {
          throw Problem(cause: "'\(column)' is not base64")
        }
        values.append(data.databaseValue)
      case .text(let value)?: values.append(value.databaseValue)
      case nil where Table.later.contains(column): values.append(0.databaseValue)
      case nil: throw Problem(cause: "'\(table.name)' has no '\(column)'")
      }
    }
    return values
  }

  struct Problem: Error { let cause: String }

  /// What a column can hold on paper.
  enum Field: Decodable {
    case number(Int64)
    case text(String)
    case null

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let number = try? value.decode(Int64.self) {
        self = .number(number)
      } else {
        self = .text(try value.decode(String.self))
      }
    }
  }

  private static func quote(_ text: String, into line: inout String) {
    line += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": line += "\\\""
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let hex = String(scalar.value, radix: 16)
        line += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: line.unicodeScalars.append(scalar)
      }
    }
    line += "\""
  }
}

extension Table {
  /// Columns that hold bytes.
  static let blobs: Set<String> = ["tests", "sketch"]
}
