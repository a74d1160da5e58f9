/// Swift Testing's event stream (`swift test --event-stream-output-path`), see its `ABI/JSON.md`:
/// one object per line, `test` records first, then events. There is no explicit verdict: a test
/// failed when an issue was recorded that is a failure and not known.
enum SwiftEventStream: ReportFormat {
  static let name = "swift-event-stream"

  static func recognises(_ head: ReportHead) -> Bool {
    guard head.startsWithBrace else { return false }
    let line = head.firstLine
    return ReportHead.hasKey("kind", in: line) && ReportHead.hasKey("payload", in: line)
      && ReportHead.hasKey("version", in: line)
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONLinesParser(SwiftEvents(context), context)
  }
}

private final class SwiftEvents: JSONLinesHandler {
  private struct Running {
    var started: Double?
    var wallClock: Double?
    var issues: [String] = []
  }

  private let context: ReportContext
  private var suites: Set<String> = []
  private var identities: [String: TestIdentity] = [:]
  private var running: [String: Running] = [:]
  private var isComplete = false

  init(_ context: ReportContext) { self.context = context }

  var missing: String? { isComplete ? nil : "a runEnded event" }

  func take(_ object: JSONValue) -> Bool {
    guard let payload = object["payload"] else { return false }
    switch object["kind"]?.string {
    case "test": takeTest(payload)
    case "event": takeEvent(payload)
    case nil: return false
    default: break  // the format asks readers to ignore kinds they do not know
    }
    return true
  }

  func end() {
    for id in running.keys.sorted() {
      guard let test = running.removeValue(forKey: id) else { continue }
      emit(id, attempt(.aborted, test))
    }
  }

  private func takeTest(_ payload: JSONValue) {
    guard let id = payload["id"]?.string else { return }
    if payload["kind"]?.string == "suite" {
      suites.insert(id)
    } else if identities.count < 1 << 20 {
      var identity = Self.identity(id)
      let location = payload["sourceLocation"]
      identity.file = location?["fileID"]?.string ?? location?["filePath"]?.string ?? ""
      identities[id] = identity
    }
  }

  private func takeEvent(_ payload: JSONValue) {
    let kind = payload["kind"]?.string ?? ""
    if kind == "runEnded" {
      isComplete = true
      context.endScope()
      return
    }
    guard let id = payload["testID"]?.string, !suites.contains(id) else { return }
    let instant = payload["instant"]
    switch kind {
    case "testStarted":
      running[id] = Running(
        started: instant?["absolute"]?.number, wallClock: instant?["since1970"]?.number)
    case "issueRecorded":
      guard let issue = payload["issue"], isFailure(issue) else { return }
      let text = payload["messages"]?.elements.compactMap { $0["text"]?.string }
      if let text, (running[id]?.issues.count ?? 0) < 64 {
        running[id, default: Running()].issues.append(text.joined(separator: "\n"))
      }
    case "testEnded":
      guard let test = running.removeValue(forKey: id) else { return }
      var done = attempt(test.issues.isEmpty ? .passed : .failed, test)
      if let from = test.started, let to = instant?["absolute"]?.number {
        done.duration = to - from
      }
      emit(id, done)
    case "testSkipped", "testCancelled":
      running[id] = nil
      let reason = payload["messages"]?.elements.first?["text"]?.string
      emit(id, Attempt(.skipped, message: CleanText.string(reason)))
    default: break
    }
  }

  private func isFailure(_ issue: JSONValue) -> Bool {
    if issue["isKnown"]?.bool == true { return false }
    return issue["isFailure"]?.bool ?? (issue["severity"]?.string != "warning")
  }

  private func attempt(_ outcome: Outcome, _ test: Running) -> Attempt {
    let text = CleanText.string(test.issues.joined(separator: "\n"))
    let message = CleanText.firstLine(text, limit: context.limits.messageBytes)
    return Attempt(
      outcome, message: message,
      stack: text == message ? nil : text.map { CleanText.capped($0, context.limits.stackBytes) },
      timestamp: test.wallClock.flatMap { Int64(exactly: ($0 * 1000).rounded()) })
  }

  private func emit(_ id: String, _ attempt: Attempt) {
    context.emit(
      TestResult(identities[id] ?? Self.identity(id), attempts: [attempt]), mayRepeat: true)
  }

  /// `Module.Suite/Inner/name(x:)/File.swift:3:2` -> class `Module.Suite.Inner`, name `name(x:)`;
  /// an empty argument list is dropped.
  private static func identity(_ id: String) -> TestIdentity {
    var parts = id.split(separator: "/").map(String.init)
    if let last = parts.last, last.contains(".swift:") { parts.removeLast() }
    var name = parts.popLast() ?? id
    if name.hasSuffix("()") { name.removeLast(2) }
    if parts.isEmpty, let dot = name.firstIndex(of: ".") {
      return TestIdentity(
        className: String(name[..<dot]), name: String(name[name.index(after: dot)...]))
    }
    return TestIdentity(className: parts.joined(separator: "."), name: name)
  }
}
