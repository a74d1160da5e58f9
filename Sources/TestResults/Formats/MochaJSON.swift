/// `mocha --reporter json`: `tests[]` holds every test; `currentRetry` counts the failed attempts.
enum MochaJSON: ReportFormat {
  static let name = "mocha-json"

  static func recognises(_ head: ReportHead) -> Bool {
    guard head.startsWithBrace, head.hasKey("stats"), head.hasKey("suites") else { return false }
    return head.hasKey("passes") && (head.hasKey("pending") || head.hasKey("duration"))
      && !head.hasKey("config") && !head.hasKey("results")
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONEntriesParser(context, paths: [["tests", "*"]]) { _, test in
      context.emit(result(test, context.limits))
    }
  }

  private static func result(_ test: JSONValue, _ limits: ReportLimits) -> TestResult {
    let path = test["file"]?.string ?? ""
    let identity = TestIdentity(
      className: JestJSON.relative(path), name: test["fullTitle"]?.string ?? "", file: path)
    let error = test["err"]
    let message = CleanText.string(error?["message"]?.string)
    let failed = message != nil || error?["stack"] != nil
    let ran = test["duration"] != nil || test["speed"] != nil
    let outcome: Outcome = failed ? .failed : ran ? .passed : .skipped
    let final = Attempt(
      outcome, duration: test["duration"]?.number.map { $0 / 1000 },
      message: message.map { CleanText.capped($0, limits.messageBytes) },
      type: error?["name"]?.string ?? error?["code"]?.string,
      stack: CleanText.string(error?["stack"]?.string).map {
        CleanText.capped($0, limits.stackBytes)
      })
    let retries = min(max(Int(test["currentRetry"]?.number ?? 0), 0), 100)
    return TestResult(
      identity, attempts: Array(repeating: Attempt(.failed), count: retries) + [final])
  }
}
