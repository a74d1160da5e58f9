import Glibc
import Testing

@testable import Logs

/// The contract of every provider: its fixture is recognised, and its lines, echoes, message starts
/// and sections come out as the file beside it says. `RECORD=1 swift test` writes those files anew.
@Suite struct ProviderTests {
  @Test(arguments: Fixture.names) func fixture(name: String) throws {
    let bytes = try #require(Fixture.bytes("\(name)/job.log"))
    let logs = read(bytes)
    try #require(logs.count == 1)
    let log = logs[0]
    // `gitlab-stamps` is another fixture of `gitlab`.
    let provider = log.source.provider.rawValue
    #expect(name == provider || name.hasPrefix(provider + "-"))

    let dump = Self.dump(log)
    if getenv("RECORD") != nil { Fixture.write(dump, to: "\(name)/expected.txt") }
    let expected = try #require(Fixture.bytes("\(name)/expected.txt"))
    #expect(dump == String(decoding: expected, as: UTF8.self))
  }

  /// A header that lost its end, in a cut log or a hostile one, hid every failure behind it.
  @Test func anErrorEndsAnOpenHeader() {
    let text = """
      ##[group]Run npm ci
      npm ci
      ##[error]Process completed with exit code 2.
      after
      """
    var cleaner = LineCleaner(provider: .githubActions)
    let echoes = text.split(separator: "\n").enumerated().map { index, line in
      Array(line.utf8).withUnsafeBytes { cleaner.clean($0, number: index + 1, offset: 0).isEcho }
    }
    #expect(echoes == [true, true, false, false])
  }

  @Test(arguments: Fixture.names) func originsPointAtTheSameBytes(name: String) throws {
    let log = read(try #require(Fixture.bytes("\(name)/job.log")))[0]
    guard !name.hasPrefix("teamcity") else { return }
    for line in log.lines {
      for (offset, byte) in line.text.enumerated() where byte != Byte.cr {
        #expect(log.text[line.origin(of: offset)] == byte)
      }
    }
  }

  @Test func everyProviderHasAFixture() {
    let names = Fixture.names
    for provider in ProviderID.allCases { #expect(names.contains(provider.rawValue)) }
    #expect(Set(Providers.all.map(\.id)) == Set(ProviderID.allCases))
  }

  @Test func structureIsFoldedAndUnique() {
    let literals = Structure.literals.map { String(decoding: $0, as: UTF8.self) }
    #expect(Set(literals).count == literals.count)
    #expect(literals.allSatisfy { $0 == $0.lowercased() && $0.utf8.count >= 4 })
    for wanted in ["##[group]", "section_start:", "travis_fold:", "[pipeline]", "-----begin"] {
      #expect(literals.contains(wanted))
    }
  }

  /// Cleaning only the structural lines in order gives the same sections as cleaning all of them.
  @Test(arguments: Fixture.names) func sectionsNeedStructuralLinesOnly(name: String) throws {
    let log = read(try #require(Fixture.bytes("\(name)/job.log")))[0]
    var tracker = SectionTracker()
    for line in log.lines where !line.marks.isEmpty || isStructural(line, log) {
      let raw = Array(log.text[line.offset..<line.offset + line.rawLength])
      // Where a column names the step, any line may begin a section.
      let hasColumn = [.githubCLI, .drone].contains(log.source.provider)
      #expect(line.marks.isEmpty || isStructural(line, log) || hasColumn)
      var cleaner = LineCleaner(provider: log.source.provider)
      let alone = raw.withUnsafeBytes {
        cleaner.clean($0, number: line.number, offset: line.offset)
      }
      tracker.observe(hasColumn ? line : alone)
    }
    tracker.finish(lastLine: log.summary.lines)
    #expect(tracker.sections == log.tracker.sections)
  }

  private func isStructural(_ line: Line, _ log: ReadLog) -> Bool {
    let raw = Array(log.text[line.offset..<line.offset + line.rawLength])
    var stripped: [UInt8] = []
    let isStripped = raw.withUnsafeBytes { Decoration.strip($0, into: &stripped) }
    let folded = (isStripped ? stripped : raw).map(\.folded)
    return folded.withUnsafeBytes { bytes in
      Structure.literals.contains { literal in
        bytes.indices.contains { bytes[$0...].starts(with: literal) }
      }
    }
  }

  /// `line echo stamp |text with ‹ where the message begins`
  private static func dump(_ log: ReadLog) -> String {
    var result = ""
    for line in log.lines {
      let pieces = zip(line.segments, line.bodyStarts).map { segment, body in
        let head = String(decoding: line.text[segment.lowerBound..<body], as: UTF8.self)
        let tail = String(decoding: line.text[body..<segment.upperBound], as: UTF8.self)
        return head.isEmpty ? tail : head + "‹" + tail
      }
      let stamp = line.stamp.map { " @\($0)" } ?? ""
      let echo = line.isEcho ? " echo" : ""
      result += "\(line.number)\(echo)\(stamp) |\(pieces.joined(separator: " \\ "))\n"
    }
    for section in log.tracker.sections.dropFirst() {
      let state = section.failed.map { $0 ? " failed" : " passed" } ?? ""
      let last = section.lastLine.map(String.init) ?? "?"
      result += "\(section.kind.rawValue) \(section.firstLine)-\(last)\(state): \(section.name)\n"
    }
    return result
  }
}
