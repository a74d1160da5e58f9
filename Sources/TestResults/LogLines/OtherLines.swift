/// PHPUnit's numbered lists; their headings say whether they are failures or errors.
///
///     There were 2 failures:
///
///     1) CartTest::testDiscount
///     discount lost
final class PHPUnitLines: LogLineReader {
  static let tool = "phpunit"
  private var section: Outcome?
  private var open: TestIdentity?

  init() {}

  func cares(for first: UInt8) -> Bool { first &- 0x30 < 10 || first == UInt8(ascii: "T") }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard line.indent == 0 else { return }
    let text = line.text
    if let identity = open {
      open = nil
      findings.describe(Self.tool, identity, text)
    } else if text.hasPrefix("There w"), text.hasSuffix(":") {
      section =
        text.contains(" error") ? .errored : text.contains(" failure") ? .failed : nil
    } else if let outcome = section, let (number, name) = text.parted(at: ") "),
      number.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
      let (className, method) = name.parted(at: "::"), !className.contains(" ")
    {
      // The report leaves the values of a data set out.
      var test = method
      if let (head, values) = method.parted(at: " (", last: true), values.hasSuffix(")") {
        test = head
      }
      let identity = TestIdentity(className: className, name: test)
      findings.add(Self.tool, line.number, identity, Attempt(outcome), .summary)
      open = identity
    }
  }
}

/// ExUnit's numbered failures and its `--trace` lines.
///
///       1) test applies discount (ShopTest)
///          test/shop_test.exs:8
///          Assertion with == failed
final class ExUnitLines: LogLineReader {
  static let tool = "exunit"
  private var open: (identity: TestIdentity, skip: Int)?

  init() {}

  func cares(for first: UInt8) -> Bool { first &- 0x30 < 10 || first == UInt8(ascii: "*") }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    if let (identity, skip) = open {
      open = skip > 0 ? (identity, skip - 1) : nil
      if skip == 0, !line.isBlank { findings.describe(Self.tool, identity, line.text) }
      return
    }
    guard line.indent == 2, let (number, rest) = line.text.parted(at: ") "),
      number.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
      ["test ", "property ", "doctest "].contains(where: { rest.hasPrefix($0) }),
      let (name, module) = rest.parted(at: " (", last: true), module.hasSuffix(")")
    else { return }
    let identity = TestIdentity(className: String(module.dropLast()), name: name)
    findings.add(Self.tool, line.number, identity, Attempt(.failed), .summary)
    open = (identity, 1)
  }
}

/// `dotnet test`.
///
///       Failed Shop.CartTests.Discount [12 ms]
///       Error Message:
///        Assert.Equal() Failure
final class DotNetLines: LogLineReader {
  static let tool = "dotnet"
  private var open: (identity: TestIdentity, inMessage: Bool)?

  init() {}

  func cares(for first: UInt8) -> Bool { "FPS[EX".utf8.contains(first) }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    let text = line.text
    if let (identity, inMessage) = open {
      if inMessage {
        findings.describe(Self.tool, identity, text)
        open = nil
      } else {
        open = text == "Error Message:" ? (identity, true) : nil
      }
      return
    }
    guard line.indent == 2, text.hasSuffix("]") else { return }
    for (word, outcome) in [
      ("Failed ", Outcome.failed), ("Passed ", .passed), ("Skipped ", .skipped),
    ] {
      guard let rest = text.after(word) else { continue }
      let (name, seconds) = rest.withoutDuration
      guard seconds != nil else { return }
      let (className, method) = DotNetName.split(name)
      let identity = TestIdentity(className: className, name: method)
      findings.add(Self.tool, line.number, identity, Attempt(outcome, duration: seconds))
      if outcome == .failed { open = (identity, false) }
      return
    }
  }
}

/// TAP inside a log: only lines with a number, because `ok` alone means nothing.
final class TAPLines: LogLineReader {
  static let tool = "tap"

  init() {}

  func cares(for first: UInt8) -> Bool { first == UInt8(ascii: "o") || first == UInt8(ascii: "n") }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard line.starts("ok ") || line.starts("not ok ") else { return }
    let rest = line.bytes.dropFirst(line.indent + (line.starts("ok ") ? 3 : 7))
    guard let digit = rest.first, digit &- 0x30 < 10,
      case .result(let result) = TAPLine(line.bytes).kind
    else { return }
    findings.add(
      Self.tool, line.number, TestIdentity(name: result.name),
      Attempt(result.outcome, message: result.reason))
  }
}

/// Bazel's target summary; the attempts of a flaky target are only counted there.
///
///     //shop:cart_test                         FLAKY, failed in 1 out of 2 in 3.4s
///     //shop:fine_test                (cached) PASSED in 0.3s
final class BazelLines: LogLineReader {
  static let tool = "bazel"

  init() {}

  func cares(for first: UInt8) -> Bool { first == UInt8(ascii: "/") || first == UInt8(ascii: "@") }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard line.indent == 0, line.starts("//") || line.starts("@"),
      let (target, tail) = line.text.parted(at: " "), target.contains(":")
    else { return }
    var verdict = tail.trimmed
    let isCached = verdict.hasPrefix("(cached) ")
    if isCached, let rest = verdict.after("(cached) ") { verdict = rest.trimmed }
    let seconds = verdict.parted(at: " in ", last: true).flatMap {
      NumberText.seconds($0.tail.utf8.prefix { $0 &- 0x30 < 10 || $0 == 0x2E })
    }
    let identity = TestIdentity(name: target)
    let word = verdict.prefix { $0 != " " && $0 != "," }
    let failures = verdict.parted(at: "failed in ")?.tail.parted(at: " ").flatMap { Int($0.head) }
    switch word {
    case "PASSED":
      findings.add(
        Self.tool, line.number, identity, Attempt(.passed, duration: seconds), isCached: isCached)
    case "FLAKY":
      for _ in 0..<min(failures ?? 1, 100) {
        findings.add(Self.tool, line.number, identity, Attempt(.failed))
      }
      findings.add(Self.tool, line.number, identity, Attempt(.passed, duration: seconds))
    case "FAILED", "TIMEOUT", "INCOMPLETE":
      findings.add(
        Self.tool, line.number, identity,
        Attempt(word == "FAILED" ? .failed : .aborted, duration: seconds), isCached: isCached)
    default: break
    }
  }
}
