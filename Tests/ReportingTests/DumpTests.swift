import Foundation
import Reporting
import Testing

/// `DUMP=folder swift test --filter DumpTests` writes every reporter's text for every hostile text,
/// for `Tests/validators.sh`: schemas and a real Markdown renderer judge them there.
@Suite struct DumpTests {
  private static let folder = ProcessInfo.processInfo.environment["DUMP"]

  @Test(.enabled(if: folder != nil), arguments: Reporters.names)
  func everyTextIsWritten(_ format: String) throws {
    let folder = URL(filePath: try #require(Self.folder)).appending(path: format)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let reporter = try #require(Reporters.named(format, options: Samples.options()))
    var written = 0
    for (index, text) in (HostileText.all + HostileCommands.all.map(\.text)).enumerated() {
      let out = reporter.render(Samples.poisonedAnswer(text))
      try Data(out.utf8).write(to: folder.appending(path: "\(index).txt"))
      written += 1
    }
    #expect(written > 300)
  }
}
