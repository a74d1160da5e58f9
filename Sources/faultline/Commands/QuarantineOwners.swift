import ArgumentParser
import Flakiness
import Foundation
import TestResults

/// Who owns a test: `--owners`, then CODEOWNERS, then `--owner`.
struct OwnerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "CODEOWNERS file (default: the repository's own, where this runs in a checkout).",
      valueName: "file"))
  var codeowners: String?

  @Option(
    help: ArgumentHelp(
      "Owners by test key, written as in CODEOWNERS: 'shop.pay.* @acme/pay'.", valueName: "file"))
  var owners: String?

  @Option(help: ArgumentHelp("Owner of tests nobody else owns.", valueName: "who"))
  var owner: String?

  func finder() throws -> OwnerFinder {
    let places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"]
    let found = places.first { FileManager.default.fileExists(atPath: $0) }
    return OwnerFinder(
      files: try (codeowners ?? found).map(Self.read),
      tests: try owners.map(Self.read), fallback: owner)
  }

  private static func read(_ path: String) throws -> CodeOwners {
    let bytes: [UInt8]
    do { bytes = try ByteSource(path).bytes() } catch { throw Complaint(error) }
    let owners = CodeOwners(String(decoding: bytes, as: UTF8.self))
    for problem in owners.problems {
      Terminal.words("\(path):\(problem.line):1: \(problem.cause), line skipped")
    }
    return owners
  }
}

/// Finds a test's owner.
struct OwnerFinder {
  var files: CodeOwners?
  var tests: CodeOwners?
  var fallback: String?

  /// Several owners are joined by blanks; nil when nobody owns the test.
  func owner(of test: String, identity: TestIdentity?) -> String? {
    if let named = tests?.owners(of: test), !named.isEmpty { return named.joined(separator: " ") }
    if let files {
      let scope = identity?.className ?? String(test.split(separator: "::").first ?? "")
      let paths = TestPath.candidates(scope: scope, file: identity?.file ?? "")
      // What exists is the file; without a checkout the likeliest path that has an owner.
      let real = paths.first { FileManager.default.fileExists(atPath: $0) }
      for path in real.map({ [$0] }) ?? paths {
        let named = files.owners(of: path)
        if !named.isEmpty { return named.joined(separator: " ") }
      }
    }
    return fallback
  }
}
