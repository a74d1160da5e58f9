/// Jest and Vitest.
///
///     FAIL src/cart.test.js                     FAIL  src/cart.test.ts > cart > discount
///       cart
///         ✕ applies discount (3 ms)
///       ● cart › applies discount
final class JestLines: LogLineReader {
  static let tool = "jest"
  private var file = ""
  /// Describe titles with their indentation.
  private var describes: [(indent: Int, title: String)] = []
  private var open: TestIdentity?

  init() {}

  func cares(for first: UInt8) -> Bool { first < 0x80 ? "FP".utf8.contains(first) : true }

  var wantsAll: Bool { !file.isEmpty }

  func read(_ line: LogLine, _ findings: LogFindings) {
    if line.indent <= 1, line.starts("FAIL ") || line.starts("PASS ") {
      return takeHeader(line, findings)
    }
    guard !file.isEmpty, !line.isBlank else { return }
    let text = line.text
    if let title = text.after("● ") { return takeBullet(title, line, findings) }
    if let identity = open, line.indent >= 4 || text.contains("Error: ") {
      findings.describe(Self.tool, identity, text)
      open = nil
      return
    }
    if let (mark, rest) = text.parted(at: " "), let outcome = Self.marks[mark] {
      return takeTest(rest, outcome, line, findings)
    }
    if text.hasPrefix("Tests: ") || text.hasPrefix("Test Suites: ") {
      file = ""
    } else if line.indent >= 2, line.indent <= 40, text.utf8.count < 300 {
      describes.removeAll { $0.indent >= line.indent }
      describes.append((line.indent, text))
    }
  }

  private static let marks: [String: Outcome] = [
    "✓": .passed, "√": .passed, "✕": .failed, "×": .failed, "○": .skipped, "✎": .skipped,
  ]

  private func takeHeader(_ line: LogLine, _ findings: LogFindings) {
    let isFailure = line.starts("FAIL")
    var path = String(line.text.dropFirst(5)).trimmed.withoutDuration.text
    open = nil
    describes = []
    // Vitest names the whole path of the test behind the file, Jest names projects before it.
    if let (head, titles) = path.parted(at: " > "), isFailure, Self.isFile(head) {
      let parts = titles.components(separatedBy: " > ")
      let identity = TestIdentity(className: head, name: parts.joined(separator: " "), file: head)
      findings.add(Self.tool, line.number, identity, Attempt(.failed), .summary)
      file = head
      open = identity
      return
    }
    if let last = path.parted(at: " ", last: true)?.tail { path = last }
    file = Self.isFile(path) ? path : ""
  }

  private static func isFile(_ path: String) -> Bool {
    [".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".vue"].contains { path.hasSuffix($0) }
  }

  private func takeTest(
    _ rest: String, _ outcome: Outcome, _ line: LogLine, _ findings: LogFindings
  ) {
    var title = rest
    if outcome == .skipped, let name = rest.after("skipped ") ?? rest.after("todo ") {
      title = name
    }
    let (name, seconds) = title.withoutDuration
    describes.removeAll { $0.indent >= line.indent }
    let titles = describes.map(\.title) + [name]
    findings.add(
      Self.tool, line.number,
      TestIdentity(className: file, name: titles.joined(separator: " "), file: file),
      Attempt(outcome, duration: seconds))
  }

  private func takeBullet(_ title: String, _ line: LogLine, _ findings: LogFindings) {
    open = nil
    describes = []
    guard !title.hasPrefix("Console"), !title.hasSuffix("snapshot written") else { return }
    let isSuite = title == "Test suite failed to run"
    let name = title.components(separatedBy: " › ").joined(separator: " ")
    let identity = TestIdentity(
      className: file, name: isSuite ? "[suite failed to run]" : name, file: file)
    findings.add(
      Self.tool, line.number, identity, Attempt(isSuite ? .errored : .failed), .summary)
    open = identity
  }
}

extension String {
  /// The pieces between the marks; the whole text when there are none.
  func components(separatedBy mark: String) -> [String] {
    var pieces: [String] = []
    var rest = self
    while let (head, tail) = rest.parted(at: mark), pieces.count < 64 {
      pieces.append(head)
      rest = tail
    }
    return pieces + [rest]
  }
}

/// Mocha's and node's own spec reporters. Both print a tree of titles; both repeat the failures in
/// a list at the end, Mocha's with the messages.
///
///       cart
///         ✔ adds
///         1) applies discount
final class MochaLines: LogLineReader {
  static let tool = "mocha"
  private var titles: [(indent: Int, title: String)] = []
  private var hasTree = false
  private var inSummary = false
  private var inJest = false
  private var summary: (indent: Int, titles: [String])?
  private var open: TestIdentity?

  init() {}

  func cares(for first: UInt8) -> Bool { first == 0xE2 || first == 0xEF }

  /// Titles look like any other line, so all lines are seen; only the last few indented ones stay.
  var wantsAll: Bool { true }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard !line.isBlank, line.bytes.count < 1024 else { return }
    // Jest prints the same tree below its file headers.
    if line.indent <= 1, line.starts("FAIL ") || line.starts("PASS ") { inJest = true }
    if inJest {
      if line.starts("Tests:") { inJest = false }
      return
    }
    if let identity = open, !inSummary {
      open = nil
      if line.indent > 0, line.bytes[line.indent] < 0x80 {
        return findings.describe(Self.tool, identity, line.text)
      }
    }
    if inSummary { return readSummary(line, findings) }
    guard line.indent > 0 || line.bytes[0] >= 0x80 else {
      titles = []
      return
    }
    let first = line.bytes[line.indent]
    if first == 0xE2 || first == 0xEF {
      readMark(line, findings)
    } else if first &- 0x30 < 10 {
      readNumbered(line, findings)
    } else if line.indent >= 2, line.indent % 2 == 0 {
      push(line.indent, line.text)
    }
  }

