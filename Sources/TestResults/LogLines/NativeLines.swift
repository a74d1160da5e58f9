/// googletest.
///
///     [ RUN      ] Cart.Discount
///     t.cpp:4: Failure
///     [  FAILED  ] Cart.Discount (0 ms)
final class GoogleTestLines: LogLineReader {
  static let tool = "googletest"
  private var running: (identity: TestIdentity, line: Int)?
  private var message: [String] = []

  init() {}

  func cares(for first: UInt8) -> Bool { first == UInt8(ascii: "[") }

  var wantsAll: Bool { running != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    let text = line.text
    if let name = text.after("[ RUN      ] ") {
      abort(findings)
      running = (Self.identity(name), line.number)
      message = []
    } else if let rest = text.after("[  FAILED  ] ") {
      end(rest, .failed, line, findings)
    } else if let rest = text.after("[       OK ] ") {
      end(rest, .passed, line, findings)
    } else if let rest = text.after("[  SKIPPED ] ") {
      end(rest, .skipped, line, findings)
    } else if let name = text.after("[ DISABLED ] ") {
      findings.add(Self.tool, line.number, Self.identity(name), Attempt(.skipped), .summary)
    } else if running != nil, !line.isBlank, message.count < 4 {
      message.append(text)
    }
  }

  func finish(_ findings: LogFindings) { abort(findings) }

  private func end(_ rest: String, _ outcome: Outcome, _ line: LogLine, _ findings: LogFindings) {
    let (body, seconds) = rest.withoutDuration
    guard body.contains("."), !body.hasSuffix("listed below:") else { return }
    let name = body.parted(at: ", where ")?.head ?? body
    let text = message.joined(separator: "\n")
    findings.add(
      Self.tool, line.number, Self.identity(name),
      Attempt(outcome, duration: seconds, message: outcome == .passed ? nil : text),
      seconds == nil ? .summary : .execution)
    running = nil
    message = []
  }

  /// A test that began and never ended took the process with it.
  private func abort(_ findings: LogFindings) {
    guard let (identity, line) = running else { return }
    running = nil
    findings.add(
      Self.tool, line, identity, Attempt(.aborted, message: message.joined(separator: "\n")))
  }

  private static func identity(_ name: String) -> TestIdentity {
    guard let (suite, test) = name.parted(at: ".") else { return TestIdentity(name: name) }
    return TestIdentity(className: suite, name: test)
  }
}

/// CTest's progress lines.
///
///     12/30 Test #12: name ...............***Failed    0.01 sec
final class CTestLines: LogLineReader {
  static let tool = "ctest"

  init() {}

  func cares(for first: UInt8) -> Bool { first &- 0x30 < 10 }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard line.has(" Test "), let (count, tail) = line.text.parted(at: " Test "),
      count.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2F }),
      let (_, rest) = tail.trimmed.after("#")?.parted(at: ": ") ?? nil,
      let (name, dots) = rest.parted(at: " .")
    else { return }
    let verdict = String(dots.drop { $0 == "." || $0 == " " })
    let outcome: Outcome
    switch verdict {
    case let word where word.hasPrefix("Passed"): outcome = .passed
    case let word where word.hasPrefix("***Skipped"): outcome = .skipped
    case let word where word.hasPrefix("***Not Run (Disabled)"): outcome = .skipped
    case let word where word.hasPrefix("***Not Run"): outcome = .errored
    case let word where word.hasPrefix("***Timeout"): outcome = .aborted
    case let word where word.hasPrefix("***Exception"): outcome = .aborted
    case let word where word.hasPrefix("***Failed"): outcome = .failed
    default: return
    }
    let time = verdict.parted(at: " sec")?.head.parted(at: " ", last: true)
    let why = verdict.after("***").map { $0.parted(at: "  ")?.head ?? $0 }
    findings.add(
      Self.tool, line.number, TestIdentity(name: name.trimmed),
      Attempt(
        outcome, duration: time.flatMap { NumberText.seconds($0.tail.utf8) },
        message: outcome == .aborted || outcome == .errored ? why : nil))
  }
}

/// `swift test`: XCTest's and Swift Testing's lines.
///
///     Test Case 'OldTests.testDiscount' failed (0.001 seconds)
///     ✘ Test discount() failed after 0.001 seconds with 2 issues.
final class SwiftTestLines: LogLineReader {
  static let tool = "swift"
  private var messages: [String: String] = [:]

  init() {}

  func cares(for first: UInt8) -> Bool { first >= 0x80 || "T/".utf8.contains(first) }

  func read(_ line: LogLine, _ findings: LogFindings) {
    let text = line.text
    if let rest = text.after("Test Case '") {
      takeCase(rest, line, findings)
    } else if text.hasPrefix("/"), let (_, rest) = text.parted(at: ": error: "),
      let (name, message) = rest.parted(at: " : ")
    {
      remember(Self.dotted(name), message)
    } else if let (mark, rest) = text.parted(at: " Test "), mark.trimmed.count == 1 {
      takeTest(rest, line, findings)
    }
  }

  private func remember(_ name: String, _ message: String) {
    if messages.count < 65536, messages[name] == nil { messages[name] = message }
  }

  private func takeCase(_ rest: String, _ line: LogLine, _ findings: LogFindings) {
    guard let (subject, verdict) = rest.parted(at: "' "),
      let outcome = ["failed": Outcome.failed, "passed": .passed, "skipped": .skipped].first(
        where: { verdict.hasPrefix($0.key) })?.value
    else { return }
    let name = Self.dotted(subject)
    guard let (className, method) = name.parted(at: ".", last: true) else { return }
    findings.add(
      Self.tool, line.number, TestIdentity(className: className, name: method),
      Attempt(
        outcome, duration: verdict.withoutDuration.seconds,
        message: outcome == .passed ? nil : messages.removeValue(forKey: name)))
  }

  private func takeTest(_ rest: String, _ line: LogLine, _ findings: LogFindings) {
    if let (name, issue) = rest.parted(at: " recorded an issue ") {
      let body = name.parted(at: " with ")?.head ?? name
      // `at File.swift:7:24: Expectation failed: …`
      if let message = issue.parted(at: ": ")?.tail { remember(body, message) }
      return
    }
    for (mark, outcome) in [
      (" failed after ", Outcome.failed), (" passed after ", .passed), (" skipped", .skipped),
    ] {
      guard let (subject, tail) = rest.parted(at: mark), !subject.hasPrefix("run with ") else {
        continue
      }
      let name = subject.parted(at: " with ")?.head ?? subject
      let seconds = tail.parted(at: " seconds").flatMap { NumberText.seconds($0.head.utf8) }
      let reason = tail.after(": ").map { $0.filter { $0 != "\"" } }
      findings.add(
        Self.tool, line.number, TestIdentity(name: Self.plain(name)),
        Attempt(
          outcome, duration: seconds,
          message: outcome == .failed
            ? messages.removeValue(forKey: name) : outcome == .skipped ? reason : nil))
      return
    }
  }

  /// macOS writes `-[Module.Class method]`, elsewhere it is `Class.method`.
  private static func dotted(_ name: String) -> String {
    guard let inner = name.after("-["), inner.hasSuffix("]") else { return name }
    return inner.dropLast().split(separator: " ").joined(separator: ".")
  }

  private static func plain(_ name: String) -> String {
    if name.hasPrefix("\""), name.hasSuffix("\""), name.count > 1 {
      return String(name.dropFirst().dropLast())
    }
    return name.hasSuffix("()") ? String(name.dropLast(2)) : name
  }
}
