import ArgumentParser
import Foundation
import Reporting

/// What `run`, `annotate` and `fetch` have in common: where reports are and where the answer goes.
struct HookOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Test reports of the job: files, directories, globs. Repeatable.", valueName: "glob"))
  var results: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Print this format instead of what the CI is served best with. See `faultline explain`."))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Write a format to a file instead; - is standard output. Repeatable.",
      valueName: "format=path"))
  var output: [String] = []

  @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "seconds"))
  var timeout = 60

  @Option(
    help: ArgumentHelp(
      "Remember failures in this small file, which the CI's cache carries from run to run.",
      valueName: "file"))
  var state: String?

  @Option(help: ArgumentHelp("Remember failures in this store.", valueName: "file"))
  var store: String?

  @Option(help: ArgumentHelp("A folder with signatures of your own. Repeatable.", valueName: "dir"))
  var signatures: [String] = []

  @Flag(help: "Keep one comment on the pull or merge request up to date (needs a token).")
  var comment = false

  @Flag(help: "Make a check run with annotations (GitHub, needs a token).")
  var checkRun = false

  func validate() throws {
    if timeout < 1 || timeout > 86_400 {
      throw ValidationError("timeout \(timeout) is not between 1 and 86400 seconds")
    }
    _ = try outputs()
  }

  /// Explains what it is given; the tests in a log are only for a store.
  func listener(_ name: String) -> LogListener {
    LogListener(name: name, wantsTests: store != nil && results.isEmpty) {
      HookKnowledge.triager(packs: signatures)
    }
  }

  /// The outputs asked for; empty when the CI's own are to be chosen.
  func outputs() throws -> [Delivery.Output] {
    var out: [Delivery.Output] = []
    if let format {
      try Self.check(format)
      out.append(.init(formats: [format], place: .voice))
    }
    for pair in output {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("output '\(pair)' is not of the form FORMAT=PATH")
      }
      try Self.check(parts[0])
      out.append(
        .init(formats: [parts[0]], place: parts[1] == "-" ? .descriptor(1) : .file(parts[1])))
    }
    return out
  }

  private static func check(_ format: String) throws {
    guard Reporters.names.contains(format) else {
      throw ValidationError(
        "format '\(format)' is not known, expected \(Reporters.names.joined(separator: ", "))")
    }
  }
}