  private func push(_ indent: Int, _ title: String) {
    titles.removeAll { $0.indent >= indent }
    if titles.count < 32 { titles.append((indent, title)) }
  }

  private func readMark(_ line: LogLine, _ findings: LogFindings) {
    // Others use the marks too: Playwright and gotestsum with two blanks, Swift with its own words.
    guard let (mark, rest) = line.text.parted(at: " "), !rest.hasPrefix(" "),
      !rest.hasPrefix("Test "), !rest.hasPrefix("Suite ")
    else { return }
    if mark == "▶" {
      // node opens a block with its title and closes it with its title and time.
      if rest.withoutDuration.seconds == nil { push(line.indent, rest) }
      return
    }
    let outcomes: [String: Outcome] = ["✔": .passed, "✓": .passed, "✖": .failed, "﹣": .skipped]
    guard let found = outcomes[mark] else { return }
    if mark == "✖", rest == "failing tests:" {
      titles = []
      inSummary = true
      summary = nil
      return
    }
    let (body, reason) = rest.parted(at: " # ") ?? (rest, "")
    let (name, seconds) = body.withoutDuration
    if line.indent == 0, titles.contains(where: { $0.indent == 0 && $0.title == name }) { return }
    let outcome: Outcome = reason.hasPrefix("TODO") ? .skipped : found
    let identity = identity(name, line.indent)
    findings.add(
      Self.tool, line.number, identity,
      Attempt(outcome, duration: seconds, message: outcome == .skipped ? reason : nil))
    hasTree = true
    if outcome == .passed || line.indent == 0 { return }
    open = outcome == .failed ? identity : nil
  }

  /// `1) applies discount` in the tree, `2 failing` before the list.
  private func readNumbered(_ line: LogLine, _ findings: LogFindings) {
    let text = line.text
    if hasTree || !titles.isEmpty, let (count, word) = text.parted(at: " "),
      count.utf8.allSatisfy({ $0 &- 0x30 < 10 }), word == "failing"
    {
      inSummary = true
      titles = []
      return
    }
    guard line.indent >= 4, let (number, name) = text.parted(at: ") "),
      number.utf8.allSatisfy({ $0 &- 0x30 < 10 }), !titles.isEmpty, !name.hasPrefix("test ")
    else { return }
    hasTree = true
    findings.add(Self.tool, line.number, identity(name, line.indent), Attempt(.failed))
  }

  private func identity(_ name: String, _ indent: Int) -> TestIdentity {
    titles.removeAll { $0.indent >= indent }
    return TestIdentity(name: (titles.map(\.title) + [name]).joined(separator: " "))
  }

  /// `  1) cart` / `       applies discount:` / `     AssertionError: …`
  private func readSummary(_ line: LogLine, _ findings: LogFindings) {
    let text = line.text
    if line.indent == 0 {
      if line.bytes[0] < 0x80, !text.hasPrefix("test at ") { inSummary = false }
      return
    }
    if let identity = open {
      findings.describe(Self.tool, identity, text)
      open = nil
    } else if let (number, title) = text.parted(at: ") "), line.indent == 2,
      number.utf8.allSatisfy({ $0 &- 0x30 < 10 })
    {
      summary = (line.indent, [title])
    } else if var (indent, parts) = summary {
      parts.append(text)
      guard text.hasSuffix(":") else {
        summary = parts.count < 16 ? (indent, parts) : nil
        return
      }
      parts[parts.count - 1].removeLast()
      indent = line.indent
      summary = nil
      let identity = TestIdentity(name: parts.joined(separator: " "))
      findings.add(Self.tool, line.number, identity, Attempt(.failed), .summary)
      open = identity
    }
  }
}

/// Playwright's list reporter and the numbered failures every terminal reporter prints.
///
///     ✘  2 [chromium] › tests/cart.spec.ts:8:5 › cart › discount (1.2s)
///       1) [chromium] › tests/cart.spec.ts:8:5 › cart › discount ─────────
final class PlaywrightLines: LogLineReader {
  static let tool = "playwright"
  private var open: TestIdentity?

  init() {}

  func cares(for first: UInt8) -> Bool { first &- 0x30 < 10 || first == 0xE2 || first == 0x2D }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard !line.isBlank else { return }
    if line.has(" › "), let (lead, rest) = line.text.parted(at: " ["),
      rest.contains("] › ")
    {
      open = nil
      take("[" + rest, lead, line, findings)
    } else if let identity = open, line.indent >= 4 {
      findings.describe(Self.tool, identity, line.text)
      open = nil
    }
  }

  private func take(_ path: String, _ lead: String, _ line: LogLine, _ findings: LogFindings) {
    var text = path
    while let last = text.last, last == "─" || last == " " { text.removeLast() }
    var (body, seconds) = text.withoutDuration
    if let (head, retry) = body.parted(at: " (retry #", last: true), retry.hasSuffix(")") {
      body = head
    }
    var parts = body.components(separatedBy: " › ")
    guard parts.count >= 3 else { return }
    let project = parts.removeFirst()
    let file = parts.removeFirst().parted(at: ":")?.head ?? ""
    let identity = TestIdentity(
      className: "\(project) \(file)", name: parts.joined(separator: " › "), file: file)
    let outcome: Outcome
    switch lead.first {
    case "✓": outcome = .passed
    case "✘": outcome = .failed
    case "-": outcome = .skipped
    default:
      guard lead.hasSuffix(")") else { return }
      findings.add(Self.tool, line.number, identity, Attempt(.failed), .summary)
      open = identity
      return
    }
    findings.add(Self.tool, line.number, identity, Attempt(outcome, duration: seconds))
  }
}
