/// Visual Studio's test results (`dotnet test --logger trx`): `UnitTestResult` elements, then the
/// definitions that name their classes. The definitions come last in the file, so the class is
/// taken from the qualified test name where it has one.
enum TRX: ReportFormat {
  static let name = "trx"

  static func recognises(_ head: ReportHead) -> Bool { head.xmlRoot == "TestRun" }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    XMLReportParser(TRXHandler(context), context)
  }
}

private final class TRXHandler: XMLHandler {
  private let context: ReportContext
  private var path: [Place] = [] {
    didSet { wantsText = path.last == .message || path.last == .stack }
  }
  private var identity: TestIdentity?
  private var attempt = Attempt(.passed)
  private var message: CappedText
  private var stack: CappedText
  /// Nested results (data-driven rows, ordered tests) below the open one.
  private var parents: [(TestIdentity, Attempt)] = []

  private enum Place { case result, message, stack, other }

  init(_ context: ReportContext) {
    self.context = context
    message = CappedText(limit: context.limits.messageBytes)
    stack = CappedText(limit: context.limits.stackBytes)
  }

  override func open(_ name: XMLWord, _ attributes: XMLAttributes) {
    switch name {
    case "UnitTestResult", "TestResultAggregation", "WebTestResult", "LoadTestResult",
      "GenericTestResult":
      if let identity { parents.append((identity, attempt)) }
      openResult(attributes)
      path.append(.result)
    case "Message" where identity != nil: path.append(.message)
    case "StackTrace" where identity != nil: path.append(.stack)
    default: path.append(.other)
    }
  }

  override func text(_ bytes: UnsafeRawBufferPointer) {
    if path.last == .message { message.append(bytes) } else { stack.append(bytes) }
  }

  override func close(_ name: XMLWord) {
    guard path.popLast() == .result, let identity else { return }
    attempt.message = CleanText.string(message.text())
    attempt.stack = stack.text()
    context.emit(TestResult(identity, attempts: [attempt]))
    message.clear()
    stack.clear()
    if let parent = parents.popLast() {
      (self.identity, attempt) = parent
    } else {
      self.identity = nil
    }
  }

  private func openResult(_ attributes: XMLAttributes) {
    let full = attributes["testName"]?.string(limit: context.limits.nameBytes) ?? ""
    let (className, method) = DotNetName.split(full)
    identity = TestIdentity(className: className, name: method)
    attempt = Attempt(
      Self.outcome(attributes["outcome"]?.string ?? ""),
      duration: attributes["duration"].flatMap { NumberText.clock($0.string) },
      timestamp: attributes["startTime"].flatMap { NumberText.timestamp($0.bytes) })
    message.clear()
    stack.clear()
  }

  private static func outcome(_ word: String) -> Outcome {
    switch word {
    case "Passed", "PassedButRunAborted", "Warning", "Completed": .passed
    case "Failed": .failed
    case "Error": .errored
    case "NotExecuted", "NotRunnable", "Inconclusive", "Pending", "Disconnected": .skipped
    case "Timeout", "Aborted", "InProgress": .aborted
    default: word.isEmpty ? .passed : .errored
    }
  }
}

/// `Space.Class.Method(args)` into its class and method; arguments stay with the method.
enum DotNetName {
  static func split(_ full: String) -> (className: String, method: String) {
    let bytes = Array(full.utf8)
    let end = bytes.firstIndex { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: " ") } ?? bytes.count
    guard let dot = bytes[..<end].lastIndex(of: UInt8(ascii: ".")), dot > 0, dot + 1 < bytes.count
    else { return ("", full) }
    return (
      String(decoding: bytes[..<dot], as: UTF8.self),
      String(decoding: bytes[(dot + 1)...], as: UTF8.self)
    )
  }
}
