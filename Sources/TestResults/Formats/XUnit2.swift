/// xUnit.net v2's XML: `assemblies/assembly/collection/test`.
enum XUnit2: ReportFormat {
  static let name = "xunit2-xml"

  static func recognises(_ head: ReportHead) -> Bool {
    head.xmlRoot == "assemblies" || head.xmlRoot == "assembly"
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    XMLReportParser(XUnitHandler(context), context)
  }
}

private final class XUnitHandler: XMLHandler {
  private enum Place { case test, collection, failure, message, stack, other }

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
    case "test":
      openTest(attributes)
      path.append(.test)
    case "failure":
      if identity != nil { attempt.type = attributes["exception-type"]?.string(limit: 512) }
      path.append(.failure)
    case "error" where identity == nil: openError(attributes)
    case "message" where path.last == .failure: path.append(.message)
    case "reason" where identity != nil: path.append(.message)
    case "stack-trace" where path.last == .failure: path.append(.stack)
    default: path.append(.other)
    }
  }

  override func text(_ bytes: UnsafeRawBufferPointer) {
    if path.last == .message { message.append(bytes) } else { stack.append(bytes) }
  }

  override func close(_ name: XMLWord) {
    guard path.popLast() == .test, let identity else { return }
    attempt.message = message.text()
    attempt.stack = stack.text()
    context.emit(TestResult(identity, attempts: [attempt]))
    self.identity = nil
  }

  private func openTest(_ attributes: XMLAttributes) {
    let limit = context.limits.nameBytes
    let type = attributes["type"]?.string(limit: limit) ?? ""
    let full = attributes["name"]?.string(limit: limit) ?? ""
    // Display names are qualified unless the project asked for bare method names.
    let bare = full.hasPrefix(type + ".") ? String(full.dropFirst(type.count + 1)) : full
    begin(
      TestIdentity(
        className: type, name: bare,
        file: attributes["source-file"]?.string(limit: limit) ?? ""),
      Attempt(
        Self.outcome(attributes["result"]?.string ?? ""),
        duration: attributes["time"].flatMap { NumberText.seconds($0.bytes) }))
  }

  /// A failure of a fixture's cleanup, outside every test.
  private func openError(_ attributes: XMLAttributes) {
    let kind = attributes["type"]?.string(limit: 128) ?? "error"
    begin(
      TestIdentity(className: attributes["name"]?.string(limit: 512) ?? "", name: "[\(kind)]"),
      Attempt(.errored))
    path.append(.test)
  }

  private func begin(_ identity: TestIdentity, _ attempt: Attempt) {
    self.identity = identity
    self.attempt = attempt
    message.clear()
    stack.clear()
  }

  private static func outcome(_ word: String) -> Outcome {
    switch word {
    case "Pass": .passed
    case "Skip", "NotRun": .skipped
    case "Fail": .failed
    default: .errored
    }
  }
}
