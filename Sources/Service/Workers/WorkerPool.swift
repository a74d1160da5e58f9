import Dispatch
import Foundation

/// Explains logs in processes of their own, some at a time. Whatever a log does to its process, the
/// service and all other logs go on: it costs one "not analysed: reason".
package actor WorkerPool: LogExplaining {
  private let process: WorkerProcess
  private let waitingLimit: Int
  private var free: Int
  private var waiting: [CheckedContinuation<Bool, Never>] = []

  /// - Parameters:
  ///   - command: the program with its arguments; it reads a log and writes an ``ExplainedLog``.
  ///   - count: processes at a time.
  ///   - seconds: of wall time, after which a process is killed.
  ///   - waitingLimit: how many may wait for a process.
  package init(command: [String], count: Int, seconds: Int = 120, waitingLimit: Int = 256) {
    process = WorkerProcess(command: command, seconds: seconds)
    free = max(1, count)
    self.waitingLimit = waitingLimit
  }

  package func explain(_ log: [UInt8], name: String) async -> LogAnswer {
    guard let file = LogFile() else { return .notAnalysed("there is no room for the log") }
    file.append(log)
    return await explain(file: file)
  }

  /// Explains a log that was written to a file.
  package func explain(file: LogFile) async -> LogAnswer {
    if file.isBroken { return .notAnalysed("there is no room for the log") }
    guard await enter() else { return .notAnalysed("too many logs wait already") }
    defer { leave() }
    let process = process
    let leash = Leash()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { done in
        DispatchQueue.global().async { done.resume(returning: Self.answer(process, file, leash)) }
      }
    } onCancel: {
      leash.pull()
    }
  }

  private static func answer(
    _ process: WorkerProcess, _ file: LogFile, _ leash: Leash
  ) -> LogAnswer {
    do throws(WorkerProcess.Failure) {
      let bytes = try process.run(file, leash)
      guard let answer = try? JSONDecoder().decode(ExplainedLog.self, from: Data(bytes)) else {
        return .notAnalysed("the worker's answer is not whole")
      }
      return .explained(answer)
    } catch {
      switch error {
      case .tooSlow: return .notAnalysed("the worker took longer than \(process.seconds) s")
      case .died(let cause): return .notAnalysed("the worker died: \(cause)")
      case .notStarted(let cause): return .notAnalysed("the worker did not start: \(cause)")
      }
    }
  }

  private func enter() async -> Bool {
    if free > 0 {
      free -= 1
      return true
    }
    guard waiting.count < waitingLimit else { return false }
    return await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume(returning: true) }
  }
}
