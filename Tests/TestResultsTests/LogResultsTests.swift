import Testing

@testable import TestResults

@Suite struct LogResultsTests {
  static func read(_ bytes: [UInt8]) -> [LogResult] {
    var found: [LogResult] = []
    let reader = LogResults { found.append($0) }
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      reader.consume(Array(line), number: index + 1)
    }
    reader.finish()
    return found
  }

  static func read(_ text: String) -> [LogResult] { read(Array(text.utf8)) }

  @Test(arguments: Fixture.logs) func readsAsRecorded(_ fixture: Fixture) throws {
    let found = Self.read(try fixture.bytes())
    #expect(!found.isEmpty)
    let lines = found.flatMap { item in
      ["\(item.tool):\(item.line)"] + Snapshot.lines(item.result).map { "  " + $0 }
    }
    try fixture.check(lines.joined(separator: "\n") + "\n")
  }

  @Test func everyToolHasALog() throws {
    let seen = Set(try Fixture.logs.flatMap { Self.read(try $0.bytes()).map(\.tool) })
    #expect(Set(LogResults.tools).subtracting(seen) == [])
  }

  @Test func summaryAddsTheMessage() {
    let found = Self.read(
      """
      tests/test_a.py::test_x FAILED                      [100%]
      FAILED tests/test_a.py::test_x - assert 1 == 2
      """)
    #expect(found.count == 1)
    #expect(found.first?.result.attempts.count == 1)
    #expect(found.first?.result.attempts.first?.message == "assert 1 == 2")
    #expect(found.first?.line == 1)
  }

  @Test func rerunsAreAttempts() {
    let found = Self.read(
      """
      [gw0] [ 50%] RERUN tests/test_a.py::test_x
      [gw0] [ 50%] PASSED tests/test_a.py::test_x
      """)
    #expect(found.first?.result.isFlakyInRun == true)
  }

  @Test(arguments: [
    "error: could not compile `shop`", "ok", "12 passed, 0 failed", "FAILED to start the server",
    "test results are in out/", "[ERROR] Failed to execute goal", "1) install the tools",
    "PASS the salt", "  at Object.<anonymous> (a.test.js:1:2)", "> Task :test FAILED",
    "Test run with 7 tests in 1 suite failed after 0.1 seconds",
  ])
  func ordinaryLinesAreNotResults(_ line: String) {
    #expect(Self.read(line).isEmpty)
  }

  @Test func hostileLinesAreBounded() {
    let long = String(repeating: "test a ... (", count: 100_000)
    #expect(Self.read(long + "\n" + String(repeating: "[", count: 500_000)).isEmpty)
  }
}
