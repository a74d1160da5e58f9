import Foundation
import Reporting
import Testing
import Triage

/// What every reporter promises, whatever a log holds: nothing of it acts.
@Suite struct ContractTests {
  private static func render(
    _ format: String, _ text: String, isPlaced: Bool = true
  ) throws -> String {
    try #require(Reporters.named(format, options: Samples.options()))
      .render(Samples.poisonedAnswer(text, isPlaced: isPlaced))
  }

  /// Moves the cursor, hides or reorders what is read.
  private static func acts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A: false
    case 0x00...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
    case 0x061C, 0x00AD, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0: true
    default: false
    }
  }

  @Test func thereAreEnoughHostileTexts() {
    #expect(HostileText.all.count >= 60 && Set(HostileText.all).count == HostileText.all.count)
  }

  @Test(arguments: HostileText.all, Reporters.names)
  func onlyLineFeedsControlTheOutput(_ text: String, _ format: String) throws {
    let out = try Self.render(format, text)
    let active = out.unicodeScalars.filter(Self.acts).map { String($0.value, radix: 16) }
    #expect(active == [])
  }

  /// A newline in a log's text adds no line to the answer, so nothing can pose as our own words.
  /// JUnit's elements hold the lines of a test's message as lines.
  private static let lined = Reporters.names.filter { $0 != "junit" }

  @Test(arguments: HostileText.all, lined)
  func theAnswerKeepsItsLines(_ text: String, _ format: String) throws {
    let plain = try Self.render(format, "plain", isPlaced: false).split(
      separator: "\n", omittingEmptySubsequences: false)
    let out = try Self.render(format, text, isPlaced: false).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(out.count == plain.count)
  }

  @Test(arguments: HostileText.all) func theFenceHoldsTillItsEnd(_ text: String) throws {
    let lines = try Self.render("markdown", text).split(
      separator: "\n", omittingEmptySubsequences: false)
    let open = try #require(lines.firstIndex { $0.hasPrefix("```") })
    let fence = lines[open].prefix { $0 == "`" }
    let close = try #require(lines[(open + 1)...].firstIndex { $0 == fence })
    // The excerpt: two lines before at most, the cause, two lines after at most.
    #expect(close - open == 4)
    for line in lines[(open + 1)..<close] {
      #expect(!line.contains(fence))
      #expect(line.hasPrefix("  ") || line.hasPrefix("> "))
    }
  }

  /// What stands outside code has none of Markdown's and HTML's characters, and nothing that GitHub
  /// or GitLab makes a mention, a reference or a link of.
  @Test(arguments: HostileText.all) func proseIsEscaped(_ text: String) throws {
    let lines = try Self.render("markdown", text).split(
      separator: "\n", omittingEmptySubsequences: false)
    let prose = lines.filter { $0.hasPrefix("**It failed") || $0.hasPrefix("- ") }
    #expect(prose.count >= 2)
    for line in prose {
      // By scalars: a combining mark behind a bracket does not stop the bracket from acting.
      var isEscaped = false
      for scalar in Self.outsideCode(line.dropFirst(2)).unicodeScalars {
        let isBare = !isEscaped && "`<>[]@|~_$#&!*".unicodeScalars.contains(scalar)
        #expect(!isBare || (scalar == "*" && line.hasSuffix("**")), "\(scalar) in \(line)")
        if "@#!$~&:%".unicodeScalars.contains(scalar), scalar != ":" {
          #expect(scalar == "%", "\(scalar) acts even behind a backslash: \(line)")
        }
        isEscaped = scalar == "\\" && !isEscaped
      }
      #expect(!Self.outsideCode(line).contains("://"))
      #expect(!Self.outsideCode(line).contains("www."))
    }
  }

  /// The line without its code spans, as CommonMark finds them.
  private static func outsideCode(_ line: Substring) -> String {
    let scalars = Array(line.unicodeScalars)
    var out = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      guard scalars[index] == "`" else {
        out.append(scalars[index])
        index += 1
        continue
      }
      let ticks = scalars[index...].prefix { $0 == "`" }.count
      var end = index + ticks
      while end < scalars.count {
        let run = scalars[end...].prefix { $0 == "`" }.count
        if run == ticks { break }
        end += max(1, run)
      }
      if end < scalars.count {
        index = end + ticks
      } else {
        out.append(contentsOf: scalars[index..<(index + ticks)])
        index += ticks
      }
    }
    return String(out)
  }

  /// Each row of the chain has its three cells, and its text is one code span.
  @Test(arguments: HostileText.all) func theTableKeepsItsCells(_ text: String) throws {
    let rows = try Self.render("markdown", text).split(separator: "\n")
      .filter { $0.hasPrefix("| 4") }
    #expect(rows.count == 2)
    for row in rows {
      let cells = row.replacing("\\|", with: "").filter { $0 == "|" }
      #expect(cells.count == 4)
      let span = try #require(row.split(separator: " | ", maxSplits: 2).last).dropLast(2)
      let ticks = span.prefix { $0 == "`" }.count
      #expect(ticks > 0 && span.hasSuffix(" " + String(repeating: "`", count: ticks)))
      let inside = span.utf8.dropFirst(ticks).dropLast(ticks)
      #expect(!inside.split { $0 != UInt8(ascii: "`") }.contains { $0.count == ticks })
    }
  }

  /// Nothing is said of a job that did not fail, but that it is green again.
  @Test(arguments: ["github", "github-summary", "azure", "teamcity", "rdjsonl"])
  func greenJobsAreNotAnnotated(_ format: String) throws {
    let reporter = try #require(Reporters.named(format, options: Samples.options()))
    #expect(reporter.render(Samples.answer("green")) == "")
    #expect(reporter.render([Answer]()) == "")
  }

  private static func object(_ text: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(value as? [String: Any])
  }

  @Test(arguments: HostileText.all, ["json", "ndjson"])
  func jsonGivesTheTextBack(_ text: String, _ format: String) throws {
    let out = try Self.render(format, text)
    #expect(!out.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(out.hasSuffix("\n"))
    if format == "ndjson" { #expect(out.utf8.count { $0 == 0x0A } == 1) }
    let object = try Self.object(out)
    let evidence = try #require(object["evidence"] as? [[String: Any]])
    // Foundation's JSON reader drops a byte order mark inside a text.
    func bare(_ value: Any?) -> String? {
      (value as? String).map { String($0.unicodeScalars.filter { $0.value != 0xFEFF }) }
    }
    #expect(evidence.allSatisfy { bare($0["text"]) == bare(text) })
    #expect(bare((object["source"] as? [String: Any])?["name"]) == bare(text))
    try Self.checkRequiredFields(object)
  }

  @Test(arguments: Samples.names) func theDocumentHasEveryRequiredField(_ name: String) throws {
    let text = JSONReporter(options: ReportOptions()).render(Samples.named(name))
    try Self.checkRequiredFields(try Self.object(text))
  }

  private static func checkRequiredFields(_ object: [String: Any]) throws {
    let schema = try Schema.read()
    for (fields, value) in [
      (schema.required, object), (schema.source, try #require(object["source"] as? [String: Any])),
    ] {
      #expect(Set(fields).subtracting(value.keys).sorted() == [])
    }
    #expect(Set(object.keys).subtracting(schema.properties).sorted() == [])
    for entry in try #require(object["evidence"] as? [[String: Any]]) {
      #expect(Set(schema.evidence).subtracting(entry.keys).sorted() == [])
    }
    #expect(object["schema"] as? String == "faultline.diagnosis/1")
  }
}

/// The published schema: its lists of fields.
private struct Schema {
  var required: [String]
  var properties: [String]
  var source: [String]
  var evidence: [String]

  static func read() throws -> Schema {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Integrations/schemas/diagnosis-1.schema.json")
    let value = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
    let top = try #require(value as? [String: Any])
    let properties = try #require(top["properties"] as? [String: Any])
    let parts = try #require(top["$defs"] as? [String: [String: Any]])
    return Schema(
      required: try #require(top["required"] as? [String]), properties: Array(properties.keys),
      source: try #require(parts["source"]?["required"] as? [String]),
      evidence: try #require(parts["evidence"]?["required"] as? [String]))
  }
}
