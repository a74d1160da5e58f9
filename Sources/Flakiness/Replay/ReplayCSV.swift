/// A history file that cannot be read.
public struct ReplayError: Error, Equatable, Sendable, CustomStringConvertible {
  /// 1-based line of the file.
  public var line: Int
  public var cause: String

  public var description: String { "\(line): \(cause)" }
}

/// Names of tests or jobs, numbered in order of appearance.
public struct NameTable: Sendable {
  public private(set) var names: [String] = []
  private var numbers: [[UInt8]: Int] = [:]

  public init() {}

  /// The number of `name`, given out at first sight.
  public mutating func number(of name: [UInt8]) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = names.count
    names.append(String(decoding: name, as: UTF8.self))
    return names.count - 1
  }
}

/// Reads `time,run,commit,branch,job,test,outcome` row by row and hands out whole runs.
///
/// Columns are found by the header's names, in any order, further ones are ignored; quoted fields
/// as in RFC 4180. Rows of a run are contiguous. Push bytes in pieces of any size.
public struct ReplayCSV: Sendable {
  static let columns = ["time", "run", "commit", "branch", "job", "test", "outcome"]

  public private(set) var tests = NameTable()
  public private(set) var jobs = NameTable()
  /// Branches whose commits are in source order.
  public var mainLines: Set<String> = ["main", "master", "trunk", "develop", "default", ""]

  private var rest: [UInt8] = []
  private var line = 0
  private var order: [Int] = []
  private var present: TestRun?
  private var lastTime = Int.min

  public init() {}

  /// Reads on; `handle` gets every run that is complete.
  public mutating func consume(
    _ bytes: some Sequence<UInt8>, _ handle: (TestRun) -> Void
  ) throws(ReplayError) {
    rest.append(contentsOf: bytes)
    var start = 0
    while let end = Self.rowEnd(in: rest, from: start) {
      try row(rest[start..<end], handle)
      start = end + 1
    }
    rest.removeFirst(start)
  }

  /// The last row and the last run.
  public mutating func finish(_ handle: (TestRun) -> Void) throws(ReplayError) {
    if !rest.isEmpty { try row(rest[...], handle) }
    rest = []
    if let present { handle(present) }
    present = nil
  }

  private static func rowEnd(in bytes: [UInt8], from start: Int) -> Int? {
    var quoted = false
    return bytes.withUnsafeBufferPointer { buffer in
      var index = start
      while index < buffer.count {
        if buffer[index] == 34 { quoted.toggle() }
        if buffer[index] == 10 && !quoted { return index }
        index += 1
      }
      return nil
    }
  }

  private mutating func row(
    _ bytes: ArraySlice<UInt8>, _ handle: (TestRun) -> Void
  ) throws(ReplayError) {
    line += 1
    var bytes = bytes
    if bytes.last == 13 { bytes = bytes.dropLast() }
    guard !bytes.isEmpty else { return }
    let fields = Self.fields(of: bytes)
    if order.isEmpty { return try header(fields) }
    guard let last = order.max(), fields.count > last else {
      throw ReplayError(line: line, cause: "\(fields.count) columns, expected \(order.count)")
    }
    let run = String(decoding: fields[order[1]], as: UTF8.self)
    if present?.id != run {
      if let present { handle(present) }
      try begin(run, fields)
    }
    let test = tests.number(of: Array(fields[order[5]]))
    let job = jobs.number(of: Array(fields[order[4]]))
    guard let outcome = try outcome(fields[order[6]]) else { return }
    present?.executions.append(Execution(test: test, job: job, outcome: outcome))
  }

  private mutating func begin(
    _ run: String, _ fields: [ArraySlice<UInt8>]
  ) throws(ReplayError) {
    let text = String(decoding: fields[order[0]], as: UTF8.self)
    guard let time = Timestamp.seconds(text) else {
      throw ReplayError(line: line, cause: "time '\(text)' is not like 2020-06-02T20:55:25Z")
    }
    guard time >= lastTime else {
      throw ReplayError(line: line, cause: "run '\(run)' is older than the run before it")
    }
    lastTime = time
    let branch = String(decoding: fields[order[3]], as: UTF8.self)
    present = TestRun(
      id: run, commit: String(decoding: fields[order[2]], as: UTF8.self),
      isMainLine: mainLines.contains(branch), branch: branch, time: time, executions: [])
  }

  private mutating func header(_ fields: [ArraySlice<UInt8>]) throws(ReplayError) {
    let names = fields.map { String(decoding: $0, as: UTF8.self) }
    for column in Self.columns {
      guard let index = names.firstIndex(of: column) else {
        throw ReplayError(line: line, cause: "no column '\(column)' in the header")
      }
      order.append(index)
    }
  }

  /// nil for outcomes that are no evidence.
  private func outcome(_ field: ArraySlice<UInt8>) throws(ReplayError) -> Outcome? {
    let text = String(decoding: field, as: UTF8.self)
    switch text {
    case "passed": return .passed
    case "failed", "error": return .failed
    case "flaky": return .flaky
    case "skipped": return nil
    default:
      throw ReplayError(line: line, cause: "outcome '\(text)' is not passed, failed or skipped")
    }
  }

  static func fields(of row: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard row.contains(34) else {
      return row.split(separator: 44, omittingEmptySubsequences: false)
    }
    var fields: [ArraySlice<UInt8>] = []
    var field: [UInt8] = []
    var quoted = false
    var index = row.startIndex
    while index < row.endIndex {
      let byte = row[index]
      if byte == 34 {
        if quoted && index + 1 < row.endIndex && row[index + 1] == 34 {
          field.append(34)
          index += 1
        } else {
          quoted.toggle()
        }
      } else if byte == 44 && !quoted {
        fields.append(field[...])
        field = []
      } else {
        field.append(byte)
      }
      index += 1
    }
    fields.append(field[...])
    return fields
  }
}
