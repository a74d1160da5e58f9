import ArgumentParser
import Foundation
import Triage

struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Learn what a job's green logs look like.",
    subcommands: [BaselineLearnCommand.self])
}

struct BaselineLearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Write the masked lines of green logs to a small file for --baseline.",
    discussion: """
      The file holds hashes only, no text, so a CI cache can carry it between runs.

      Example:
        faultline baseline learn -o job.baseline green-1.log green-2.log.gz
        faultline explain --baseline job.baseline red.log
      """)

  @Argument(help: "Green logs: files, directories, globs, or -.")
  var logs: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  func run() throws {
    let inputs = LogInputs(logs)
    var failures = inputs.errors
    var baseline = Baseline()
    for path in inputs.paths {
      do { try baseline.learn(path: path) } catch { failures.append(error) }
    }
    for failure in failures { Terminal.words(failure.description) }
    if !failures.isEmpty { throw ExitCode(1) }
    do {
      try Data(baseline.archive()).write(to: URL(filePath: output), options: .atomic)
    } catch {
      Terminal.words("'\(output)': cannot be written")
      throw ExitCode(1)
    }
  }
}

extension Baseline {
  /// Adds a saved baseline or a green log, told apart by content.
  mutating func add(path: String) throws(InputError) {
    var source = try ByteSource(path)
    guard try source.peek(Baseline.magic.count) == Baseline.magic else { return try learn(source) }
    let bytes = try source.bytes()
    do {
      merge(try Baseline(archive: bytes))
    } catch {
      throw InputError(path: path, message: "damaged baseline: \(error)")
    }
  }
}
