import Flakiness
import Foundation
import Testing

@testable import Reporting

/// Every export over the same tests, as a snapshot (`RECORD_SNAPSHOTS=1` makes them anew), and
/// what holds for all of them. `Tests/exports.sh` runs them against the real tools.
@Suite struct QuarantineExportTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots/quarantine")

  static let ordinary = [
    QuarantinedTest(key: "tests.test_io.TestRead::test_open[a.b]"),
    QuarantinedTest(key: "shop.CartTest::flaky", className: "shop.CartTest"),
    QuarantinedTest(key: "example.com/shop::TestTable/a.b_(1)"),
    QuarantinedTest(key: "tests::adds", className: ""),
    QuarantinedTest(key: "src/cart.test.js::cart > adds (1)"),
    QuarantinedTest(key: "shop/cart_test"),
    QuarantinedTest(key: "tests.test_io::test_tmp[<tmp>-0x*-*]"),
  ]

  static let hostile = [
    "a.B::c\"; touch PWNED; \"", "a.B::c'; touch PWNED; '", "a.B::$(touch PWNED)",
    "a.B::`touch PWNED`", "a.B::#{`touch PWNED`}", "a.B::${7*7}", "a.B::\\u0022); run(\"x\"); //",
    "a.B::c\\", "a.B::c\n$(touch PWNED)\n", "a.B::c\u{2028}x", "--help", "a.B::*/ x /*", "::", "",
    "a.B::\u{0}", "a.B::e\u{301}[\u{301}", "a.B::\"\"\"x\"\"\"", "]]>::<![CDATA[",
  ].map { QuarantinedTest(key: $0) }

  @Test(arguments: QuarantineExports.names) func isTheSnapshot(_ name: String) throws {
    let export = try #require(QuarantineExports.named(name))
    let made = export.exclude(Self.ordinary)
    var text = made.text
    for test in made.leftOut { text += "(left out) \(test.test): \(test.reason)\n" }
    if let chosen = export.select(Self.ordinary) { text += "(select)\n" + chosen.text }
    let file = Self.folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  /// No quarantine, no effect: no word of a command line, and a file that mutes nothing.
  @Test(arguments: QuarantineExports.names) func nothingIsNothing(_ name: String) throws {
    let export = try #require(QuarantineExports.named(name))
    if case .arguments(let words) = export.exclude([]).form { #expect(words == []) }
    #expect(export.exclude([]).leftOut == [])
  }

  /// The same tests in any order, or twice, are the same text.
  @Test(arguments: QuarantineExports.names) func orderIsNoMatter(_ name: String) throws {
    let export = try #require(QuarantineExports.named(name))
    let tests = Self.ordinary + Self.hostile
    #expect(export.exclude(tests.reversed() + tests) == export.exclude(tests))
  }

  /// Hostile names end no literal, no line and no comment: every line of a file is one of an
  /// empty export's, or one escaped literal; every argument is one line.
  @Test(arguments: QuarantineExports.names) func hostileNamesAreInert(_ name: String) throws {
    let export = try #require(QuarantineExports.named(name))
    let made = export.exclude(Self.hostile)
    switch made.form {
    case .arguments(let words):
      for word in words {
        #expect(!word.contains("\n") && !word.contains("\0"))
        #expect(word.first == "-" || word.first == "/" || !word.hasPrefix("-"))
      }
    case .file(let text):
      let fixed = Set(export.exclude([]).text.split(separator: "\n"))
      let literal = #/ +(excludeTestsMatching )?("([^"\\]|\\.)*"|'([^'\\]|\\.)*'),?/#
      for line in text.split(separator: "\n") where !fixed.contains(line) {
        #expect(line.wholeMatch(of: literal) != nil, "\(line)")
        #expect(!line.contains("#{") && !line.contains("${") || name == "gradle", "\(line)")
      }
    }
  }

  /// Words quoted for a shell come out of a shell as they went in.
  @Test func shellWordsSurvive() throws {
    let words = Self.hostile.map(\.key).filter { !$0.contains("\0") } + ["", "plain", "a b"]
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "printf '%s\\001' " + words.map(Quoting.shell).joined(separator: " "),
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let out = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      out.split(separator: "\u{1}", omittingEmptySubsequences: false).dropLast().map(String.init)
        == words)
  }

  /// A pattern matches its own name and no look-alike; what was masked matches what it stands for.
  @Test(arguments: [
    ("a.b(c)[1]", "a.b(c)[1]", true), ("a.b", "axb", false), ("a", "ab", false),
    ("t[3*4]", "t[3*4]", true), ("t[3*4]", "t[3+4]", false), ("t[3*4]", "t[334]", false),
    ("t[<tmp>]", "t[/tmp/pytest-3/a]", true), ("t[<tmp>]", "t[x]", false),
    ("at 0x*", "at 0x7f3a9c001a20", true), ("id *", "id 1700000000", true),
    ("{1}", "{1}", true), ("a{1}", "a", false),
  ])
  func patternsAreExact(name: String, other: String, matches: Bool) throws {
    for dialect in [NamePattern.Dialect.javaScript, .icu, .java, .python, .re2] {
      let pattern = NamePattern.anyOf([NamePattern.of(name, dialect)])
      let regex = try Regex(pattern)
      #expect((other.firstMatch(of: regex) != nil) == matches, "\(pattern)")
    }
  }

  @Test func ticketsAreInert() {
    let report = FlakeReport(
      record: TestRecord(), standing: Standing(), model: SegmentBayes(), rules: VerdictRules())
    let ticket = QuarantineTicket(
      test: "a::b`` | <img src=x>\n# c", repository: "r", report: report,
      effect: QuarantineEffect(), owner: "", expires: 1_700_000_000, cleanRuns: 29
    ).markdown
    #expect(ticket.hasPrefix("# Flaky test: ``` a::b`` ¦ <img src=x>"))
    #expect(!ticket.contains("\n# c"))
    #expect(ticket.contains("ends on 2023-11-14, or after 29 clean runs"))
  }
}
