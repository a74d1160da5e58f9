import Foundation
import Logs
import Reporting
import Signatures
import Testing
import Triage

extension Tag {
  /// Takes half a minute.
  @Tag static var slow: Self
}

/// End to end over every labelled log.
@Suite struct CorpusAnswerTests {
  /// Green logs that are taken for failures though the engine learned from them.
  static let falseAlarms: Set<String> = [
    "green/pip-green-resolver-warning", "green/platform-green-crash", "green/platform-green-lfs",
  ]

  @Test func theLogsAreFound() { #expect(Engine.logPaths.count > 500) }

  @Test(arguments: Engine.logPaths) func theAnswerQuotesTheLog(_ path: String) throws {
    let log = try Engine.corpusLog(path)
    let answers = Engine.diagnose(log.bytes, name: path)
    let answer = try #require(answers.first)
    #expect(answers.count == 1)
    let lines = Engine.cleanLines(log.bytes)
    #expect(answer.source.lines == lines.keys.max() || lines[answer.source.lines + 1] == "")
    for entry in answer.evidence {
      #expect(lines[entry.line]?.contains(entry.text) == true, "line \(entry.line)")
      #expect(!entry.text.isEmpty)
      for quote in entry.before + entry.after {
        #expect(lines[quote.line] == quote.text, "line \(quote.line)")
      }
      #expect(entry.before.allSatisfy { $0.line < entry.line })
      #expect(entry.after.allSatisfy { $0.line > entry.line })
    }
    let sum = answer.probabilities.values.reduce(0, +)
    #expect(sum <= 1 + 1e-9 && answer.probabilities.values.allSatisfy { $0 >= 0 })
    #expect(answer.failed == (answer.cause != nil) || answer.evidence.isEmpty)
    if log.label == .green, !Self.falseAlarms.contains(log.name) {
      #expect(answer.cause == nil && answer.bucket == .unknown, "\(answer.summary)")
    }
  }

  /// Everything an answer says, as one text.
  private func told(_ bytes: [UInt8], chunk: Int = .max) -> String {
    let reporter = NDJSONReporter(options: ReportOptions())
    return Engine.diagnose(bytes, chunk: chunk).map(reporter.render).joined()
  }

  @Test(arguments: stride(from: 0, to: Engine.logPaths.count, by: 23).map { Engine.logPaths[$0] })
  func theAnswerDoesNotDependOnTheChunks(_ path: String) throws {
    let bytes = try Engine.corpusLog(path).bytes
    let whole = told(bytes)
    for chunk in [1, 7, 4096, 65_537] { #expect(told(bytes, chunk: chunk) == whole) }
  }
}

/// The committed figures: leave out one tool family at a time.
/// `make evaluate` records the snapshot.
@Suite(.tags(.slow)) struct EvaluationTests {
  /// Re-recorded with `make evaluate`.
  private static let path = "Tests/TriageTests/evaluation.txt"

  private static func snapshot() throws -> [String] {
    let url = Engine.root.appending(path: path)
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// `BUCKET infra/x`, `LINE infra/x`, … without what was got instead.
  private static func mistakes(_ report: [String]) -> Set<String> {
    let kinds = ["BUCKET ", "LINE ", "ALARM ", "SURE "]
    return Set(
      report.filter { line in kinds.contains { line.hasPrefix($0) } }.map { line in
        let words = line.split(separator: " ")
        return "\(words[0]) \(words[1])"
      })
  }

  private static func figure(_ name: String, _ report: [String]) -> Double? {
    report.first { $0.hasPrefix(name + " ") }.flatMap { line in
      line.split(separator: " ").last.flatMap { Double($0) }
    }
  }

  @Test func noLogIsWrongThatTheSnapshotHasRight() throws {
    let old = try Self.snapshot()
    let new = Engine.schoolroom.evaluate().report().split(separator: "\n").map(String.init)
    #expect(new.first == old.first, "the corpus changed: make evaluate")
    let fresh = Self.mistakes(new).subtracting(Self.mistakes(old)).sorted()
    #expect(fresh == [])
    #expect(Self.mistakes(new).count <= Self.mistakes(old).count)
    for name in ["accuracy", "hit@1", "hit@3"] {
      let was = try #require(Self.figure(name, old))
      let now = try #require(Self.figure(name, new))
      #expect(now >= was - 0.0005, "\(name)")
    }
  }
}
