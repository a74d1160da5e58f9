/// `go test` with and without `-v`. Which package a test belongs to is only said after its tests,
/// so they wait for that line.
///
///     --- FAIL: TestTable/neg (0.00s)
///         calc_test.go:18: got -1, want 1
///     FAIL	example.com/shop/calc	0.003s
final class GoTestLines: LogLineReader {
  static let tool = "go"
  private struct Pending {
    var name: String
    var line: Int
    var attempt: Attempt
  }

  private var pending: [Pending] = []
  private var running: [String: Int] = [:]
  private var outputs: [String: String] = [:]
  private var current = ""
  private var panic: String?

  init() {}

  func cares(for first: UInt8) -> Bool { first != 0x5B && first < 0x80 }

  func read(_ line: LogLine, _ findings: LogFindings) {
    if line.starts("--- ") {
      // gotestsum repeats the failures below headings of its own.
      if isGotestsum { return }
      takeTest(line)
    } else if line.starts("=== RUN") {
      if let name = line.text.after("=== RUN   "), running.count < 65536 {
        running[name] = line.number
        current = name
      }
    } else if line.starts("=== FAIL: ") {
      takeGotestsum(line, findings)
    } else if line.indent == 0, line.starts("ok  \t") || line.starts("FAIL\t") {
      takePackage(line, findings)
    } else if line.indent == 0, line.starts("panic: ") {
      panic = line.text
    } else if line.indent >= 4, line.has(".go:") {
      if let identity = described {
        findings.describe(Self.tool, identity, line.text)
        described = nil
      } else {
        takeOutput(line.text)
      }
    }
  }

  func finish(_ findings: LogFindings) { release("", line: 0, findings, isCached: false) }

  private var isGotestsum = false
  private var described: TestIdentity?

  /// `=== FAIL: calc TestTable/neg (re-run 1) (0.00s)`; the package is relative to the module.
  private func takeGotestsum(_ line: LogLine, _ findings: LogFindings) {
    guard let body = line.text.after("=== FAIL: ") else { return }
    let (text, seconds) = body.withoutDuration
    guard let (package, rest) = text.parted(at: " ") else { return }
    isGotestsum = true
    let name = rest.parted(at: " (re-run")?.head ?? rest
    let identity = TestIdentity(className: package, name: name)
    findings.add(Self.tool, line.number, identity, Attempt(.failed, duration: seconds))
    described = identity
  }

  private func takeTest(_ line: LogLine) {
    let text = line.text
    for (word, outcome) in [("FAIL", Outcome.failed), ("PASS", .passed), ("SKIP", .skipped)] {
      guard let rest = text.after("--- \(word): ") else { continue }
      let (name, seconds) = rest.withoutDuration
      guard seconds != nil, !name.contains(" "), pending.count < 65536 else { return }
      running[name] = nil
      pending.append(
        Pending(
          name: name, line: line.number,
          attempt: Attempt(
            outcome, duration: seconds,
            message: outcome == .passed ? nil : outputs.removeValue(forKey: name))))
      return
    }
  }

  /// Under `-v` a test's output comes before its verdict, otherwise after it.
  private func takeOutput(_ text: String) {
    if running.isEmpty, let last = pending.indices.last, pending[last].attempt.outcome != .passed {
      pending[last].attempt.message = pending[last].attempt.message ?? text
    } else if outputs[current] == nil, outputs.count < 65536 {
      outputs[current] = text
    }
  }

  private func takePackage(_ line: LogLine, _ findings: LogFindings) {
    let fields = line.text.split(separator: "\t").map { String($0).trimmed }
    guard fields.count >= 2 else { return }
    let isOK = fields[0] == "ok"
    let (package, note) = fields[1].parted(at: " ") ?? (fields[1], "")
    guard package.utf8.allSatisfy({ $0 > 0x20 }), fields.count >= 3 || !note.isEmpty else { return }
    let isCached = fields.dropFirst(2).contains("(cached)")
    let hadFailure = pending.contains { $0.attempt.outcome.isFailure } || !running.isEmpty
    let hadTests = !pending.isEmpty
    release(package, line: line.number, findings, isCached: isCached)
    guard isOK ? !hadTests : !hadFailure else { return }
    let seconds = fields.dropFirst(2).first.flatMap {
      $0.hasSuffix("s") ? String($0.dropLast()) : nil
    }
    findings.add(
      Self.tool, line.number,
      TestIdentity(className: package, name: note.hasPrefix("[") ? note : "[package]"),
      Attempt(
        isOK ? .passed : .errored, duration: seconds.flatMap { NumberText.seconds($0.utf8) },
        message: isOK ? nil : panic ?? (note.isEmpty ? nil : note)),
      isCached: isCached)
    panic = nil
  }

  private func release(_ package: String, line: Int, _ findings: LogFindings, isCached: Bool) {
    for test in pending {
      var attempt = test.attempt
      if attempt.outcome.isFailure { attempt.message = attempt.message ?? panic }
      findings.add(
        Self.tool, test.line, TestIdentity(className: package, name: test.name), attempt,
        isCached: isCached)
    }
    for (name, start) in running.sorted(by: { $0.value < $1.value }) {
      findings.add(
        Self.tool, start, TestIdentity(className: package, name: name),
        Attempt(.aborted, message: panic))
    }
    if !running.isEmpty { panic = nil }
    pending = []
    running = [:]
    outputs = [:]
  }
}
