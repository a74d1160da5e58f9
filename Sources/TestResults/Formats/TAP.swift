/// Test Anything Protocol 13 and 14, also as `prove -v` and node's test runner print it: subtests
/// by indentation, YAML diagnostics, `# SKIP`, `# TODO`, `Bail out!`, several documents in a row.
enum TAP: ReportFormat {
  static let name = "tap"

  static func recognises(_ head: ReportHead) -> Bool {
    guard let first = head.bytes.first, first != 0x7B, first != 0x3C else { return false }
    let lines = head.bytes.split(separator: 0x0A, maxSplits: 40).prefix(40)
    // Comments, prove's file names and what the tests write to stderr may come first.
    return lines.contains { TAPLine(Array($0)).isProof }
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser { TAPParser(context) }
}

final class TAPParser: ReportParser {
  private let context: ReportContext
  private var lines: LineSplitter
  private var file = ""
  private var plan: Int?
  private var seen = 0
  private var bailed = false
  /// `# Subtest:` comments still open, with their indentation.
  private var subtests: [(indent: Int, name: String)] = []
  /// Results seen at each indentation since the last result further out.
  private var children: [(indent: Int, failed: Bool)] = []
  private var pending: (result: TestResult, isContainer: Bool, indent: Int)?
  private var diagnostics: TAPDiagnostics?
  private var comments: CappedText

  init(_ context: ReportContext) {
    self.context = context
    lines = LineSplitter(limit: 1 << 16)
    comments = CappedText(limit: context.limits.messageBytes)
  }

  func consume(_ chunk: UnsafeRawBufferPointer) throws(ReportError) {
    var lines = self.lines
    defer { self.lines = lines }
    try lines.consume(chunk) { line throws(ReportError) in read(TAPLine(line.bytes)) }
  }

  func finish() throws(ReportError) {
    var lines = self.lines
    try lines.finish { line throws(ReportError) in readLast(TAPLine(line.bytes)) }
    self.lines = lines
    deliver()
    guard !bailed else { return }
    guard plan != seen else { return }
    // prove goes on after a script that died; only a bare document is cut off here.
    if !file.isEmpty, let plan { return abort(plan) }
    throw ReportError(
      .truncated, byte: lines.offset, line: lines.number,
      found: "the end of the file after \(seen) results",
      expected: plan.map { "\($0) results as the plan says" } ?? "a plan (1..\(seen))")
  }

  func flush() { deliver() }

  /// A last line without an end may be cut inside its description, so a result there does not count.
  private func readLast(_ line: TAPLine) {
    if case .result = line.kind { return }
    read(line)
  }

  private func read(_ line: TAPLine) {
    if diagnostics?.take(line) == true { return }
    switch line.kind {
    case .result(let result): takeResult(result, line.indent)
    case .plan(let count, let skip):
      if line.indent == 0 { plan = count }
      if count == 0, line.indent == 0, let skip { emitWhole(.skipped, skip) }
    case .version: if line.indent == 0 { startDocument("") }
    case .subtest(let name):
      subtests.removeAll { $0.indent >= line.indent }
      if subtests.count < 64 { subtests.append((line.indent, name)) }
    case .yaml:
      if let pending, line.indent > pending.indent {
        diagnostics = TAPDiagnostics(indent: line.indent, limits: context.limits)
      }
    case .comment(let text):
      if pending?.result.outcome.isFailure == true { comments.append(text + "\n") }
    case .bailOut(let reason):
      deliver()
      bailed = true
      context.emit(
        TestResult(
          TestIdentity(className: file, name: "Bail out!"),
          attempts: [Attempt(.aborted, message: reason)]))
    case .other:
      if line.indent == 0, let name = TAPLine.proveFile(line.bytes[...]) { startDocument(name) }
    }
  }

  /// A TAP version line or prove's file line: the counts begin again.
  private func startDocument(_ name: String) {
    deliver()
    if let plan, plan != seen, !bailed { abort(plan) }
    file = name
    plan = nil
    seen = 0
    subtests = []
    children = []
  }

  /// A document inside the file is over with too few results: its script died.
  private func abort(_ plan: Int) {
    emitWhole(.aborted, "\(plan) tests planned, \(seen) run")
  }

  private func emitWhole(_ outcome: Outcome, _ reason: String) {
    context.emit(
      TestResult(
        TestIdentity(className: file, name: "[plan]"), attempts: [Attempt(outcome, message: reason)]
      ))
  }

  private func takeResult(_ found: TAPLine.Result, _ indent: Int) {
    deliver()
    if indent == 0 { seen += 1 }
    // node writes a subtest's comment at the indentation of its own result line, Perl at that of
    // its children; a comment equal to this result's name is its own.
    let below = children.filter { $0.indent > indent }
    subtests.removeAll { $0.indent > indent || ($0.indent == indent && $0.name == found.name) }
    if !below.isEmpty { subtests.removeAll { $0.indent == indent } }
    let ancestors = subtests.filter { $0.indent <= indent }.map(\.name)
    children.removeAll { $0.indent > indent }
    let failedBelow = below.contains { $0.failed }
    if let place = children.firstIndex(where: { $0.indent == indent }) {
      children[place].failed = children[place].failed || found.outcome.isFailure
    } else if children.count < 64 {
      children.append((indent, found.outcome.isFailure))
    }
    // A subtest's own line repeats what its children said, unless they were all fine.
    let isContainer = !below.isEmpty && (failedBelow || !found.outcome.isFailure)
    let scope = ((file.isEmpty ? [] : [file]) + ancestors).joined(separator: " > ")
    let identity = TestIdentity(
      suite: ancestors.joined(separator: " > "), className: scope, name: found.name, file: file)
    pending = (
      TestResult(identity, attempts: [Attempt(found.outcome, message: found.reason)]), isContainer,
      indent
    )
  }

  private func deliver() {
    guard let (held, isContainer, _) = pending else { return }
    pending = nil
    defer {
      comments.clear()
      diagnostics = nil
    }
    guard !isContainer else { return }
    var result = held
    var attempt = result.attempts[0]
    diagnostics?.describe(&attempt)
    if attempt.message == nil, attempt.outcome.isFailure {
      let text = comments.text()
      attempt.message = CleanText.headline(text, limit: context.limits.messageBytes)
      attempt.stack = attempt.stack ?? text
    }
    result.attempts = [attempt]
    context.emit(result)
  }
}
