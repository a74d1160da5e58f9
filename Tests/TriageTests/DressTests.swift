import Signatures
import Testing

/// The same failures as each CI system and each runner of several things dresses them: what stands
/// before a line hides nothing.
@Suite struct DressTests {
  /// What one tool prints; the line marked `>>` is the cause.
  struct Failure: Sendable {
    var tool: String
    var bucket: Bucket
    var lines: [String]
  }

  static let failures = [
    Failure(
      tool: "gcc", bucket: .test,
      lines: [
        "src/ring.c: In function 'close':",
        ">>src/ring.c:9:3: error: 'bead' undeclared (first use in this function)",
        "make: *** [Makefile:3: ring.o] Error 1",
      ]),
    Failure(
      tool: "Python", bucket: .dependency,
      lines: [
        "Traceback (most recent call last):", #"  File "/app/ring.py", line 1, in <module>"#,
        "    import requests", ">>ModuleNotFoundError: No module named 'requests'",
      ]),
    Failure(
      tool: "npm", bucket: .dependency,
      lines: [
        "npm error code ERESOLVE", ">>npm error ERESOLVE could not resolve", "npm error",
        "npm error While resolving: ring@1.0.0",
      ]),
    Failure(
      tool: "go test", bucket: .test,
      lines: [
        "go test ./...", ">>--- FAIL: TestClose (0.00s)", "    ring_test.go:9: got 1, want 2",
        "FAIL", "FAIL\texample.com/ring\t0.003s",
      ]),
    Failure(
      tool: "rustc", bucket: .test,
      lines: [
        "   Compiling ring v0.1.0 (/app)",
        ">>error[E0425]: cannot find value `bead` in this scope", " --> src/lib.rs:3:5", "  |",
        "3 |     bead", "  |     ^^^^ not found in this scope", "",
        "error: could not compile `ring` (lib) due to 1 previous error",
      ]),
    Failure(
      tool: "clippy", bucket: .test,
      lines: [
        ">>error: doc list item without indentation", " --> src/lib.rs:3:5", "  |",
        "  = note: `-D clippy::doc-lazy-continuation` implied by `-D warnings`",
        "error: could not compile `ring` (lib) due to 1 previous error",
      ]),
    Failure(
      tool: "tsc", bucket: .test,
      lines: [
        "> tsc --noEmit",
        ">>src/ring.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
      ]),
    Failure(
      tool: "apt", bucket: .dependency,
      lines: ["Building dependency tree...", ">>E: Unable to locate package libbead-dev"]),
    Failure(
      tool: "curl", bucket: .infra,
      lines: ["closing", ">>curl: (6) Could not resolve host: get.ring.example"]),
  ]

  /// A way in which lines are printed: before each of them `prefix` with the line's number for `%`.
  struct Dress: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var prefix: String
    var before: [String] = []
    var after: [String] = []

    func text(_ lines: [String]) -> String {
      (before + lines + after).enumerated().map { index, line in
        prefix.replacing("%", with: index < 10 ? "0\(index)" : "\(index)") + line + "\n"
      }.joined()
    }
  }

  static let dresses = [
    Dress(testDescription: "nothing", prefix: ""),
    Dress(
      testDescription: "GitHub Actions", prefix: "2025-03-01T10:00:%.1234567Z ",
      before: ["##[group]Run make", "##[endgroup]"],
      after: ["##[error]Process completed with exit code 1."]),
    Dress(
      testDescription: "gh run view --log", prefix: "build\tRun make\t2025-03-01T10:00:%.1234567Z ",
      before: ["##[group]Run make", "##[endgroup]"],
      after: ["##[error]Process completed with exit code 1."]),
    Dress(
      testDescription: "GitLab with stamps", prefix: "2025-03-01T10:00:%.123456Z 01O ",
      before: ["Running with gitlab-runner 17.0.0 (81ab07f6)"],
      after: ["ERROR: Job failed: exit code 1"]),
    Dress(
      testDescription: "Jenkins with stamps", prefix: "[2025-03-01T10:00:%.123Z] ",
      before: ["Started by user admin", "+ make"],
      after: ["ERROR: script returned exit code 1", "Finished: FAILURE"]),
    Dress(
      testDescription: "Jenkins with clocks", prefix: "10:00:%  ",
      before: ["Started by user admin", "+ make"],
      after: ["ERROR: script returned exit code 1", "Finished: FAILURE"]),
    Dress(testDescription: "a parallel branch of Jenkins", prefix: "[Linux x64] "),
    Dress(
      testDescription: "TeamCity", prefix: "[10:00:%] :\t [Step 1/2] ",
      after: ["Process exited with code 1"]),
    Dress(
      testDescription: "Buildkite", prefix: "\u{1B}_bk;t=17000000%123\u{7}",
      before: ["~~~ Running commands"],
      after: ["🚨 Error: The command exited with status 1"]),
    Dress(
      testDescription: "Zuul", prefix: "2025-03-01 10:00:%.123456 | ubuntu-jammy | ",
      before: ["TASK [run : make]"]),
    Dress(testDescription: "Taskcluster", prefix: "[task 2025-03-01T10:00:%.123Z] "),
    Dress(testDescription: "Woodpecker", prefix: "[build:L%:1s] ", before: ["+ make"]),
    Dress(testDescription: "Tekton", prefix: "[build : run] "),
    Dress(testDescription: "Bamboo", prefix: "build\t01-Mar-2025 10:00:%\t"),
    Dress(testDescription: "GoCD", prefix: "pr|10:00:%.123 "),
    Dress(testDescription: "Netlify", prefix: "10:00:% AM: "),
    Dress(testDescription: "Vercel", prefix: "[10:00:%.123] "),
    Dress(testDescription: "Heroku", prefix: "remote:        "),
    Dress(testDescription: "Cloud Build", prefix: "Step #1 - \"build\": "),
    Dress(testDescription: "compose", prefix: "ring-1  | "),
    Dress(testDescription: "compose with a container's own name", prefix: "ring  | "),
    Dress(testDescription: "BuildKit", prefix: "#12 1.123 "),
    Dress(testDescription: "Earthly", prefix: "              +build | "),
    Dress(
      testDescription: "a container runtime", prefix: "2025-03-01T10:00:%.123456789Z stdout F "),
    Dress(testDescription: "syslog", prefix: "Mar  1 10:00:% host build[123]: "),
    Dress(testDescription: "Nx", prefix: "ring:build: "),
    Dress(testDescription: "Lerna", prefix: "@acme/ring: "),
    Dress(testDescription: "pnpm", prefix: "packages/ring build: "),
    Dress(testDescription: "concurrently", prefix: "[build] "),
  ]

  @Test(arguments: dresses) func whatStandsBeforeALineHidesNothing(_ dress: Dress) throws {
    for failure in Self.failures {
      let lines = failure.lines.map { $0.hasPrefix(">>") ? String($0.dropFirst(2)) : $0 }
      let wanted = (failure.lines.firstIndex { $0.hasPrefix(">>") } ?? 0) + dress.before.count + 1
      let answer = try #require(Engine.diagnose(Array(dress.text(lines).utf8)).first)
      #expect(answer.bucket == failure.bucket, "\(failure.tool)")
      #expect(answer.evidence.first?.line == wanted, "\(failure.tool)")
      #expect(answer.signature != nil, "\(failure.tool)")
    }
  }
}
