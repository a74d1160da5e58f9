import ArgumentParser
import Logs
import Patterns
import TestResults
import Triage

extension Settings {
  /// For commands that people start: everything wrong is named and the command ends with 1.
  static func require() throws {
    guard !current.problems.isEmpty else { return }
    for problem in current.problems { Terminal.words(problem) }
    throw ExitCode(1)
  }

  /// For hooks, which go on with what is right: the first problem is one line.
  static func warn() {
    guard let first = current.problems.first else { return }
    let more = current.problems.count - 1
    Terminal.words(first + (more > 0 ? " (+\(more) more: faultline config check)" : ""))
  }

  /// The patterns of `ignore` and `mask`, which are known to compile.
  var lineRules: LineRules {
    func patterns(_ name: String) -> [Pattern] {
      texts(name).compactMap { try? Pattern($0, limits: .imported) }
    }
    return LineRules(ignored: patterns("ignore"), masked: patterns("mask"))
  }

  /// Test results without the secrets of `mask`.
  func masked(_ results: [TestResult]) -> [TestResult] {
    let rules = lineRules
    guard !rules.masked.isEmpty else { return results }
    let scratch = MatchScratch()
    return results.map { result in
      var result = result
      for index in result.attempts.indices {
        let attempt = result.attempts[index]
        result.attempts[index].message = attempt.message.map { rules.masking($0, scratch: scratch) }
        result.attempts[index].stack = attempt.stack.map { rules.masking($0, scratch: scratch) }
      }
      return result
    }
  }
}
