import TestResults

/// How a suite ended.
struct SuiteEnd: Equatable {
  /// Its exit code; 128 and more after a signal, as shells say it.
  var code: Int32
  /// The signal that ended it.
  var signal: Int32?
}

/// Whether a red suite may be called green: only if everything that went wrong is known to be
/// quarantined tests that failed. In any doubt the suite's own code stays.
struct GateJudgement: Equatable {
  /// Keys of the quarantined tests whose failures are forgiven.
  var forgiven: [String] = []
  /// Tests that were executed.
  var executed = 0
  /// Why nothing is forgiven; empty when the gate opens.
  var objections: [String] = []

  var isGreen: Bool { objections.isEmpty }

  /// - Parameters:
  ///   - command: the suite's command line.
  ///   - minimum: tests that have to be executed for a run to count.
  init(
    _ end: SuiteEnd, reports: SuiteReports, quarantine: Quarantine, command: [String],
    minimum: Int
  ) {
    objectToEnd(end, command)
    objectToReports(reports)
    var failing: [String: Outcome] = [:]
    var others: [String] = []
    for result in reports.results where !result.isCached {
      if result.outcome != .skipped { executed += 1 }
      guard result.outcome.isFailure else { continue }
      let key = result.identity.key
      // A test that never ended took the suite down with it: who knows what has not run.
      if result.outcome == .aborted {
        objections.append("'\(key)' began and never ended")
      } else if quarantine.tests[key] != nil {
        failing[key] = result.outcome
      } else if quarantine.expired.contains(key) {
        others.append("'\(key)' failed, and its quarantine has expired")
      } else {
        others.append("'\(key)' failed and is not quarantined")
      }
    }
    objections += Self.first(others, of: 20)
    if executed < max(1, minimum) {
      objections.append("\(executed) tests were executed, at least \(max(1, minimum)) are expected")
    } else if failing.isEmpty && others.isEmpty {
      objections.append("no test failed, so something else did")
    }
    forgiven = failing.keys.sorted()
  }

  private mutating func objectToEnd(_ end: SuiteEnd, _ command: [String]) {
    if let signal = end.signal {
      objections.append("the suite was killed by signal \(signal)")
    } else if end.code >= 128 {
      objections.append("exit code \(end.code) speaks of a signal")
    } else if let codes = Self.codes(of: command), !codes.contains(end.code) {
      objections.append("exit code \(end.code) is not what its runner says of failed tests")
    }
  }

  private mutating func objectToReports(_ reports: SuiteReports) {
    if reports.files == 0 && reports.stale.isEmpty {
      objections.append("the suite left no results")
    }
    objections += Self.first(
      reports.stale.map { "'\($0)' is older than this run" }, of: 5)
    objections += Self.first(reports.damaged, of: 5)
  }

  /// The exit codes by which a runner says "tests failed" and nothing worse, where the command
  /// line shows which runner it is (a script's or a Makefile's code says less).
  static func codes(of command: [String]) -> Set<Int32>? {
    let words = command.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    guard let program = words.first else { return nil }
    if program == "pytest" || program == "py.test" { return [1] }
    if program.hasPrefix("python"), words.dropFirst().starts(with: ["-m", "pytest"]) { return [1] }
    if program == "ctest" { return [8] }
    if program == "cargo", words.count > 1 {
      return words[1] == "nextest" ? [100] : words[1] == "test" ? [101] : nil
    }
    if program == "go", words.count > 1, words[1] == "test" { return [1] }
    return nil
  }

  private static func first(_ items: [String], of limit: Int) -> [String] {
    guard items.count > limit else { return items }
    return items.prefix(limit) + ["… and \(items.count - limit) more"]
  }
}
