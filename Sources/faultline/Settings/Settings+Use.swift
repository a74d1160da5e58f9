import ArgumentParser
import Flakiness
import Foundation
import Logs
import Patterns
import Reporting
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

/// Who owns the file that a cause names: `owners` of the settings, else the checkout's CODEOWNERS.
struct FileOwners {
  private let own: CodeOwners
  private let codeowners: CodeOwners?

  /// - Parameter workspace: the root of the checkout.
  init(_ settings: Settings, workspace: String?) {
    let lines = settings.pairs("owners").map { OwnerSetting.line($0.name, $0.value) }
    own = CodeOwners(lines.joined(separator: "\n"))
    let root = workspace ?? FileManager.default.currentDirectoryPath
    let places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"]
    codeowners =
      places.lazy.compactMap { place -> CodeOwners? in
        let path = root + "/" + place
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
          status.st_size <= Self.longest,
          let data = FileManager.default.contents(atPath: path)
        else { return nil }
        return CodeOwners(String(decoding: data, as: UTF8.self))
      }.first
  }

  /// GitHub reads no larger one.
  private static let longest = 3 << 20

  func owners(of file: String) -> [String] {
    let named = own.owners(of: file)
    return named.isEmpty ? codeowners?.owners(of: file) ?? [] : named
  }

  /// The advice that names them: "'web/cart.js' is owned by @acme/web."; nil when nobody owns it.
  func advice(_ file: String) -> String? {
    let named = owners(of: file)
    guard !named.isEmpty else { return nil }
    return "'\(file)' is owned by \(named.prefix(5).joined(separator: ", "))."
  }
}
