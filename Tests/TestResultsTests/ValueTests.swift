import Foundation
import Testing

@testable import TestResults

@Suite struct ValueTests {
  @Test(arguments: [
    ("test_open[/tmp/pytest-of-ci/pytest-3/x0/a.txt]", "test_open[<tmp>]"),
    ("reads C:\\Users\\ci\\AppData\\Local\\Temp\\x1\\f", "reads <tmp>"),
    ("Widget at 0x7f3a9c001a20 is drawn", "Widget at 0x* is drawn"),
    ("login (shard 2 of 8)", "login"), ("login [shard 3/4]", "login"),
    ("listens on 127.0.0.1:43121", "listens on 127.0.0.1:*"),
    ("GET http://localhost:8123/a", "GET http://localhost:*/a"),
    ("user 9f1c2d3e-4f50-4617-8293-a4b5c6d7e8f9", "user <uuid>"),
    ("at 2026-03-04T05:06:07.891Z", "at <time>"), ("id 1772600767123", "id *"),
    ("commit 0b1c2d3e4f5a", "commit *"),
    ("test_case[3]", "test_case[3]"), ("shards are 3 things", "shards are 3 things"),
    ("defaced1 fade", "defaced1 fade"), ("year 2026-03-04", "year 2026-03-04"), ("", ""),
  ])
  func noiseIsMasked(_ name: String, _ expected: String) {
    #expect(NameNoise.masked(name) == expected)
  }

  @Test func keyTakesTheNearestScope() {
    #expect(TestIdentity(suite: "s", className: "c", name: "n", file: "f").key == "c::n")
    #expect(TestIdentity(suite: "s", name: "n", file: "f").key == "s::n")
    #expect(TestIdentity(className: "same", name: "same").key == "same")
    #expect(TestIdentity(className: "c", name: "t[1-a]").baseKey == "c::t")
  }

  @Test(arguments: [
    ("0.123", 0.123), ("12", 12), ("1,234.567", 1234.567), ("0,123", 0.123), ("1e-05", 0.00001),
    ("3,5", 3.5),
  ])
  func secondsAreRead(_ text: String, _ expected: Double) throws {
    #expect(abs(try #require(NumberText.seconds(text.utf8)) - expected) < 1e-9)
  }

  @Test func oddNumbersAreNone() {
    for text in ["", "abc", "1.2.3", "-", ".", "1e999"] {
      #expect(NumberText.seconds(text.utf8) == nil, "\(text)")
    }
    #expect(NumberText.seconds("1,234".utf8, groups: true) == 1234)
    #expect(NumberText.clock("1.02:03:04.5") == 93784.5)
    #expect(NumberText.clock("03:04") == nil)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-03-04T05:06:07.891Z", 1_772_600_767_891),
    ("2026-03-04T05:06:07", 1_772_600_767_000), ("2026-03-04T07:06:07+02:00", 1_772_600_767_000),
    ("2026-03-04 05:06:07Z", 1_772_600_767_000), ("2024-02-29T12:00:00-0130", 1_709_213_400_000),
  ])
  func timestampsAreRead(_ text: String, _ expected: Int64) {
    #expect(NumberText.timestamp(text.utf8) == expected)
  }

  @Test func outcomeIsTheLastUnlessDeclared() {
    let identity = TestIdentity(name: "a")
    let flaky = TestResult(identity, attempts: [Attempt(.failed), Attempt(.passed)])
    #expect(flaky.outcome == .passed && flaky.isFlakyInRun)
    let declared = TestResult(
      identity, attempts: [Attempt(.failed), Attempt(.passed)], declaredOutcome: .failed)
    #expect(declared.outcome == .failed && declared.isFlakyInRun)
    let broken = TestResult(identity, attempts: [Attempt(.passed), Attempt(.failed)])
    #expect(broken.outcome == .failed && !broken.isFlakyInRun)
  }

  @Test func errorsSayWhere() throws {
    let parse = Parse("<testsuite>\n<testcase name='a'/>\n<testcase name='b'></testsuite>")
    let error = try #require(parse.error)
    #expect(parse.results.map(\.identity.name) == ["a"])
    #expect(error.line == 3 && error.kind == .malformed)
    #expect("\(error)".hasPrefix("line 3, byte "))
  }
}

