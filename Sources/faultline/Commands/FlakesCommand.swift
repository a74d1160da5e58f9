import ArgumentParser
import Flakiness
import Foundation
import Logs

struct FlakesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flakes",
    abstract: "Replay a pass/fail history and print every change of verdict.",
    discussion: """
      The history is a CSV, plain or gzipped, of executions in time order with the columns
      time,run,commit,branch,job,test,outcome (outcome passed or failed). Each line printed is
      decided from nothing but what came before or at that moment.

      Example:
        faultline flakes --replay history.csv.gz --events
      """)

  @Option(help: ArgumentHelp("The history to replay, or - for standard input.", valueName: "csv"))
  var replay: String

  @Flag(help: "Print one JSON object per change of verdict (the only form so far).")
  var events = false

  func run() throws {
    var replay = Replay()
    var failure: (any Error)?
    let reader = LogReader(limits: .unbounded)
    func handle(_ event: LogEvent) {
      guard failure == nil, case .block(let block) = event else { return }
      do {
        try replay.consume(block.bytes) { Terminal.data($0 + "\n") }
      } catch {
        failure = error
      }
    }
    do {
      try ByteSource(self.replay).forEachChunk { reader.consume($0, handle) }
      reader.finish(handle)
      if let failure { throw failure }
      try replay.finish { Terminal.data($0 + "\n") }
    } catch let error as InputError {
      Terminal.words(error.description)
      throw ExitCode(1)
    } catch {
      Terminal.words("'\(self.replay)': \(error)")
      throw ExitCode(1)
    }
  }
}

extension ReadLimits {
  /// For files of our own making, which may compress far better than any log.
  fileprivate static var unbounded: ReadLimits {
    var limits = ReadLimits.default
    limits.maxRatio = .max
    return limits
  }
}
