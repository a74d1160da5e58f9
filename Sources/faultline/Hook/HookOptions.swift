import ArgumentParser
import Foundation
import Reporting

/// What `run`, `annotate` and `fetch` have in common: where reports are and where the answer goes.
struct HookOptions: ParsableArguments {
  @Option(
    name: .customLong("results"),
    help: ArgumentHelp(
      "Test reports of the job: files, directories, globs. Repeatable.", valueName: "glob"))
  var resultsOption: [String] = []

  @Option(
    name: [.customShort("f"), .customLong("format")],
    help: ArgumentHelp(
      "Print this format instead of what the CI is served best with. See `faultline explain`."))
  var formatOption: String?

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "Write a format to a file instead; - is standard output. Repeatable.",
      valueName: "format=path"))
  var outputOption: [String] = []

  @Option(
    name: .customLong("timeout"),
    help: ArgumentHelp("Give up after so many seconds (default: 60).", valueName: "seconds"))
  var timeoutOption: Int?

  @Option(
    name: .customLong("state"),
    help: ArgumentHelp(
      "Remember failures in this small file, which the CI's cache carries from run to run.",
      valueName: "file"))
  var stateOption: String?

  @Option(
    name: .customLong("store"),
    help: ArgumentHelp("Remember failures in this store.", valueName: "file"))
  var storeOption: String?

  @Option(
    name: .customLong("signatures"),
    help: ArgumentHelp("A folder with signatures of your own. Repeatable.", valueName: "dir"))
  var signaturesOption: [String] = []

  @Flag(
    name: .customLong("comment"),
    help: "Keep one comment on the pull or merge request up to date (needs a token).")
  var commentFlag = false

  @Flag(
    name: .customLong("check-run"),
    help: "Make a check run with annotations (GitHub, needs a token).")
  var checkRunFlag = false

  func validate() throws {
    if let timeoutOption, !(1...86_400).contains(timeoutOption) {
      throw ValidationError("timeout \(timeoutOption) is not between 1 and 86400 seconds")
    }
    _ = try outputs(formatOption, pairs())
  }

  /// Explains what it is given; the tests in a log are only for a store.
  func listener(_ name: String) -> LogListener {
    LogListener(name: name, wantsTests: store != nil && results.isEmpty) {
      HookKnowledge.triager(packs: signatures)
    }
  }

  /// The outputs asked for; empty when the CI's own are to be chosen.
  func outputs() throws -> [Delivery.Output] {
    let settings = Settings.current
    return try outputs(
      formatOption ?? settings.text("format"),
      outputOption.isEmpty ? settings.pairs("output") : pairs())
  }

  private func outputs(_ format: String?, _ pairs: [SettingPair]) throws -> [Delivery.Output] {
    var out: [Delivery.Output] = []
    if let format {
      try Self.check(format)
      out.append(.init(formats: [format], place: .voice))
    }
    for pair in pairs {
      try Self.check(pair.name)
      out.append(
        .init(formats: [pair.name], place: pair.value == "-" ? .descriptor(1) : .file(pair.value)))
    }
    return out
  }

  private func pairs() throws -> [SettingPair] {
    try outputOption.map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("output '\(pair)' is not of the form FORMAT=PATH")
      }
      return SettingPair(name: parts[0], value: parts[1])
    }
  }

  private static func check(_ format: String) throws {
    guard Reporters.names.contains(format) else {
      throw ValidationError(
        "format '\(format)' is not known, expected \(Reporters.names.joined(separator: ", "))")
    }
  }
}

// MARK: - Options, then variables, then the file

extension HookOptions {
  var results: [String] {
    resultsOption.isEmpty ? Settings.current.texts("results") : resultsOption
  }
  /// Seconds.
  var timeout: Int { timeoutOption ?? Settings.current.number("timeout") ?? 60 }
  var state: String? { stateOption ?? Settings.current.text("state") }
  var store: String? { storeOption ?? Settings.current.text("store") }
  var signatures: [String] {
    signaturesOption.isEmpty ? Settings.current.texts("signatures") : signaturesOption
  }
  var comment: Bool { commentFlag || Settings.current.flag("comment") }
  var checkRun: Bool { checkRunFlag || Settings.current.flag("check-run") }
}
