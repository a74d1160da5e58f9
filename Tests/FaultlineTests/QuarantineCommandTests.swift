import Foundation
import History
import TestResults
import Testing

/// The quarantine commands over a store with a flaky test and one that broke.
@Suite struct QuarantineCommandTests {
  private func withStore(_ body: (URL) async throws -> Void) async throws {
    try await Executable.withFolder { folder in
      let store = try Store(path: folder.appending(path: "s.db").path())
      try store.takeIn((0..<200).map(Self.report))
      try await body(folder)
    }
  }

  /// `flaky` fails in every twentieth run, `broken` in the last 30.
  private static func report(_ run: Int) -> JobReport {
    let outcomes: [(String, Bool)] = [
      ("flaky", run % 20 == 7), ("broken", run >= 170), ("fine", false),
    ]
    let results = outcomes.map { name, fails in
      TestResult(
        TestIdentity(className: "tests.test_shop", name: name),
        attempts: [fails ? Attempt(.failed, message: "port is taken") : Attempt(.passed)])
    }
    let started = 1_767_225_600 + run * 7200
    return JobReport(
      key: JobKey(
        provider: "github-actions", repository: "acme/shop", run: "\(run)", attempt: 1, job: "t"),
      facts: RunFacts(commit: "c\(run)", branch: "main", isMainLine: true),
      status: outcomes.contains { $0.1 } ? .failed : .passed, started: started,
      finished: started + 600, results: results)
  }

  private static let at = "--store s.db --at 2026-01-18T00:00:00Z"

  @Test func fromSuggestionToRelease() async throws {
    try await withStore { folder in
      func run(_ command: String, _ status: Int32 = 0) async throws -> Executable.Result {
        let result = try await Executable.shell("export USER=ada; " + command, in: folder)
        #expect(result.status == status, "\(command): \(result.stderr)")
        return result
      }
      try Data("* @all\n/tests/ @pay\n".utf8).write(to: folder.appending(path: "CODEOWNERS"))
      let suggested = try await run("$F quarantine suggest --all \(Self.at)").stdout
      #expect(suggested.contains("tests.test_shop::flaky\n"))
      #expect(suggested.contains("owner      @pay"))
      #expect(suggested.contains("until      2026-02-01"))
      #expect(suggested.contains("tests.test_shop::broken: fails now"))
      #expect(
        try await run("$F quarantine suggest --tickets \(Self.at)").stdout.contains("# Flaky test"))
      let add = "$F quarantine add \(Self.at) --reason 'see #12'"
      #expect(
        try await run("\(add) tests.test_shop::broken", 1).stderr.contains(
          "quarantine would only hide"))
      #expect(
        try await run("\(add) tests.test_shop::fine", 1).stderr.contains("no failure of this test"))
      #expect(
        try await run("\(add) tests.test_shop::flaky").stderr.contains(
          "quarantined 'tests.test_shop::flaky' until 2026-02-01"))
      let listed = try await run("$F quarantine list \(Self.at)").stdout
      #expect(listed.contains("by ada: see #12") && listed.contains("owner      @pay"))
      _ = try await run("$F quarantine check \(Self.at)")
      let late = "--store s.db --at 2026-02-03T00:00:00Z"
      #expect(try await run("$F quarantine check \(late)", 3).stdout.contains("attention  expired"))
      let exported = try await run("$F quarantine export --framework jest \(Self.at)").stdout
      #expect(exported == "--testNamePattern=^(?!(?:flaky)$)\n")
      let none = try await run("$F quarantine export --framework jest \(late)")
      #expect(none.stdout == "" && none.stderr.contains("its quarantine has expired"))
      _ = try await run("$F quarantine list --format json \(Self.at) > q.json")
      #expect(
        try await run("$F quarantine export --framework jest --list q.json \(Self.at)").stdout
          == exported
      )
      let release = "$F quarantine release tests.test_shop::flaky --reason fixed \(Self.at)"
      _ = try await run(release)
      #expect(try await run(release, 1).stderr.contains("is not quarantined"))
      #expect(try await run("$F quarantine list \(Self.at)").stdout == "Nothing is quarantined.\n")
    }
  }

  @Test func saysWhatIsWrong() async throws {
    try await withStore { folder in
      for (command, status, words) in [
        ("add t --reason ' '", 2, "the reason is empty"), ("add t", 2, "--reason"),
        ("export --framework x", 2, "framework 'x' is not known, expected bazel"),
        ("list --repo nope", 1, "knows no repository 'nope'"), ("list --at x", 2, "time 'x'"),
        ("release --reason x", 2, "name a test, or say --due"),
        ("list --store gone.db", 1, "'gone.db': no such store"),
        ("export --framework pytest --shell", 2, "is a file and cannot be quoted"),
      ] as [(String, Int32, String)] {
        let store = command.contains("--store") ? "" : "--store s.db"
        let result = try await Executable.shell(
          "USER=ada $F quarantine \(command) \(store)", in: folder)
        #expect(result.status == status && result.stderr.contains(words), "\(result)")
      }
    }
  }
}
