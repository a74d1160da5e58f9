/// `go test -json` (test2json): one event per line. Results of a package are held until its end,
/// because only there it says whether they came from the cache.
enum GoTestJSON: ReportFormat {
  static let name = "go-test-json"

  static func recognises(_ head: ReportHead) -> Bool {
    // The go command prints the packages that do not build as plain lines before the events.
    guard let line = head.firstObjectLine else { return false }
    return ReportHead.hasKey("Action", in: line)
      && (ReportHead.hasKey("Package", in: line) || ReportHead.hasKey("ImportPath", in: line))
  }

  static func makeParser(_ context: ReportContext) -> any ReportParser {
    JSONLinesParser(GoEvents(context), context)
  }
}

private final class GoEvents: JSONLinesHandler {
  private struct Test {
    var started: Int64?
    var output: CappedText
  }

  private struct Package {
    var running: [String: Test] = [:]
    var order: [String] = []
    var done: [TestResult] = []
    var output: CappedText
    var isCached = false
    var hasFailure = false
    var started: Int64?
  }

  private let context: ReportContext
  private var packages: [String: Package] = [:]
  private var buildOutput: [String: CappedText] = [:]
  private var held = 0

  init(_ context: ReportContext) { self.context = context }

  var missing: String? {
    packages.isEmpty ? nil : "the end of package \(packages.keys.sorted()[0])"
  }

  func take(_ event: JSONValue) -> Bool {
    guard let action = event["Action"]?.string else { return false }
    if let path = event["ImportPath"]?.string {
      takeBuild(action, path, event["Output"]?.string)
      return true
    }
    guard let name = event["Package"]?.string else { return true }
    // Taken out of the dictionary while it changes, so that no copy is made.
    var package =
      packages.removeValue(forKey: name)
      ?? Package(output: CappedText(limit: context.limits.messageBytes))
    let time = event["Time"]?.string.flatMap { NumberText.timestamp($0.utf8) }
    if let test = event["Test"]?.string {
      takeTest(&package, name, test, action, event, time)
    } else if takePackage(&package, name, action, event, time) {
      return true
    }
    if held >= context.limits.heldResults { release(&package) }
    packages[name] = package
    return true
  }

  func end() {
    for name in packages.keys.sorted() {
      guard var package = packages.removeValue(forKey: name) else { continue }
      abortRunning(&package, name, time: nil)
      release(&package)
    }
  }

  // MARK: Tests

  private func takeTest(
    _ package: inout Package, _ name: String, _ test: String, _ action: String,
    _ event: JSONValue, _ time: Int64?
  ) {
    switch action {
    case "run":
      if package.running.count < 65536 {
        package.running[test] = Test(
          started: time, output: CappedText(limit: context.limits.stackBytes))
        package.order.append(test)
      }
    case "output":
      guard let text = event["Output"]?.string, !GoText.isMarker(text) else { return }
      package.running[test]?.output.append(text)
    case "pass", "bench", "fail", "skip":
      let outcome: Outcome = action == "fail" ? .failed : action == "skip" ? .skipped : .passed
      let running = package.running.removeValue(forKey: test)
      if package.order.last == test { package.order.removeLast() }
      var attempt = Attempt(
        outcome, duration: event["Elapsed"]?.number, timestamp: running?.started ?? time)
      if outcome != .passed { describe(&attempt, running?.output.text()) }
      add(&package, TestResult(TestIdentity(className: name, name: test), attempts: [attempt]))
    default: break
    }
  }

  private func describe(_ attempt: inout Attempt, _ output: String?) {
    attempt.message = GoText.message(output, limit: context.limits.messageBytes)
    attempt.stack = output == attempt.message ? nil : output
  }

  private func add(_ package: inout Package, _ result: TestResult) {
    if result.outcome.isFailure { package.hasFailure = true }
    package.done.append(result)
    held += 1
  }

  // MARK: Packages

  /// - Returns: true when the package is over and gone.
  private func takePackage(
    _ package: inout Package, _ name: String, _ action: String, _ event: JSONValue, _ time: Int64?
  ) -> Bool {
    switch action {
    case "output":
      guard let text = event["Output"]?.string else { return false }
      if text.hasPrefix("ok  \t"), text.contains("\t(cached)") { package.isCached = true }
      package.output.append(text)
    case "start": package.started = time
    case "pass", "skip", "fail":
      abortRunning(&package, name, time: time)
      if action == "fail", !package.hasFailure { addFailure(&package, name, event) }
      release(&package)
      return true
    default: break
    }
    return false
  }

  /// The package failed though none of its tests did: its build, `TestMain`, `init`, or the exit.
  private func addFailure(_ package: inout Package, _ name: String, _ event: JSONValue) {
    let output = package.output.text()
    let failedBuild = event["FailedBuild"]?.string
    let isBuild = failedBuild != nil || output?.contains("[build failed]") == true
    let isSetup = output?.contains("[setup failed]") == true
    var attempt = Attempt(
      .errored, duration: event["Elapsed"]?.number, timestamp: package.started)
    let key = failedBuild ?? name
    describe(&attempt, buildOutput.removeValue(forKey: key)?.text() ?? output)
    add(
      &package,
      TestResult(
        TestIdentity(
          className: name,
          name: isBuild ? "[build failed]" : isSetup ? "[setup failed]" : "[package]"),
        attempts: [attempt]))
  }

  /// Tests that began and have no end: the process panicked, was killed or timed out.
  private func abortRunning(_ package: inout Package, _ name: String, time: Int64?) {
    let order = package.order.filter { package.running[$0] != nil }
    for test in order {
      guard let running = package.running.removeValue(forKey: test) else { continue }
      var attempt = Attempt(.aborted, timestamp: running.started)
      if let time, let started = running.started {
        attempt.duration = Double(time - started) / 1000
      }
      describe(&attempt, running.output.text() ?? package.output.text())
      add(&package, TestResult(TestIdentity(className: name, name: test), attempts: [attempt]))
    }
    package.order = []
  }

  private func release(_ package: inout Package) {
    for var result in package.done {
      result.isCached = package.isCached
      // gotestsum appends its reruns, `-count` repeats: the same test comes again later.
      context.emit(result, mayRepeat: true)
    }
    held -= package.done.count
    package.done = []
  }

  private func takeBuild(_ action: String, _ path: String, _ output: String?) {
    guard action == "build-output", let output, buildOutput.count < 4096 else { return }
    var text = buildOutput.removeValue(forKey: path) ?? CappedText(limit: context.limits.stackBytes)
    text.append(output)
    buildOutput[path] = text
  }
}

enum GoText {
  /// Lines go writes around a test's own output.
  static func isMarker(_ line: some StringProtocol) -> Bool {
    let body = line.utf8.drop { $0 == 0x20 }
    return ["=== RUN", "=== PAUSE", "=== CONT", "=== NAME", "--- PASS", "--- FAIL", "--- SKIP"]
      .contains { body.starts(with: $0.utf8) }
  }

  /// The first line of the output that is neither go's own nor the name of a package being built.
  static func message(_ output: String?, limit: Int) -> String? {
    guard let output else { return nil }
    let own = output.split(separator: "\n").first {
      !isMarker($0) && !$0.hasPrefix("# ") && $0.contains { $0 != " " }
    }
    return CleanText.firstLine(own.map(String.init), limit: limit)
  }
}
