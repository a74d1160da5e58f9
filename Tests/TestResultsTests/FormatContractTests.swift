import Testing

@testable import TestResults

/// What every format promises, checked over every fixture of its folder.
@Suite struct FormatContractTests {
  @Test func everyFormatHasFixtures() {
    for name in ReportFormats.names { #expect(!Fixture.all(in: name).isEmpty, "\(name)") }
    #expect(Set(ReportFormats.names).count == ReportFormats.all.count)
  }

  @Test(arguments: Fixture.reports) func parsesAsRecorded(_ fixture: Fixture) throws {
    let parse = Parse(try fixture.bytes())
    #expect(!parse.results.isEmpty)
    #expect(parse.results.allSatisfy { !$0.attempts.isEmpty && !$0.identity.name.isEmpty })
    try fixture.check(Snapshot.of(parse))
  }

  @Test(arguments: Fixture.reports) func isClaimedByItsFormatOnly(_ fixture: Fixture) throws {
    let head = ReportHead(Array(try fixture.bytes().prefix(4096)))
    let claims = ReportFormats.all.filter { $0.recognises(head) }.map { $0.name }
    #expect(claims == [fixture.folder])
  }

  @Test(arguments: Fixture.reports) func chunkedIsWhole(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    let whole = Parse(bytes)
    for chunk in [1, 7, 61, 4096, 5000] {
      #expect(Snapshot.of(Parse(bytes, chunk: chunk)) == Snapshot.of(whole), "chunks of \(chunk)")
      #expect(Parse(bytes, chunk: chunk) == whole)
    }
  }

  @Test(arguments: Fixture.reports) func utf16IsUTF8(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    let units = [0xFEFF] + Array(String(decoding: bytes, as: UTF8.self).utf16)
    let wide = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(Parse(wide, chunk: 777).results == Parse(bytes).results)
  }

  @Test(arguments: Fixture.reports) func truncationKeepsWhatCameBefore(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    let whole = Parse(bytes)
    let known = Set(whole.results.map(\.identity.key))
    var last = 0
    for part in 1..<20 {
      let cut = bytes.count * part / 20
      let parse = Parse(Array(bytes[..<cut]))
      for result in parse.results where result.outcome != .aborted {
        #expect(known.contains(result.identity.key), "\(result.identity.key) after \(cut) bytes")
      }
      #expect(parse.results.count >= last, "fewer results from a longer file")
      last = parse.results.count
      if let error = parse.error {
        #expect(error.byte <= cut)
        #expect(error.kind == .truncated || error.kind == .unrecognised, "\(error)")
      } else {
        #expect(fixture.mayEndCleanly, "cut at \(cut) unnoticed")
      }
    }
  }

  @Test(arguments: Fixture.reports) func damageInTheMiddleIsPlaced(_ fixture: Fixture) throws {
    var bytes = try fixture.bytes()
    let middle = bytes.count / 2
    bytes.replaceSubrange(middle..<min(middle + 3, bytes.count), with: Array("<\u{0}{".utf8))
    let parse = Parse(bytes)
    if let error = parse.error {
      #expect(error.byte > 0 && error.byte <= bytes.count)
      #expect(!error.found.isEmpty && !error.expected.isEmpty)
    }
  }
}

extension Fixture {
  /// Formats of independent lines, and several documents in a row, cannot tell a file that ends
  /// between two complete groups.
  var mayEndCleanly: Bool {
    ["go-test-json", "tap", "pytest-reportlog", "swift-event-stream"].contains(folder)
      || name.hasPrefix("concatenated")
  }
}

/// Hostile input: bounded time and memory, a typed refusal, never a crash.
@Suite struct HostileReportTests {
  static let roots = ["testsuites", "TestRun", "test-run", "assemblies"]

  @Test(arguments: roots) func entityDeclarationsAreRefused(_ root: String) {
    let bomb = """
      <?xml version="1.0"?><!DOCTYPE \(root) [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
      <\(root)><testcase name="&b;"/></\(root)>
      """
    let parse = Parse(bomb)
    #expect(parse.error?.kind == .forbidden)
    #expect(parse.results.isEmpty)
  }

