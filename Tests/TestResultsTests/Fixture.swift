import Foundation
import Testing

@testable import TestResults

/// One report or log of the fixture folders, with its recorded parse beside it.
///
/// `RECORD_FIXTURES=1 swift test --filter TestResultsTests` writes the expected files anew; read the
/// diff before keeping it.
struct Fixture: Sendable, CustomTestStringConvertible {
  let folder: String
  let name: String

  var testDescription: String { "\(folder)/\(name)" }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

  private var url: URL { Self.root.appendingPathComponent(folder).appendingPathComponent(name) }
  private var expectedURL: URL { url.appendingPathExtension("expected.txt") }

  func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

  /// All fixtures of a folder, sorted by name.
  static func all(in folder: String) -> [Fixture] {
    let path = root.appendingPathComponent(folder).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { !$0.hasSuffix(".expected.txt") && !$0.hasPrefix("README") }.sorted()
      .map { Fixture(folder: folder, name: $0) }
  }

  static let reports = ReportFormats.names.flatMap { all(in: $0) }
  static let logs = all(in: "logs")

  func check(_ snapshot: String) throws {
    if ProcessInfo.processInfo.environment["RECORD_FIXTURES"] == "1" {
      try snapshot.write(to: expectedURL, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: expectedURL, encoding: .utf8)
    #expect(snapshot == expected)
  }
}

/// What reading some bytes gave.
struct Parse: Equatable {
  var results: [TestResult] = []
  var summary: ReportSummary?
  var error: ReportError?

  /// - Parameter chunk: bytes pushed at once; nil pushes everything in one piece.
  init(_ bytes: [UInt8], chunk: Int? = nil, limits: ReportLimits = .default, joins: Bool = true) {
    var found: [TestResult] = []
    let reader = ReportReader(limits: limits, joinsAttempts: joins) { found.append($0) }
    do throws(ReportError) {
      if let chunk {
        var at = 0
        while at < bytes.count {
          try reader.consume(Array(bytes[at..<min(at + chunk, bytes.count)]))
          at += chunk
        }
      } else {
        try reader.consume(bytes)
      }
      _ = try reader.finish()
    } catch {
      self.error = error
    }
    results = found
    summary = reader.summary
  }

  init(_ text: String, chunk: Int? = nil, limits: ReportLimits = .default, joins: Bool = true) {
    self.init(Array(text.utf8), chunk: chunk, limits: limits, joins: joins)
  }
}

/// Results as text, one line per test and one per attempt.
enum Snapshot {
  static func of(_ parse: Parse) -> String {
    var lines = parse.results.flatMap { self.lines($0) }
    if let summary = parse.summary {
      let totals = summary.totals
      lines.append("")
      lines.append("format \(summary.format ?? "-"), dialect \(summary.dialect ?? "-")")
      lines.append(
        "tests \(totals.tests): passed \(totals.passed), failed \(totals.failed), errored "
          + "\(totals.errored), skipped \(totals.skipped), aborted \(totals.aborted); flaky "
          + "\(totals.flaky), cached \(totals.cached), attempts \(totals.attempts)")
      lines += summary.notes.map { "note: \($0)" }
    }
    if let error = parse.error { lines.append("error: \(error)") }
    return lines.joined(separator: "\n") + "\n"
  }

  static func lines(_ result: TestResult) -> [String] {
    let identity = result.identity
    var head = "\(result.outcome.rawValue) \(identity.key)"
    if !identity.suite.isEmpty, identity.suite != identity.className {
      head += " | suite \(identity.suite)"
    }
    if !identity.file.isEmpty { head += " | file \(identity.file)" }
    if result.isCached { head += " | cached" }
    if result.isFlakyInRun { head += " | flaky" }
    if result.declaredOutcome != nil { head += " | declared" }
    let only = result.attempts.count == 1 ? result.attempts.first : nil
    if let only, only == Attempt(only.outcome, duration: only.duration, timestamp: only.timestamp) {
      return [head + detail(only)]
    }
    return [head] + result.attempts.map { "  - \($0.outcome.rawValue)\(detail($0))" }
  }

  private static func detail(_ attempt: Attempt) -> String {
    var text = ""
    if let duration = attempt.duration { text += " \(milliseconds(duration)) ms" }
    if let timestamp = attempt.timestamp { text += " @\(timestamp)" }
    if let type = attempt.type { text += " <\(type)>" }
    if let message = attempt.message {
      text += " \"\(message.replacingOccurrences(of: "\n", with: "\\n"))\""
    }
    if let stack = attempt.stack { text += " +\(stack.utf8.count) bytes" }
    return text
  }

  private static func milliseconds(_ seconds: Double) -> String {
    let micros = (seconds * 1_000_000).rounded()
    return micros.truncatingRemainder(dividingBy: 1000) == 0
      ? "\(Int(micros / 1000))" : "\(micros / 1000)"
  }
}
