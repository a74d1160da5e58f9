/// Playwright's JSON reporter: `suites[]`, one per file, with nested suites, specs, one test per
/// project and one result per attempt.
enum PlaywrightJSON: ReportFormat {
  static let name = "playwright-json"

  static func recognises(_ head: ReportHead) -> Bool {
    guard head.startsWithBrace, head.hasKey("config") else { return false }
    return head.hasKey("configFile") || head.hasKey("forbidOnly") || head.hasKey("fullyParallel")
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONEntriesParser(context, paths: [["suites", "*"], ["errors", "*"]]) { path, value in
      if path == 0 { return walk(value, context) }
      let text = CleanText.string(value["message"]?.string)
      context.emit(
        TestResult(
          TestIdentity(name: "[run]"),
          attempts: [
            Attempt(
              .errored, message: CleanText.firstLine(text, limit: context.limits.messageBytes),
              stack: text)
          ]))
    }
  }

  /// Nesting is bounded by the scanner's depth, so the work list is short.
  private static func walk(_ file: JSONValue, _ context: ReportContext) {
    let fileTitle = file["title"]?.string
    var open: [(suite: JSONValue, titles: [String])] = [(file, [])]
    while let (suite, titles) = open.popLast() {
      for spec in suite["specs"]?.elements ?? [] {
        for test in spec["tests"]?.elements ?? [] {
          one(test, spec, titles, fileTitle ?? "", context)
        }
      }
      for child in (suite["suites"]?.elements ?? []).reversed() {
        open.append((child, titles + [child["title"]?.string ?? ""]))
      }
    }
  }

  private static func one(
    _ test: JSONValue, _ spec: JSONValue, _ titles: [String], _ file: String,
    _ context: ReportContext
  ) {
    let path = spec["file"]?.string ?? file
    let project = test["projectName"]?.string ?? ""
    let identity = TestIdentity(
      suite: titles.joined(separator: " > "),
      className: project.isEmpty ? path : "[\(project)] \(path)",
      name: (titles + [spec["title"]?.string ?? ""]).joined(separator: " › "), file: path)
    let expected = test["expectedStatus"]?.string ?? "passed"
    var attempts = (test["results"]?.elements ?? []).map { attempt($0, expected, context.limits) }
    if attempts.isEmpty {
      attempts = [Attempt(test["status"]?.string == "skipped" ? .skipped : .aborted)]
    }
    context.emit(TestResult(identity, attempts: attempts))
  }

  /// A test marked `test.fail()` is expected to fail and passes by failing.
  private static func attempt(
    _ result: JSONValue, _ expected: String, _ limits: ReportLimits
  ) -> Attempt {
    let status = result["status"]?.string ?? ""
    let outcome: Outcome =
      switch status {
      case "skipped": .skipped
      case "interrupted": .aborted
      case expected: .passed
      default: .failed
      }
    let error = result["error"] ?? result["errors"]?.elements.first
    let text = outcome.isFailure ? CleanText.string(error?["message"]?.string) : nil
    let stack = CleanText.string(error?["stack"]?.string) ?? text
    return Attempt(
      outcome, duration: result["duration"]?.number.map { $0 / 1000 },
      message: CleanText.firstLine(text, limit: limits.messageBytes),
      type: status == "timedOut" ? "timeout" : nil,
      stack: text == nil ? nil : stack.map { CleanText.capped($0, limits.stackBytes) },
      timestamp: result["startTime"]?.string.flatMap { NumberText.timestamp($0.utf8) })
  }
}
