/// NUnit 3's own XML: a tree of `test-suite` with `test-case` leaves. `nunit3-console` and
/// `NunitXml.TestLogger` write it.
enum NUnit3: ReportFormat {
  static let name = "nunit3-xml"

  static func recognises(_ head: ReportHead) -> Bool { head.xmlRoot == "test-run" }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    XMLReportParser(NUnitHandler(context), context)
  }
}

private final class NUnitHandler: XMLHandler {
  private enum Place { case testCase, failure, reason, message, stack, other }

  private let context: ReportContext
  private var path: [Place] = [] {
    didSet { wantsText = path.last == .message || path.last == .stack }
  }
  private var identity: TestIdentity?
  private var attempt = Attempt(.passed)
  private var message: CappedText
  private var stack: CappedText

  init(_ context: ReportContext) {
    self.context = context
    message = CappedText(limit: context.limits.messageBytes)
    stack = CappedText(limit: context.limits.stackBytes)
  }

  override func open(_ name: XMLWord, _ attributes: XMLAttributes) {
    switch name {
    case "test-case":
      openCase(attributes)
      path.append(.testCase)
    case "failure" where identity != nil: path.append(.failure)
    case "reason" where identity != nil: path.append(.reason)
    case "message" where path.last == .failure || path.last == .reason: path.append(.message)
    case "stack-trace" where path.last == .failure: path.append(.stack)
    default: path.append(.other)
    }
  }

  override func text(_ bytes: UnsafeRawBufferPointer) {
    if path.last == .message { message.append(bytes) } else { stack.append(bytes) }
  }

  override func close(_ name: XMLWord) {
    guard path.popLast() == .testCase, let identity else { return }
    attempt.message = message.text()
    attempt.stack = stack.text()
    context.emit(TestResult(identity, attempts: [attempt]))
    self.identity = nil
  }

  private func openCase(_ attributes: XMLAttributes) {
    let limit = context.limits.nameBytes
    let full = attributes["fullname"]?.string(limit: limit) ?? ""
    identity = TestIdentity(
      className: attributes["classname"]?.string(limit: limit) ?? DotNetName.split(full).className,
      name: attributes["name"]?.string(limit: limit) ?? full)
    attempt = Attempt(
      Self.outcome(attributes["result"]?.string ?? "", label: attributes["label"]?.string ?? ""),
      duration: attributes["duration"].flatMap { NumberText.seconds($0.bytes) },
      timestamp: attributes["start-time"].flatMap { NumberText.timestamp($0.bytes) })
    message.clear()
    stack.clear()
  }

  private static func outcome(_ result: String, label: String) -> Outcome {
    switch (result, label) {
    case ("Passed", _), ("Warning", _): .passed
    case ("Failed", "Error"), ("Failed", "Invalid"): .errored
    case ("Failed", "Cancelled"): .aborted
    case ("Failed", _): .failed
    case ("Skipped", _), ("Inconclusive", _): .skipped
    default: .errored
    }
  }
}
