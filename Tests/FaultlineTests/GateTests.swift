import Foundation
import Testing

/// The gate as CI meets it: a suite, its reports, a list, an exit code.
@Suite struct GateTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Written to `suite.sh`, run by the gate.
    var suite: String
    var status: Int32
    var says: [String]
    /// Run before the gate.
    var before = ""
    /// Options of the gate.
    var options = "--list list"
  }

  private static func xml(_ cases: String) -> String {
    "<testsuite name=\"s\">\(cases)</testsuite>"
  }
  private static let flaky =
    "<testcase classname=\"a\" name=\"flaky\"><failure message=\"m\"/></testcase>"
  private static let other =
    "<testcase classname=\"a\" name=\"other\"><failure message=\"m\"/></testcase>"
  private static let fine = "<testcase classname=\"a\" name=\"fine\"/>"

  private static func writes(_ cases: String, _ end: String) -> String {
    "echo '\(xml(cases))' > r.xml; \(end)"
  }

  static let cases = [
    Case(
      testDescription: "a quarantined failure is forgiven", suite: writes(flaky + fine, "exit 3"),
      status: 0, says: ["exit code 3 became 0", "a::flaky (listed in 'list')"]),
    Case(testDescription: "green stays green", suite: "exit 0", status: 0, says: []),
    Case(
      testDescription: "another failure counts", suite: writes(flaky + other, "exit 3"), status: 3,
      says: ["exit code 3 stays", "'a::other' failed and is not quarantined"]),
    Case(
      testDescription: "no results", suite: "exit 4", status: 4, says: ["left no results"]),
    Case(
      testDescription: "results of an earlier run", suite: "exit 1", status: 1,
      says: ["'r.xml' is older than this run"], before: writes(flaky, ":")),
    Case(
      testDescription: "an old report beside a new one", suite: writes(flaky, "exit 1"), status: 1,
      says: ["'r2.xml' is older than this run"], before: "echo '\(xml(fine))' > r2.xml"),
    Case(
      testDescription: "a report out of a cache, with its old time",
      suite: writes(flaky, "touch -d '2 days ago' r.xml; exit 1"), status: 1,
      says: ["'r.xml' is older than this run"]),
    Case(
      testDescription: "a damaged report",
      suite: "echo '<testsuite name=\"s\">\(flaky)<testcase' > r.xml; exit 1", status: 1,
      says: ["'r.xml': ", "truncated"]),
    Case(
      testDescription: "no report at all", suite: "echo hello > r.xml; exit 1", status: 1,
      says: ["'r.xml': ", "unrecognised"]),
    Case(
      testDescription: "an empty report", suite: writes("", "exit 5"), status: 5,
      says: ["0 tests were executed"]),
    Case(
      testDescription: "red, and no test failed", suite: writes(fine, "exit 2"), status: 2,
      says: ["no test failed, so something else did"]),
    Case(
      testDescription: "killed", suite: writes(flaky, "kill -9 $$"), status: 137,
      says: ["killed by signal 9"]),
    Case(
      testDescription: "killed inside", suite: writes(flaky, "exit 139"), status: 139,
      says: ["exit code 139 speaks of a signal"]),
    Case(
      testDescription: "a test that never ended",
      suite:
        "printf '%s\\n' '{\"Action\":\"run\",\"Package\":\"a\",\"Test\":\"flaky\"}' > r.xml; exit 1",
      status: 1, says: ["began and never ended"], options: "--list list"),
    Case(
      testDescription: "too few tests", suite: writes(flaky, "exit 1"), status: 1,
      says: ["1 tests were executed, at least 9 are expected"],
      options: "--list list --min-tests 9"),
    Case(
      testDescription: "no list", suite: writes(flaky, "exit 6"), status: 6,
      says: ["'gone': no such file or directory", "is not quarantined"], options: "--list gone"),
    Case(
      testDescription: "a damaged list", suite: writes(flaky, "exit 6"), status: 6,
      says: ["'bad': is not the JSON"], before: "echo '{\"a\":' > bad", options: "--list bad"),
    Case(
      testDescription: "an expired quarantine", suite: writes(flaky, "exit 6"), status: 6,
      says: ["'a::flaky' failed, and its quarantine has expired"],
      options: "--list old.json"),
  ]

  private static let old = """
    {"schema":"faultline.quarantine/1","repository":"r","asOf":"2026-01-01T00:00:00Z","quarantine":
    [{"test":"a::flaky","expires":"2026-01-02T00:00:00Z","added":"2026-01-01T00:00:00Z","by":"ada",
    "reason":"x","executions":0,"failures":0,"cleanRuns":0,"cleanRunsNeeded":9,"relapses":0,
    "attention":[]}]}
    """

  @Test(arguments: cases) func opensForNothingElse(_ test: Case) async throws {
    try await Executable.withFolder { folder in
      for (name, text) in [
        ("suite.sh", test.suite), ("before.sh", test.before), ("list", "# ours\na::flaky\n"),
        ("old.json", Self.old),
      ] { try Data(text.utf8).write(to: folder.appending(path: name)) }
      let result = try await Executable.shell(
        "sh before.sh; $F gate --results 'r[.2]*xml' \(test.options) -- sh suite.sh", in: folder)
      #expect(result.status == test.status, "\(result.stderr)")
      for words in test.says { #expect(result.stderr.contains(words), "\(result.stderr)") }
      if test.says.isEmpty { #expect(result.stderr == "") }
    }
  }

  @Test func isTransparent() async throws {
    try await Executable.withFolder { folder in
      let result = try await Executable.shell(
        "echo in | $F gate --results r.xml --list l -- sh -c 'cat; echo err >&2; echo \"$1\"' x 'a b'",
        in: folder)
      #expect(result.status == 0 && result.stdout == "in\na b\n" && result.stderr == "err\n")
      let missing = try await Executable.shell(
        "$F gate --results r.xml --list l -- no-such-command", in: folder)
      #expect(missing.status == 127 && missing.stderr.contains("'no-such-command': no such file"))
      #expect(try await Executable.shell("$F gate --results r.xml", in: folder).status == 2)
    }
  }

  /// A signal for the gate reaches the suite, and the suite's answer is the gate's.
  @Test func handsSignalsOn() async throws {
    try await Executable.withFolder { folder in
      let result = try await Executable.shell(
        """
        $F gate --results r.xml --list l -- bash -c 'trap "echo got it; exit 7" TERM; \
        touch ready; while :; do sleep 0.05; done' & pid=$!
        while [ ! -e ready ]; do sleep 0.05; done
        kill -TERM $pid; wait $pid
        """, in: folder)
      #expect(result.stdout == "got it\n" && result.status == 7, "\(result)")
    }
  }

  @Test func retryPlansNeedNoStore() async throws {
    try await Executable.withFolder { folder in
      try Data(Self.xml(Self.flaky + Self.fine).utf8).write(to: folder.appending(path: "r.xml"))
      let text = try await Executable.shell("$F retry-plan --results r.xml", in: folder)
      #expect(text.status == 0 && text.stdout.contains("1 of 2 tests failed."))
      #expect(text.stdout.contains("run it again, up to "))
      let words = try await Executable.shell(
        "$F retry-plan --results r.xml --format args:surefire", in: folder)
      #expect(words.stdout == "-Dtest=a#flaky\n")
      let json = try await Executable.shell(
        "$F retry-plan --results r.xml --format json", in: folder)
      #expect(json.stdout.contains("\"advice\" : \"retry\""))
      let bad = try await Executable.shell(
        "$F retry-plan --results r.xml --format args:x", in: folder)
      #expect(bad.status == 2)
    }
  }

  /// What an export mutes comes back as a skip with its marker, and counts as the failure it is.
  @Test func mutedFailuresAreFailures() async throws {
    try await Executable.withFolder { folder in
      let plugin = try await Executable.shell(
        "echo a::b > l; $F quarantine export --framework pytest --list l", in: folder)
      let reason = try #require(plugin.stdout.firstMatch(of: /reason="([^"]+)"/)).1
      for (message, said) in [(String(reason), "1 of 1"), ("no network", "No test failed.")] {
        let skip =
          "<testcase classname=\"a\" name=\"b\"><skipped message=\"\(message)\"/></testcase>"
        try Data(Self.xml(skip).utf8).write(to: folder.appending(path: "r.xml"))
        let plan = try await Executable.shell("$F retry-plan --results r.xml", in: folder)
        #expect(plan.stdout.contains(said), "\(plan)")
      }
    }
  }

  @Test func nothingToRetryIsSaid() async throws {
    try await Executable.withFolder { folder in
      try Data(Self.xml(Self.fine).utf8).write(to: folder.appending(path: "r.xml"))
      let words = try await Executable.shell(
        "$F retry-plan --results r.xml --format args:pytest", in: folder)
      #expect(words.stdout == "" && words.stderr.contains("no test to run again"))
    }
  }
}