  @Test(arguments: roots) func externalEntitiesAreRefused(_ root: String) {
    let parse = Parse("<!DOCTYPE \(root) SYSTEM \"file:///etc/passwd\"><\(root)/>")
    #expect(parse.error?.kind == .forbidden)
  }

  @Test(arguments: roots) func deepNestingIsRefused(_ root: String) {
    let parse = Parse("<\(root)>" + String(repeating: "<a>", count: 100_000), chunk: 1000)
    #expect(parse.error?.kind == .tooLarge)
  }

  @Test func hugeAttributeIsCut() {
    let value = String(repeating: "v", count: 1_000_000)
    let parse = Parse(
      "<testsuite name=\"s\"><testcase name=\"\(value)\" classname=\"c\"/></testsuite>", chunk: 100)
    #expect(parse.error == nil)
    #expect(parse.results.first?.identity.name.utf8.count == ReportLimits.default.nameBytes)
  }

  @Test func endlessTagIsRefused() {
    var limits = ReportLimits()
    limits.entryBytes = 1 << 20
    let text = "<testsuite name=\"s\"><testcase name=\"" + String(repeating: "v", count: 4_000_000)
    #expect(Parse(text, chunk: 65536, limits: limits).error?.kind == .tooLarge)
  }

  @Test func tooManyAttributesAreRefused() {
    let attributes = (0..<5000).map { "a\($0)=\"\"" }.joined(separator: " ")
    #expect(Parse("<testsuite \(attributes)/>").error?.kind == .tooLarge)
  }

  @Test func controlBytesDoNotStopTheReader() {
    let text =
      "<testsuite name=\"s\"><testcase name=\"a\u{0}b\" classname=\"c\"><failure message=\"&#27;[31m"
      + "red&#x1b;[0m &#0;\">\u{1B}[1mbold\u{1B}[0m\u{0}</failure></testcase></testsuite>"
    var bytes = Array(text.utf8)
    bytes.insert(0xFF, at: bytes.firstIndex(of: UInt8(ascii: "b")) ?? 0)
    for chunk in [1, 3, 1000] {
      let parse = Parse(Array(text.utf8), chunk: chunk)
      #expect(parse.error == nil)
      #expect(parse.results.first?.identity.name == "ab")
      #expect(parse.results.first?.attempts.first?.message == "red")
      #expect(parse.results.first?.attempts.first?.stack == "bold")
      #expect(Parse(bytes, chunk: chunk).results.count <= 1)
    }
  }

  @Test func nothingButNULsIsNoReport() {
    #expect(Parse([UInt8](repeating: 0, count: 100_000)).error?.kind == .unrecognised)
    #expect(Parse([]).error?.kind == .unrecognised)
  }

  @Test(arguments: [
    "{\"reportFormat\":\"CTRF\",\"results\":", "{\"numTotalTests\":1,\"numFailedTests\":1,\"x\":",
    "{\"config\":{\"configFile\":1},\"suites\":", "{\"version\":\"3\",\"examples\":",
  ])
  func deepJSONIsRefused(_ head: String) {
    let parse = Parse(head + String(repeating: "[", count: 100_000), chunk: 999)
    #expect(parse.error?.kind == .tooLarge)
  }

  @Test func longJSONStringIsCut() {
    let text = String(repeating: "m", count: 5_000_000)
    let parse = Parse(
      "{\"reportFormat\":\"CTRF\",\"results\":{\"tests\":[{\"name\":\"a\",\"status\":\"failed\","
        + "\"duration\":1,\"message\":\"\(text)\"}]}}", chunk: 65536)
    #expect(parse.error == nil)
    let kept = parse.results.first?.attempts.first?.message?.utf8.count
    #expect(kept == ReportLimits.default.messageBytes)
  }

  @Test func longStackKeepsHeadAndTail() {
    let middle = String(repeating: "line\n", count: 200_000)
    let parse = Parse(
      "<testsuite><testcase name=\"a\"><failure>first\n\(middle)last</failure></testcase></testsuite>"
    )
    let stack = parse.results.first?.attempts.first?.stack ?? ""
    #expect(stack.hasPrefix("first\n") && stack.hasSuffix("last"))
    #expect(stack.utf8.count < ReportLimits.default.stackBytes + 64)
  }
}
