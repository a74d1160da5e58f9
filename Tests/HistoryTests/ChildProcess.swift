import Foundation
import History
import Testing

/// A second process with this very test program, for what only processes can show: waiting for
/// one another and being killed.
struct ChildProcess: Sendable {
  static let storeVariable = "FAULTLINE_HISTORY_CHILD_STORE"
  static let seedVariable = "FAULTLINE_HISTORY_CHILD_SEED"
  let process = Process()
  private let output = Pipe()

  /// Starts a child that takes the world of `seed` in, report by report, and prints the number of
  /// each report that was acknowledged.
  init(store: String, seed: UInt64) throws {
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = Self.arguments(CommandLine.arguments)
    var environment = ProcessInfo.processInfo.environment
    environment[Self.storeVariable] = store
    environment[Self.seedVariable] = "\(seed)"
    process.environment = environment
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// The parent's arguments, but only the child's one test.
  private static func arguments(_ all: [String]) -> [String] {
    var kept: [String] = []
    var skips = false
    for argument in all.dropFirst() {
      if skips {
        skips = false
        continue
      }
      if ["--filter", "--skip"].contains(argument) {
        skips = true
        continue
      }
      if ["--filter=", "--skip="].contains(where: argument.hasPrefix) { continue }
      kept.append(argument)
    }
    return kept + ["--filter", "ChildWork"]
  }

  /// Waits until `count` reports are acknowledged, or the child ends; returns their numbers.
  ///
  /// It waits on a thread of its own: those of Swift's pool are as few as the cores.
  func acknowledged(atLeast count: Int = .max) async -> [Int] {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: read(atLeast: count)) }
    }
  }

  private func read(atLeast count: Int) -> [Int] {
    var text = ""
    func numbers() -> [Int] {
      let whole = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
      return whole.split(separator: "\n").compactMap { line in
        line.hasPrefix("taken ") ? Int(line.dropFirst(6)) : nil
      }
    }
    while numbers().count < count {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      text += String(decoding: data, as: UTF8.self)
    }
    return numbers()
  }

  /// Waits for the end of a child that was killed or has nothing more to say: it is near.
  func reap() { process.waitUntilExit() }

  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }
}

@Suite struct ChildWork {
  static let reports = 400

  static var isChild: Bool {
    ProcessInfo.processInfo.environment[ChildProcess.storeVariable] != nil
  }

  static func world(_ seed: UInt64) -> [JobReport] {
    var world = World(seed: seed)
    return world.reports(reports)
  }

  @Test(.enabled(if: isChild, "runs in the child process")) func takeInAndSay() throws {
    let environment = ProcessInfo.processInfo.environment
    let path = try #require(environment[ChildProcess.storeVariable])
    let seed = try #require(environment[ChildProcess.seedVariable].flatMap(UInt64.init))
    let store = try Store(path: path)
    for (number, report) in Self.world(seed).enumerated() {
      try store.takeIn(report)
      FileHandle.standardOutput.write(Data("taken \(number)\n".utf8))
    }
  }
}
