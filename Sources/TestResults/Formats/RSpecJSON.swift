/// `rspec --format json`: `examples[]` with status, file and exception.
enum RSpecJSON: ReportFormat {
  static let name = "rspec-json"

  static func recognises(_ head: ReportHead) -> Bool {
    head.startsWithBrace && head.hasKey("version") && head.hasKey("examples")
      && !head.hasKey("testResults")
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONEntriesParser(context, paths: [["examples", "*"]]) { _, example in
      context.emit(result(example, context.limits))
    }
  }

  private static func result(_ example: JSONValue, _ limits: ReportLimits) -> TestResult {
    let file = example["file_path"]?.string ?? ""
    let error = example["exception"]
    let outcome: Outcome =
      switch example["status"]?.string {
      case "passed": .passed
      case "failed": .failed
      case "pending": .skipped
      default: .errored
      }
    let message = CleanText.string(error?["message"]?.string ?? example["pending_message"]?.string)
    let trace = error?["backtrace"]?.elements.compactMap(\.string).joined(separator: "\n")
    return TestResult(
      TestIdentity(
        className: RSpecName.className(file: file),
        name: example["full_description"]?.string ?? "", file: file),
      attempts: [
        Attempt(
          outcome, duration: example["run_time"]?.number,
          message: message.map { CleanText.capped($0, limits.messageBytes) },
          type: error?["class"]?.string,
          stack: CleanText.string(trace).map { CleanText.capped($0, limits.stackBytes) })
      ])
  }
}

enum RSpecName {
  /// `./spec/models/user_spec.rb` as `rspec_junit_formatter` spells it: `spec.models.user_spec`.
  static func className(file: String) -> String {
    var path = file[...]
    if path.hasPrefix("./") { path = path.dropFirst(2) }
    if path.hasSuffix(".rb") { path = path.dropLast(3) }
    return path.split(separator: "/").joined(separator: ".")
  }
}
