/// JUnit XML in all its dialects. What differs between producers is in ``JUnitDialect``; here is
/// what they share: suites (nested or bare), cases, and what happened to each case.
///
/// Attempts come in two spellings: Surefire's elements (`flakyFailure`, `rerunFailure`, …: also
/// cargo-nextest, Playwright, Gradle with merged reruns) and repeated cases (Gradle's retry plugin,
/// gotestsum), see `ci-conventions.md` 2.1.
enum JUnitXML: ReportFormat {
  static let name = "junit-xml"

  static func recognises(_ head: ReportHead) -> Bool {
    head.xmlRoot == "testsuites" || head.xmlRoot == "testsuite"
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    XMLReportParser(JUnitHandler(context), context)
  }
}

/// Builds results from the elements of a JUnit document.
final class JUnitHandler: XMLHandler {
  private struct Suite {
    var name: String
    var timestamp: Int64?
    var file: String
    var host: String
  }

  private let context: ReportContext
  private var dialect = JUnitDialect.unknown
  private var suites: [Suite] = []
  private var suitePath = ""
  private let current = JUnitCase()
  private var isInCase = false
  /// Element depth inside the case: 1 is a direct child.
  private var depth = 0
  private var lastClass = ""
  private var lastClassBytes: [UInt8] = []
  /// Cases that may still tell the dialect; looking at every one would cost more than parsing it.
  private var triesLeft = 16

  private let nameBytes: Int

  init(_ context: ReportContext) {
    self.context = context
    nameBytes = context.limits.nameBytes
  }

  override func open(_ name: XMLWord, _ attributes: XMLAttributes) {
    if isInCase {
      depth += 1
      openInCase(name, attributes)
      return
    }
    switch name {
    case "testcase": openCase(attributes)
    case "testsuite": openSuite(attributes)
    case "testsuites": adopt(JUnitDialect.ofRoot(attributes))
    case "property":
      if dialect == .unknown, let key = attributes["name"], key == "go.version" { adopt(.go) }
    case "properties":
      if dialect == .unknown, suites.count == 1, gradleOrder { adopt(.gradle) }
    default: break
    }
  }

  override func close(_ name: XMLWord) {
    if isInCase {
      if depth == 0 { finishCase() } else { closeInCase(name) }
      return
    }
    guard name == "testsuite" else { return }
    if !suites.isEmpty { suites.removeLast() }
    updatePath()
    if suites.isEmpty { context.endScope() }
  }

  override func text(_ bytes: UnsafeRawBufferPointer) { current.details.text.append(bytes) }

  // MARK: Suites

  private var gradleOrder = false

  private func openSuite(_ attributes: XMLAttributes) {
    let name = attributes["name"]?.string(limit: context.limits.nameBytes) ?? ""
    if dialect == .unknown {
      adopt(JUnitDialect.ofSuite(name, attributes))
      gradleOrder = JUnitDialect.hasGradleOrder(attributes)
    }
    suites.append(
      Suite(
        name: name, timestamp: attributes["timestamp"].flatMap { NumberText.timestamp($0.bytes) },
        file: (attributes["file"] ?? attributes["filepath"])?.string ?? "",
        host: attributes["hostname"]?.string(limit: 256) ?? ""))
    updatePath()
  }

  private func adopt(_ found: JUnitDialect) {
    guard dialect == .unknown, found != .unknown else { return }
    dialect = found
    context.dialect = found.rawValue
  }

  private func updatePath() {
    let names = suites.map(\.name).filter { !$0.isEmpty }
    suitePath =
      names.count == 1
      ? names[0] : CleanText.capped(names.joined(separator: " > "), context.limits.nameBytes)
  }

  // MARK: Cases

  private func openCase(_ attributes: XMLAttributes) {
    var found = JUnitCase.Facts()
    let limit = nameBytes
    let groups = dialect == .surefire
    var index = 0
    while let (key, value) = attributes.pair(index) {
      index += 1
      switch key {
      case "name": found.name = value.string(limit: limit)
      case "classname": found.className = reuse(value, limit)
      case "time": found.duration = NumberText.seconds(value.bytes, groups: groups)
      case "file": found.file = value.string(limit: limit)
      case "class": if found.className.isEmpty { found.className = reuse(value, limit) }
      case "timestamp": found.timestamp = NumberText.timestamp(value.bytes)
      case "status", "result": found.take(status: value)
      case "assertions": adopt(.phpunit)
      case "duration": if dialect == .unknown { adopt(.bazel) }
      default: break
      }
    }
    current.begin(&found)
    isInCase = true
    depth = 0
    wantsText = false
  }

