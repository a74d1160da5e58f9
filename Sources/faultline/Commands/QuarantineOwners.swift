import ArgumentParser
import Flakiness

/// Who owns a test: `--owners`, then `.faultline.yml` and CODEOWNERS, then `--owner`.
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
    var finder = OwnerFinder(codeowners: try codeowners.map(Self.read))
    finder.tests = try owners.map(Self.read)
    finder.fallback = owner
    return finder
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
