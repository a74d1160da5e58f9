/// `jest --json` and `vitest --reporter=json`: one object with `testResults[]`, one entry per file.
enum JestJSON: ReportFormat {
  static let name = "jest-json"

  static func recognises(_ head: ReportHead) -> Bool {
    head.startsWithBrace && head.hasKey("numTotalTests") && head.hasKey("numFailedTests")
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONEntriesParser(
      context, paths: [["testResults", "*"], ["numTotalTestSuites"], ["openHandles"]]
    ) { path, value in
      switch path {
      case 0: file(value, context)
      case 2: context.dialect = "jest"
      default: break
      }
    }
  }

  private static func file(_ entry: JSONValue, _ context: ReportContext) {
    let path = entry["name"]?.string ?? entry["testFilePath"]?.string ?? ""
    let tests = entry["assertionResults"]?.elements ?? entry["testResults"]?.elements ?? []
    let start = entry["startTime"]?.number.flatMap { Int64(exactly: $0.rounded()) }
    if tests.isEmpty, entry["status"]?.string == "failed" {
      let message = CleanText.string(entry["message"]?.string)
      let attempt = Attempt(
        .errored, message: headline(message, limit: context.limits.messageBytes),
        stack: message.map { CleanText.capped($0, context.limits.stackBytes) }, timestamp: start)
      context.emit(
        TestResult(
          TestIdentity(className: relative(path), name: "[suite failed to run]", file: path),
          attempts: [attempt]))
    }
    for test in tests { one(test, path, start, context) }
  }

  /// Jest heads the text of a broken file with `● Test suite failed to run`.
  private static func headline(_ text: String?, limit: Int) -> String? {
    let lines = text?.split(separator: "\n").filter { !$0.contains("● Test suite failed") } ?? []
    return CleanText.firstLine(lines.joined(separator: "\n"), limit: limit)
      ?? CleanText.firstLine(text, limit: limit)
  }

  private static func one(
    _ test: JSONValue, _ path: String, _ start: Int64?, _ context: ReportContext
  ) {
    let ancestors = test["ancestorTitles"]?.elements.compactMap(\.string) ?? []
    let title = test["title"]?.string ?? ""
    let identity = TestIdentity(
      suite: ancestors.joined(separator: " > "), className: relative(path),
      name: test["fullName"]?.string ?? (ancestors + [title]).joined(separator: " "), file: path)
    let outcome: Outcome =
      switch test["status"]?.string {
      case "passed": .passed
      case "failed": .failed
      case "pending", "skipped", "todo", "disabled", "focused": .skipped
      default: .errored
      }
    let text = CleanText.string(test["failureMessages"]?.elements.first?.string)
    let final = Attempt(
      outcome, duration: test["duration"]?.number.map { $0 / 1000 },
      message: CleanText.firstLine(text, limit: context.limits.messageBytes),
      stack: text.map { CleanText.capped($0, context.limits.stackBytes) },
      timestamp: test["startAt"]?.number.flatMap { Int64(exactly: $0.rounded()) } ?? start)
    context.emit(TestResult(identity, attempts: earlier(test, final, context) + [final]))
  }

  /// `jest.retryTimes`: the reasons of the failures before the last invocation; Vitest only counts.
  private static func earlier(
    _ test: JSONValue, _ final: Attempt, _ context: ReportContext
  ) -> [Attempt] {
    let reasons = test["retryReasons"]?.elements.compactMap { CleanText.string($0.string) } ?? []
    if !reasons.isEmpty {
      return reasons.map { text in
        Attempt(
          .failed, message: CleanText.firstLine(text, limit: context.limits.messageBytes),
          stack: CleanText.capped(text, context.limits.stackBytes))
      }
    }
    let counted = test["invocations"]?.number.map { $0 - 1 } ?? test["meta"]?["retryCount"]?.number
    guard let counted, counted >= 1, counted <= 100, final.outcome != .skipped else { return [] }
    return Array(repeating: Attempt(.failed), count: Int(counted))
  }

  /// The files of a report are absolute; the part from the first well-known source folder on is
  /// the same on every machine.
  static func relative(_ path: String) -> String {
    let parts = path.split(whereSeparator: { $0 == "/" || $0 == "\\" })
    guard path.hasPrefix("/") || path.dropFirst().hasPrefix(":") else { return path }
    let anchors: Set<Substring> = [
      "src", "test", "tests", "__tests__", "spec", "specs", "e2e", "packages",
    ]
    if let anchor = parts.firstIndex(where: { anchors.contains($0) }) {
      return parts[anchor...].joined(separator: "/")
    }
    return parts.last.map(String.init) ?? path
  }
}