  /// Neighbouring cases share their class; the same string is handed out again.
  private func reuse(_ value: XMLWord, _ limit: Int) -> String {
    if !value.isEqual(to: lastClassBytes) {
      lastClassBytes = Array(value.bytes)
      lastClass = value.string(limit: limit)
    }
    return lastClass
  }

  private func openInCase(_ name: XMLWord, _ attributes: XMLAttributes) {
    wantsText = false
    if depth == 1 {
      guard let kind = JUnitCase.Kind(name) else {
        // CTest and libtest say nothing in the failure; the output is all there is.
        if current.isSilentFailure, name == "system-out" {
          current.details.text = CappedText(limit: context.limits.stackBytes)
          wantsText = true
        }
        return
      }
      let limits = context.limits
      current.open(
        kind,
        Attempt(
          kind.outcome,
          duration: attributes["time"].flatMap { NumberText.seconds($0.bytes) },
          message: attributes["message"].flatMap {
            CleanText.string($0.string(limit: limits.messageBytes))
          },
          type: attributes["type"].flatMap { CleanText.string($0.string(limit: 512)) },
          timestamp: attributes["timestamp"].flatMap { NumberText.timestamp($0.bytes) }),
        stackBytes: limits.stackBytes)
      wantsText = true
    } else if depth == 2 {
      wantsText = current.isOpen && name == "stackTrace"
    }
  }

  private func closeInCase(_ name: XMLWord) {
    if depth == 1 {
      current.closeChild()
      wantsText = false
    } else if depth == 2 {
      wantsText = current.isOpen
    }
    depth -= 1
  }

  private func finishCase() {
    var found = current.takeFacts()
    isInCase = false
    wantsText = false
    // Asked for field by field: a copy of the suite would hold on to four strings.
    let inner = suites.count - 1
    if found.timestamp == nil, inner >= 0 { found.timestamp = suites[inner].timestamp }
    if dialect == .unknown, triesLeft > 0 {
      triesLeft -= 1
      if found.className == "test", suites.isEmpty { adopt(.node) }
      if JUnitDialect.isGo(found, suite: inner < 0 ? "" : suites[inner].name) { adopt(.go) }
    }
    if dialect == .ctest { current.useCTestWords() }
    if dialect == .go { current.useGoMessages(limit: context.limits.messageBytes) }
    let stackBytes = context.limits.stackBytes
    let result = current.result(identity(of: found), found, limits: context.limits)
    if dialect == .pytest {
      context.emit(result, mayRepeat: true) { Self.joinPytest(&$0, $1, stackBytes: stackBytes) }
    } else {
      context.emit(consume result, mayRepeat: dialect.repeatsAttempts)
    }
  }

  private func identity(of found: borrowing JUnitCase.Facts) -> TestIdentity {
    let inner = suites.count - 1
    var identity = TestIdentity(
      suite: suitePath, className: found.className, name: found.name,
      file: found.file.isEmpty && inner >= 0 ? suites[inner].file : found.file)
    if identity.name.isEmpty { identity.name = identity.className }
    dialect.adjust(&identity, host: dialect == .playwright && inner >= 0 ? suites[inner].host : "")
    return identity
  }

  /// pytest repeats a case for two reasons. A body that failed and then a teardown that broke are
  /// one execution. Anything else is pytest-rerunfailures, which leaves the executions it will
  /// repeat without a verdict, so that they look passed: pytest itself never runs a node twice.
  private static func joinPytest(
    _ held: inout TestResult, _ result: TestResult, stackBytes: Int
  ) {
    guard var last = held.attempts.popLast() else { return }
    if last.outcome == .failed, result.outcome == .errored {
      let stacks = [last.stack, result.attempts.last?.stack].compactMap { $0 }
      last.stack = CleanText.capped(stacks.joined(separator: "\n"), stackBytes)
      held.attempts.append(last)
      return
    }
    if last.outcome == .passed {
      last.outcome = .failed
      last.message = "rerun: the report does not say why"
    }
    held.attempts += [last] + result.attempts
  }
}
