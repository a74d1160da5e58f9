/// pytest's `-v` lines and its short summary.
///
///     tests/test_a.py::TestB::test_c[1] PASSED                 [ 10%]
///     [gw0] [ 10%] FAILED tests/test_a.py::test_d
///     FAILED tests/test_a.py::test_d - assert 90 == 100
final class PytestLines: LogLineReader {
  static let tool = "pytest"
  private static let outcomes: [(word: String, outcome: Outcome, type: String?)] = [
    ("PASSED", .passed, nil), ("FAILED", .failed, nil), ("ERROR", .errored, nil),
    ("SKIPPED", .skipped, nil), ("XFAIL", .skipped, "pytest.xfail"), ("XPASS", .passed, nil),
    ("RERUN", .failed, nil),
  ]

  init() {}

  /// Paths begin with letters, `.`, `/` or `_`; `[` is xdist's worker.
  func cares(for first: UInt8) -> Bool {
    (first | 0x20) &- 0x61 < 26 || "._/[".utf8.contains(first)
  }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard line.indent == 0, line.has(".py") else { return }
    let text = line.text
    for (word, outcome, type) in Self.outcomes {
      if let rest = text.after(word + " ") {
        summary(rest, outcome, type, line, findings)
        return
      }
    }
    guard line.has(".py::") else { return }
    if text.hasPrefix("[gw"), let body = text.parted(at: "] ")?.tail {
      worker(body, line, findings)
    } else {
      verbose(text, line, findings)
    }
  }

  private func worker(_ body: String, _ line: LogLine, _ findings: LogFindings) {
    guard let rest = body.hasPrefix("[") ? body.parted(at: "] ")?.tail : body else { return }
    for (word, outcome, type) in Self.outcomes {
      guard let id = rest.after(word + " ") else { continue }
      add(id.trimmed, outcome, type, nil, line, findings)
      return
    }
  }

  private func verbose(_ text: String, _ line: LogLine, _ findings: LogFindings) {
    var best: (id: String, tail: String, Outcome, String?)?
    for (word, outcome, type) in Self.outcomes {
      guard let (id, tail) = text.parted(at: " " + word, last: true),
        tail.isEmpty || tail.hasPrefix(" "), id.count > best?.id.count ?? 0
      else { continue }
      best = (id, tail, outcome, type)
    }
    guard let (id, tail, outcome, type) = best, id.hasSuffix("]") || !id.contains(" ") else {
      return
    }
    var reason: String?
    if let inner = tail.trimmed.after("("), let end = inner.lastIndex(of: ")") {
      reason = String(inner[..<end])
    }
    add(id, outcome, type, reason, line, findings)
  }

  private func add(
    _ id: String, _ outcome: Outcome, _ type: String?, _ reason: String?, _ line: LogLine,
    _ findings: LogFindings
  ) {
    // An ERROR after a verdict is the teardown of the same execution.
    findings.add(
      Self.tool, line.number, PytestName.identity(nodeID: id),
      Attempt(outcome, message: reason, type: type), outcome == .errored ? .phase : .execution)
  }

  private func summary(
    _ rest: String, _ outcome: Outcome, _ type: String?, _ line: LogLine, _ findings: LogFindings
  ) {
    guard !rest.hasPrefix("["), !rest.hasPrefix("(") else { return }
    let (id, message) = Self.split(rest)
    guard id.contains(".py"), !id.contains(" ") || id.hasSuffix("]") else { return }
    findings.add(
      Self.tool, line.number, PytestName.identity(nodeID: id),
      Attempt(outcome, message: message, type: type), .summary)
  }

  /// `id - message`; parameters may hold ` - ` themselves, so a bracket is closed first.
  private static func split(_ text: String) -> (id: String, message: String?) {
    if let bracket = text.parted(at: "] - "), bracket.head.contains("[") {
      return (bracket.head + "]", bracket.tail)
    }
    guard let (id, message) = text.parted(at: " - ") else { return (text, nil) }
    return (id, message)
  }
}

/// unittest's headers and its `-v` lines; the message is the last line of the traceback.
///
///     FAIL: test_sub (shop.TestMath.test_sub)
///     test_add (shop.TestMath.test_add) ... ok
final class UnittestLines: LogLineReader {
  static let tool = "unittest"
  private var open: TestIdentity?
  private var budget = 0

  init() {}

  func cares(for first: UInt8) -> Bool { (first | 0x20) &- 0x61 < 26 || first == 0x5F }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    for (word, outcome) in [("FAIL: ", Outcome.failed), ("ERROR: ", .errored)] {
      guard line.indent == 0, let identity = line.text.after(word).flatMap(Self.identity) else {
        continue
      }
      findings.add(Self.tool, line.number, identity, Attempt(outcome), .summary)
      open = identity
      budget = 400
      return
    }
    if let identity = open {
      budget -= 1
      let isFrame = line.indent > 0 || line.isBlank || budget == 0
      if isFrame || line.starts("Traceback") || line.starts("---") || line.starts("===") {
        if line.starts("====") || budget <= 0 { open = nil }
        return
      }
      findings.describe(Self.tool, identity, line.text)
      open = nil
      return
    }
    verbose(line, findings)
  }

  private func verbose(_ line: LogLine, _ findings: LogFindings) {
    guard line.has(") ... "), let (head, tail) = line.text.parted(at: " ... ", last: true),
      let identity = Self.identity(head)
    else { return }
    var attempt: Attempt
    switch tail {
    case "ok": attempt = Attempt(.passed)
    case "FAIL": attempt = Attempt(.failed)
    case "ERROR": attempt = Attempt(.errored)
    case "expected failure": attempt = Attempt(.skipped, message: tail)
    case "unexpected success": attempt = Attempt(.failed, message: tail)
    default:
      guard let reason = tail.after("skipped") else { return }
      attempt = Attempt(.skipped, message: reason.trimmed.filter { $0 != "'" && $0 != "\"" })
    }
    findings.add(Self.tool, line.number, identity, attempt)
  }

  /// `test_x (mod.Class)` of Python up to 3.10, `test_x (mod.Class.test_x)` since; a subtest's
  /// parameters follow in a second pair of brackets.
  private static func identity(_ text: String) -> TestIdentity? {
    guard let (method, rest) = text.parted(at: " ("), !method.contains(" "),
      let (scope, more) = rest.parted(at: ")"), scope.contains("."), !scope.contains(" ")
    else { return nil }
    var className = scope
    if className.hasSuffix("." + method) { className.removeLast(method.count + 1) }
    // A module that could not be imported is filed under its loader.
    if className == "unittest.loader._FailedTest" { return TestIdentity(name: method) }
    return TestIdentity(className: className, name: method + more)
  }
}