@Suite struct AttemptTests {
  static let gradle = """
    <testsuite name="s" tests="2" skipped="0" failures="1" errors="0" timestamp="2026-03-04T05:06:07" \
    hostname="h" time="1"><properties/>
    """

  @Test func repeatedEntriesAreAttempts() {
    let text =
      Self.gradle + "<testcase name='a' classname='c'><failure/></testcase>"
      + "<testcase name='a' classname='c'/></testsuite>"
    #expect(Parse(text).results.map(\.attempts.count) == [2])
    #expect(Parse(text, joins: false).results.map(\.attempts.count) == [1, 1])
  }

  @Test func elsewhereTheyAreTwoTests() {
    let text =
      "<testsuite name='x'><testcase name='a' classname='c'><failure/></testcase>"
      + "<testcase name='a' classname='c'/></testsuite>"
    #expect(Parse(text).results.count == 2)
  }

  @Test func heldResultsAreBounded() {
    var limits = ReportLimits()
    limits.heldResults = 10
    let cases = (0..<100).map { "<testcase name='t\($0)' classname='c'/>" }.joined()
    let text = Self.gradle + cases + "<testcase name='t99' classname='c'/></testsuite>"
    let parse = Parse(text, limits: limits)
    #expect(parse.results.map(\.identity.name) == (0..<100).map { "t\($0)" })
    #expect(parse.results.last?.attempts.count == 2)
  }

  /// Prints the figures; `MEASURE_REPORTS=1 swift test -c release --filter measuresSpeed`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["MEASURE_REPORTS"] == "1"))
  func measuresSpeed() throws {
    let line =
      "<testcase classname=\"tests.module_1.TestClass\" name=\"test_case_%\" time=\"0.12\"/>\n"
    let bytes = Array(("<testsuite name=\"s\">" + String(repeating: line, count: 500_000)).utf8)
    var count = 0
    let reader = ReportReader { _ in count += 1 }
    let start = ContinuousClock.now
    try reader.consume(bytes)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(
      "JUnit: \(Int(Double(bytes.count) / seconds / 1e6)) MB/s, \(Int(500_000 / seconds)) results/s"
    )
    #expect(count == 500_000)
  }

  @Test func timeIsLinearInTheSizeOfATag() throws {
    func seconds(_ size: Int) -> Double {
      let text = "<testsuite name=\"" + String(repeating: "a", count: size) + "\"/>"
      let start = cpuSeconds()
      #expect(Parse(text, chunk: 4096).error == nil)
      return cpuSeconds() - start
    }
    let small = max(seconds(500_000), 0.002)
    // Quadratic time would be 64 times as much.
    #expect(seconds(4_000_000) / small < 40)
  }
}

/// Seconds of processor time of this thread: what the other tests do does not count.
private func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

@Suite struct HeldPlacesTests {
  /// Numbers that still live are found however often the table was made anew; one hash given a
  /// second number answers with that.
  @Test(arguments: [1, 50, 5000]) func findsWhatLives(window: Int) {
    var places = HeldPlaces()
    func hash(_ number: Int) -> UInt64 {
      places.hash(TestIdentity(suite: "s", className: "a.b", name: "test_\(number)"))
    }
    for number in 0..<20_000 {
      places.set(hash(number), to: number, oldest: max(number - window, 0))
    }
    for number in 20_000 - window..<20_000 { #expect(places.number(hash(number)) == number) }
    #expect(places.number(hash(20_001)) == nil)
    places.set(hash(19_999), to: 20_000, oldest: 19_999)
    #expect(places.number(hash(19_999)) == 20_000)
  }

  /// Words are told apart where one ends and the next begins.
  @Test func wordsDoNotRunTogether() {
    let places = HeldPlaces()
    let identities = [
      TestIdentity(className: "ab", name: "c"), TestIdentity(className: "a", name: "bc"),
      TestIdentity(suite: "ab", name: "c"), TestIdentity(name: "abc"),
      TestIdentity(name: "abc\0"), TestIdentity(className: "12345678", name: ""),
      TestIdentity(name: "12345678"),
    ]
    #expect(Set(identities.map { places.hash($0) }).count == identities.count)
  }
}
