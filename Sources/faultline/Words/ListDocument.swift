import ArgumentParser
import Flakiness
import Foundation
import History

/// How a list is printed.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case markdown
  case csv
}

/// A document for machines: sorted keys, so equal answers are equal bytes.
protocol ListDocument: Encodable {}

extension ListDocument {
  /// Pretty-printed, ending in a newline.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return "{}\n" }
    return Self.escaped(String(decoding: data, as: UTF8.self)) + "\n"
  }

  /// JSON leaves everything above the controls as it is; what a terminal would obey is escaped.
  private static func escaped(_ json: String) -> String {
    var out = ""
    for scalar in json.unicodeScalars {
      switch scalar.value {
      case 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0x061C:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

/// `faultline store info --format json`.
struct StoreInfoDocument: ListDocument {
  let schema = "faultline.store-info/1"
  var bytes: Int
  var repositories: Int
  var runs: Int
  var jobs: Int
  var failures: Int
  var tests: Int
  var executions: Int
  var first: String?
  var last: String?

  init(_ info: StoreInfo, bytes: Int) {
    self.bytes = bytes
    repositories = info.repositories
    runs = info.runs
    jobs = info.jobs
    failures = info.failures
    tests = info.tests
    executions = info.executions
    first = info.first.map(Timestamp.text)
    last = info.last.map(Timestamp.text)
  }
}

/// A cell of a CSV file (RFC 4180).
enum CSVCell {
  /// Quoted where needed; a text that a spreadsheet would run as a formula gets an apostrophe.
  static func text(_ raw: String) -> String {
    var text = raw
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
      text = "'" + text
    }
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
