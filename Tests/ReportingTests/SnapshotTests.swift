import Foundation
import Reporting
import Testing

/// Each reporter over each sample against `Snapshots/`; `RECORD=1 swift test` writes them anew.
@Suite struct SnapshotTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  @Test(arguments: Samples.answers, Reporters.names)
  func theTextIsTheOneThatWasAgreedOn(_ sample: String, _ format: String) throws {
    let text = try #require(Reporters.named(format, options: Samples.options()))
      .render(Samples.answer(sample))
    let file = Self.folder.appending(path: "\(sample).\(format)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  /// Several answers: one document where the format has one, else one after the other.
  @Test(arguments: Reporters.names) func severalAnswers(_ format: String) throws {
    let answers = ["rich", "green", "npm", "unknown"].map(Samples.answer)
    let text = try #require(Reporters.named(format, options: Samples.options())).render(answers)
    let file = Self.folder.appending(path: "several.\(format)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func colourIsTheOnlyDifference() {
    let sample = Samples.named("npm")
    let plain = TextReporter(options: ReportOptions(color: false)).render(sample)
    let colored = TextReporter(options: ReportOptions(color: true)).render(sample)
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func whyIsAskedFor() {
    let sample = Samples.named("npm")
    let short = TextReporter(options: ReportOptions()).render(sample)
    let long = TextReporter(options: ReportOptions(why: true)).render(sample)
    #expect(!short.contains("Why Faultline") && long.contains("Why Faultline"))
  }

  @Test func reportersAreFoundByName() {
    #expect(Reporters.names.prefix(5) == ["text", "json", "ndjson", "markdown", "agent"])
    #expect(Set(Reporters.names).count == Reporters.names.count)
    for name in Reporters.names {
      #expect(Reporters.named(name, options: ReportOptions()) != nil)
    }
    #expect(Reporters.named("yaml", options: ReportOptions()) == nil)
  }
}
