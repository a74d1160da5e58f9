import Foundation

/// Another program that does a small thing for us, such as `buildkite-agent`.
enum Helper {
  /// Seconds such a program may take.
  static let timeLimit = 20.0

  /// The executable of this name on a `PATH`.
  static func find(_ name: String, path: String?) -> String? {
    let folders = (path ?? "").split(separator: ":")
    return folders.map { $0 + "/" + name }.first { access($0, X_OK) == 0 }
  }

  /// Runs `command` with `input`, its output thrown away; returns what went wrong.
  static func run(_ command: [String], input: [UInt8]) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let name = URL(filePath: command[0]).lastPathComponent
    do { try process.run() } catch { return "\(name): cannot be started" }
    let end = pipe.fileHandleForWriting.fileDescriptor
    Thread.detachNewThread {
      _ = ByteWriter.write(input, to: end)
      try? pipe.fileHandleForWriting.close()
    }
    let deadline = Date(timeIntervalSinceNow: timeLimit)
    while process.isRunning, Date() < deadline { usleep(10_000) }
    if process.isRunning {
      process.terminate()
      return "\(name): took longer than \(Int(timeLimit)) seconds"
    }
    return process.terminationStatus == 0
      ? nil : "\(name): exited with \(process.terminationStatus)"
  }
}
