import History
import TestResults

/// What became of a log.
package enum LogAnswer: Sendable {
  case explained(ExplainedLog)
  /// It was not analysed; the reason is one lower-case clause. Nothing else suffered.
  case notAnalysed(String)
}

/// A log as it was understood: what a worker process answers with.
package struct ExplainedLog: Sendable, Codable {
  /// The answer as `faultline.diagnosis/1`, one line of JSON.
  package var document: String
  /// What the store keeps of it; nil when the log does not say that the job failed.
  package var failure: FailureRecord?
  /// The tests that the log names.
  package var tests: [LoggedTest]

  package init(document: String, failure: FailureRecord?, tests: [LoggedTest] = []) {
    self.document = document
    self.failure = failure
    self.tests = tests
  }
}

/// A test as a log names it, on its way between two processes.
package struct LoggedTest: Sendable, Codable, Equatable {
  package var suite: String
  package var className: String
  package var name: String
  package var file: String
  package var outcomes: [String]
  package var messages: [String?]
  package var durations: [Double?]

  package init(_ result: TestResult) {
    suite = result.identity.suite
    className = result.identity.className
    name = result.identity.name
    file = result.identity.file
    outcomes = result.attempts.map(\.outcome.rawValue)
    messages = result.attempts.map(\.message)
    durations = result.attempts.map(\.duration)
  }

  /// The result again; nil when its parts do not fit together.
  package var result: TestResult? {
    let count = outcomes.count
    guard count > 0, messages.count == count, durations.count == count else { return nil }
    let attempts = (0..<count).compactMap { index in
      Outcome(rawValue: outcomes[index]).map {
        Attempt($0, duration: durations[index], message: messages[index])
      }
    }
    guard attempts.count == count else { return nil }
    return TestResult(
      TestIdentity(suite: suite, className: className, name: name, file: file),
      attempts: attempts)
  }
}

/// Explains logs.
package protocol LogExplaining: Sendable {
  /// Explains one log; never fails, never takes longer than its limits.
  ///
  /// - Parameters:
  ///   - log: its bytes, packed or not.
  ///   - name: what the answer calls it.
  func explain(_ log: [UInt8], name: String) async -> LogAnswer
  /// The same of a log that was written to a file.
  func explain(file log: LogFile) async -> LogAnswer
}

/// Explains nothing: for tests of what needs no explanation.
package struct NoExplainer: LogExplaining {
  package init() {}

  package func explain(_ log: [UInt8], name: String) async -> LogAnswer {
    .notAnalysed("this service explains no logs")
  }

  package func explain(file log: LogFile) async -> LogAnswer { await explain([], name: "") }
}
