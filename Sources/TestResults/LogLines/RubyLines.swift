/// RSpec's list of failed examples; the messages stand above it, under numbered descriptions.
///
///       1) Cart applies the discount
///          Failure/Error: it("…") { expect(90).to eq(100) }
///     rspec ./spec/cart_spec.rb:3 # Cart applies the discount
final class RSpecLines: LogLineReader {
  static let tool = "rspec"
  private var messages: [String: String] = [:]
  private var description: String?
  private var sawError = false

  init() {}

  func cares(for first: UInt8) -> Bool { first &- 0x30 < 10 || first == UInt8(ascii: "r") }

  var wantsAll: Bool { description != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    if line.indent == 0, line.starts("rspec ") { return takeExample(line, findings) }
    if line.indent == 2, line.bytes[2] &- 0x30 < 10 {
      guard let (number, title) = line.text.parted(at: ") "),
        number.utf8.allSatisfy({ $0 &- 0x30 < 10 })
      else { return }
      description = title
      sawError = false
      return
    }
    guard let title = description, !line.isBlank else { return }
    if line.starts("Failure/Error:") {
      sawError = true
    } else if sawError, line.indent >= 5 {
      // The class of an exception has a line of its own, its words follow.
      let text = line.text
      let known = messages[title].map { $0 + " " } ?? ""
      if messages.count < 65536 { messages[title] = known + text }
      if !text.hasSuffix(":") || !known.isEmpty { description = nil }
    } else if line.indent == 0 {
      description = nil
    }
  }

  private func takeExample(_ line: LogLine, _ findings: LogFindings) {
    guard let body = line.text.after("rspec "), let (place, title) = body.parted(at: " # "),
      place.contains(".rb")
    else { return }
    let path = place.parted(at: ":")?.head ?? place.parted(at: "[")?.head ?? place
    let file = path.filter { $0 != "'" }
    findings.add(
      Self.tool, line.number,
      TestIdentity(className: RSpecName.className(file: file), name: title, file: file),
      Attempt(.failed, message: messages.removeValue(forKey: title)), .summary)
  }
}

/// Minitest's `-v` lines and its numbered failures.
///
///     TestCart#test_discount = 0.00 s = F
///       2) Failure:
///     TestCart#test_discount [mt.rb:4]:
final class MinitestLines: LogLineReader {
  static let tool = "minitest"
  private var kind: Outcome?
  private var open: TestIdentity?

  init() {}

  func cares(for first: UInt8) -> Bool { first &- 0x30 < 10 || (first | 0x20) &- 0x61 < 26 }

  var wantsAll: Bool { kind != nil || open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    if let identity = open {
      open = nil
      findings.describe(Self.tool, identity, line.text)
      return
    }
    if let outcome = kind {
      kind = nil
      takeFailure(outcome, line, findings)
    } else if line.indent == 2, line.bytes[2] &- 0x30 < 10 {
      let kinds: [String: Outcome] = [
        "Failure:": .failed, "Error:": .errored, "Skipped:": .skipped,
      ]
      kind = line.text.parted(at: ") ").flatMap { kinds[$0.tail] }
    } else if line.indent == 0, line.has(" s = "), let (head, mark) = line.text.parted(at: " s = ")
    {
      let outcomes: [String: Outcome] = [".": .passed, "F": .failed, "E": .errored, "S": .skipped]
      guard let outcome = outcomes[mark], let (name, time) = head.parted(at: " = ", last: true),
        let identity = Self.identity(name)
      else { return }
      findings.add(
        Self.tool, line.number, identity,
        Attempt(outcome, duration: NumberText.seconds(time.utf8)))
    }
  }

  private func takeFailure(_ outcome: Outcome, _ line: LogLine, _ findings: LogFindings) {
    var text = line.text
    guard text.hasSuffix(":") else { return }
    text.removeLast()
    guard let identity = Self.identity(text.parted(at: " [")?.head ?? text) else { return }
    findings.add(Self.tool, line.number, identity, Attempt(outcome), .summary)
    open = identity
  }

  private static func identity(_ text: String) -> TestIdentity? {
    guard let (className, method) = text.parted(at: "#"), !className.contains(" "),
      !className.isEmpty, method.hasPrefix("test")
    else { return nil }
    return TestIdentity(className: className, name: method)
  }
}
