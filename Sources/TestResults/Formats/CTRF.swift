/// Common Test Report Format: one JSON object with `results.tests[]`.
enum CTRF: ReportFormat {
  static let name = "ctrf"

  static func recognises(_ head: ReportHead) -> Bool {
    guard head.startsWithBrace else { return false }
    if head.hasKey("reportFormat"), head.contains("\"CTRF\"") { return true }
    return head.hasKey("results") && head.hasKey("tool") && head.hasKey("summary")
      && !head.hasKey("testResults")
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONEntriesParser(
      context, paths: [["results", "tests", "*"], ["results", "tool", "name"]]
    ) { path, value in
      if path == 1 {
        context.dialect = value.string.map { CleanText.capped($0, 64) }
      } else if value.isObject {
        context.emit(result(value))
      }
    }
  }

  /// Durations are milliseconds; `start` and `stop` milliseconds since 1970.
  private static func result(_ test: JSONValue) -> TestResult {
    let file = test["filePath"]?.string ?? ""
    let suites = test["suite"]?.elements.compactMap(\.string) ?? []
    let suite = suites.isEmpty ? test["suite"]?.string ?? "" : suites.joined(separator: " > ")
    let name = test["name"]?.string ?? ""
    var identity = TestIdentity(
      suite: suite, className: suite.isEmpty ? file : suite, name: name, file: file)
    // pytest's plugin writes the whole node id as the name.
    if name.contains(".py::") { identity = PytestName.identity(nodeID: name) }
    var attempts = (test["retryAttempts"]?.elements ?? []).map(attempt)
    let final = attempt(test)
    // Producers differ on listing the last execution among the attempts.
    let flaky = test["flaky"]?.bool == true
    if attempts.isEmpty, flaky { attempts = [Attempt(.failed)] }
    let repeatsLast =
      attempts.last?.outcome == final.outcome
      && Double(attempts.count) > (test["retries"]?.number ?? .infinity)
    if repeatsLast { attempts.removeLast() }
    return TestResult(identity, attempts: attempts + [final])
  }

  private static func attempt(_ value: JSONValue) -> Attempt {
    let outcome: Outcome =
      switch value["status"]?.string {
      case "passed": .passed
      case "failed": .failed
      case "skipped", "pending": .skipped
      default: value["rawStatus"]?.string == "timedOut" ? .aborted : .errored
      }
    return Attempt(
      outcome, duration: value["duration"]?.number.map { $0 / 1000 },
      message: CleanText.string(value["message"]?.string).map { CleanText.capped($0, 2048) },
      stack: CleanText.string(value["trace"]?.string).map { CleanText.capped($0, 8192) },
      timestamp: value["start"]?.number.flatMap { Int64(exactly: $0.rounded()) })
  }
}
