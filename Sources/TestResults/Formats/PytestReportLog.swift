/// `pytest --report-log` (pytest-reportlog): one JSON object per line, up to three reports (setup,
/// call, teardown) per execution, `rerun` as outcome of an execution that will be repeated.
enum PytestReportLog: ReportFormat {
  static let name = "pytest-reportlog"

  static func recognises(_ head: ReportHead) -> Bool {
    head.startsWithBrace
      && (ReportHead.hasKey("$report_type", in: head.firstLine)
        || ReportHead.hasKey("pytest_version", in: head.firstLine))
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONLinesParser(PytestReports(context), context)
  }
}

private final class PytestReports: JSONLinesHandler {
  private struct Running {
    var identity: TestIdentity
    var done: [Attempt] = []
    var current: Attempt?
  }

  private let context: ReportContext
  private var running: [String: Running] = [:]
  private var afterRerun: Set<String> = []
  private var isComplete = false

  init(_ context: ReportContext) { self.context = context }

  var missing: String? { isComplete ? nil : "a SessionFinish line" }

  func take(_ report: JSONValue) -> Bool {
    switch report["$report_type"]?.string {
    case "TestReport": takeTest(report)
    case "CollectReport":
      if report["outcome"]?.string == "failed" { takeCollectError(report) }
    case "SessionFinish": isComplete = true
    default: return report["pytest_version"] != nil || report["$report_type"] != nil
    }
    return true
  }

  func end() {
    for id in running.keys.sorted() {
      guard let test = running.removeValue(forKey: id) else { continue }
      var last = test.current ?? Attempt(.aborted)
      // A passed setup or call without its teardown is a run that was cut off.
      if last.outcome == .passed { last.outcome = .aborted }
      context.emit(TestResult(test.identity, attempts: test.done + [last]))
    }
  }

  private func takeTest(_ report: JSONValue) {
    guard let id = report["nodeid"]?.string else { return }
    var test =
      running.removeValue(forKey: id) ?? Running(identity: PytestName.identity(nodeID: id))
    let phase = attempt(report)
    if report["when"]?.string == "setup" { afterRerun.remove(id) }
    if report["outcome"]?.string == "rerun" {
      var failed = merged(test.current, phase)
      failed.outcome = phase.type == "setup" ? .errored : .failed
      failed.type = nil
      test.done.append(failed)
      test.current = nil
      if phase.type != "teardown" { afterRerun.insert(id) }
    } else {
      test.current = merged(test.current, phase)
    }
    if report["when"]?.string == "teardown", report["outcome"]?.string != "rerun" {
      // The teardown of an execution that will be repeated ends nothing.
      guard afterRerun.remove(id) == nil, let last = test.current else {
        test.current = nil
        running[id] = test
        return
      }
      context.emit(TestResult(test.identity, attempts: test.done + [last]))
    } else if running.count < 65536 {
      running[id] = test
    }
  }

  /// Durations add up; the worst phase decides, and the call outweighs setup and teardown.
  private func merged(_ earlier: Attempt?, _ phase: Attempt) -> Attempt {
    guard let earlier else { return phase }
    var result = phase.outcome == .passed || earlier.outcome.isFailure ? earlier : phase
    result.duration = (earlier.duration ?? 0) + (phase.duration ?? 0)
    result.timestamp = earlier.timestamp ?? phase.timestamp
    return result
  }

  private func attempt(_ report: JSONValue) -> Attempt {
    let phase = report["when"]?.string ?? "call"
    let outcome: Outcome =
      switch report["outcome"]?.string {
      case "passed": .passed
      case "skipped": .skipped
      default: phase == "call" ? .failed : .errored
      }
    var attempt = Attempt(
      outcome, duration: report["duration"]?.number,
      timestamp: report["start"]?.number.flatMap { Int64(exactly: ($0 * 1000).rounded()) })
    if outcome == .passed { return attempt }
    if report["outcome"]?.string == "rerun" { attempt.type = phase }
    if report["wasxfail"] != nil { attempt.type = "pytest.xfail" }
    describe(&attempt, report["longrepr"])
    return attempt
  }

  /// `longrepr` is a text, a `[path, line, reason]` of a skip, or the crash with its traceback.
  private func describe(_ attempt: inout Attempt, _ repr: JSONValue?) {
    let limits = context.limits
    let crash = repr?["reprcrash"]?["message"]?.string
    let text = repr?.string ?? repr?.elements.last?.string
    let lines = repr?["reprtraceback"]?["reprentries"]?.elements.flatMap {
      $0["data"]?["lines"]?.elements.compactMap(\.string) ?? []
    }
    let stack = CleanText.string(lines?.joined(separator: "\n") ?? text)
    let message = CleanText.string(crash) ?? CleanText.string(text)
    attempt.message = CleanText.firstLine(message, limit: limits.messageBytes)
    attempt.stack =
      stack == attempt.message
      ? nil
      : stack.map {
        CleanText.capped($0, limits.stackBytes)
      }
  }

  private func takeCollectError(_ report: JSONValue) {
    guard let id = report["nodeid"]?.string else { return }
    var attempt = Attempt(.errored)
    describe(&attempt, report["longrepr"])
    context.emit(TestResult(PytestName.identity(collected: id), attempts: [attempt]))
  }
}

/// pytest's node ids in the words its JUnit XML uses, so that all sources agree.
enum PytestName {
  /// `tests/test_a.py::TestB::test_c[x/y::z]` -> class `tests.test_a.TestB`, name
  /// `test_c[x/y::z]`, file `tests/test_a.py`.
  static func identity(nodeID: String) -> TestIdentity {
    let bytes = Array(nodeID.utf8)
    let end = bytes.firstIndex(of: UInt8(ascii: "[")) ?? bytes.count
    let plain = String(decoding: bytes[..<end], as: UTF8.self)
    var parts: [String] = []
    var rest = plain[...]
    while let mark = rest.firstRange(of: "::") {
      parts.append(String(rest[..<mark.lowerBound]))
      rest = rest[mark.upperBound...]
    }
    parts.append(String(rest))
    guard parts.count > 1, let last = parts.popLast() else {
      return identity(collected: nodeID)
    }
    let module = module(parts[0])
    return TestIdentity(
      className: ([module] + parts.dropFirst()).joined(separator: "."),
      name: last + String(decoding: bytes[end...], as: UTF8.self), file: parts[0])
  }

  /// A module that could not be collected: its name is the module, as in the JUnit XML.
  static func identity(collected: String) -> TestIdentity {
    TestIdentity(name: module(collected))
  }

  private static func module(_ path: String) -> String {
    var path = path[...]
    if path.hasSuffix(".py") { path = path.dropLast(3) }
    return path.split(separator: "/").joined(separator: ".")
  }
}
