/// Maven Surefire and Failsafe.
///
///     [ERROR] discount(shop.CartTest)  Time elapsed: 0.005 s  <<< FAILURE!
///     [ERROR] shop.CartTest.discount -- Time elapsed: 0.005 s <<< FAILURE!
///     [ERROR]   CartTest.discount:8 discount lost expected:<100> but was:<90>
final class SurefireLines: LogLineReader {
  static let tool = "surefire"
  private var open: TestIdentity?
  /// Simple class and method to the full class, for the summary that only has the former.
  private var classes: [String: String] = [:]
  /// The flaky test whose runs are listed.
  private var listed: TestIdentity?

  init() {}

  func cares(for first: UInt8) -> Bool {
    first == UInt8(ascii: "[") || (first | 0x20) &- 0x61 < 26
  }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard !line.isBlank else { return }
    var text = line.text
    let isError = text.hasPrefix("[ERROR] ")
    let isMarked = isError || text.hasPrefix("[WARNING] ") || text.hasPrefix("[INFO] ")
    if isMarked, let body = text.parted(at: "] ")?.tail { text = body }
    if line.has(" <<< "), line.has("ime elapsed") { return takeTest(text, line, findings) }
    if let identity = open {
      open = nil
      if !isMarked || isError { findings.describe(Self.tool, identity, text) }
      return
    }
    guard isMarked else { return }
    if text.hasPrefix("  ") || listed != nil { takeSummary(text, isError, line, findings) }
    if isMarked, line.has("]   ") == false { listed = flakyHeader(text) }
  }

  private func takeTest(_ text: String, _ line: LogLine, _ findings: LogFindings) {
    guard let (head, tail) = text.parted(at: "ime elapsed"), !text.hasPrefix("Tests run:"),
      let mark = text.parted(at: "<<< ")?.tail
    else { return }
    let subject = String(head.dropLast()).trimmed
    let name = subject.hasSuffix("--") ? String(subject.dropLast(2)).trimmed : subject
    guard let identity = Self.identity(name) else { return }
    let time = tail.parted(at: ": ")?.tail.parted(at: " ")?.head ?? ""
    let outcome: Outcome = mark.hasPrefix("ERROR") ? .errored : .failed
    findings.add(
      Self.tool, line.number, identity,
      Attempt(outcome, duration: NumberText.seconds(time.utf8, groups: true)))
    open = identity
    let simple = identity.className.parted(at: ".", last: true)?.tail ?? identity.className
    if classes.count < 65536 { classes["\(simple).\(identity.name)"] = identity.className }
  }

  /// `method(package.Class)` before 3.0, `package.Class.method` since.
  private static func identity(_ name: String) -> TestIdentity? {
    if let (method, rest) = name.parted(at: "("), rest.hasSuffix(")"), rest.contains(".") {
      // The list of flaky tests writes the class a second time before the method.
      let className = String(rest.dropLast())
      return TestIdentity(className: className, name: method.after(className + ".") ?? method)
    }
    guard !name.contains(" "), let (className, method) = name.parted(at: ".", last: true) else {
      return nil
    }
    return TestIdentity(
      className: className, name: method.hasSuffix("()") ? String(method.dropLast(2)) : method)
  }

  /// `  CartTest.discount:8 message`, `  CartTest.boom:9 » IllegalState message`, and below the
  /// name of a flaky test `  Run 1: CartTest.flaky:11 try 1`.
  private func takeSummary(
    _ text: String, _ isError: Bool, _ line: LogLine, _ findings: LogFindings
  ) {
    var body = text.trimmed
    if body.hasPrefix("Run "), let (number, rest) = body.parted(at: ": ") {
      let isFirst = number == "Run 1"
      guard let identity = listed else { return }
      if rest == "PASS" {
        return findings.add(Self.tool, line.number, identity, Attempt(.passed))
      }
      let message = rest.parted(at: " ")?.tail
      // The runs were shown as they happened; here they only get their messages.
      if isFirst, let message { findings.describe(Self.tool, identity, message) }
      return
    }
    guard isError, let (place, message) = body.parted(at: " ") ?? Optional((body, "")),
      let (subject, number) = place.parted(at: ":", last: true), Int(number) != nil,
      let (simple, method) = subject.parted(at: "."), !simple.isEmpty
    else { return }
    body = method.parted(at: "->")?.head ?? method
    let className = classes["\(simple).\(body)"] ?? simple
    let isThrown = message.hasPrefix("» ")
    findings.add(
      Self.tool, line.number, TestIdentity(className: className, name: body),
      Attempt(isThrown ? .errored : .failed, message: message), .summary)
  }

  private func flakyHeader(_ text: String) -> TestIdentity? {
    guard !text.contains(" "), text.contains(".") else { return nil }
    return Self.identity(text)
  }
}

/// Gradle's test logging.
///
///     shop.CartTest > discount FAILED
///         java.lang.AssertionError at CartTest.java:8
final class GradleLines: LogLineReader {
  static let tool = "gradle"
  private var open: TestIdentity?

  init() {}

  func cares(for first: UInt8) -> Bool { (first | 0x20) &- 0x61 < 26 }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    if let identity = open {
      open = nil
      if line.indent >= 4, !line.isBlank { findings.describe(Self.tool, identity, line.text) }
    }
    guard line.indent == 0, line.has(" > ") else { return }
    let text = line.text
    for (word, outcome) in [("FAILED", Outcome.failed), ("PASSED", .passed), ("SKIPPED", .skipped)]
    {
      guard text.hasSuffix(" " + word) else { continue }
      let body = String(text.dropLast(word.count + 1)).withoutDuration
      guard let (className, rest) = body.text.parted(at: " > "), !className.contains(" ") else {
        return
      }
      let name = rest.components(separatedBy: " > ").joined(separator: " > ")
      let identity = TestIdentity(
        className: className, name: name.hasSuffix("()") ? String(name.dropLast(2)) : name)
      findings.add(Self.tool, line.number, identity, Attempt(outcome, duration: body.seconds))
      if outcome == .failed { open = identity }
      return
    }
  }
}
