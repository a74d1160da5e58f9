import Foundation
import Synchronization

/// A running command: started, signalled, and reaped exactly once.
final class ChildProcess: Sendable {
  /// Why a command could not be started, with the exit code a shell would give.
  struct StartError: Error {
    let status: Int32
    let message: String
  }

  let id: pid_t
  /// False once the process is reaped: its number may then belong to somebody else.
  private let isRunning = Mutex(true)

  /// Starts `command`, looked up in `PATH`, with the given descriptors for 0, 1 and 2.
  ///
  /// - Parameters:
  ///   - newSession: whether it gets a session of its own whose controlling terminal is `slave`.
  ///   - mask: the signals that were blocked before ours were.
  /// - Throws: 127 when there is no such command, 126 when it cannot be executed.
  init(
    _ command: [String], descriptors: [Int32], newSession slave: Int32?, mask: sigset_t
  ) throws(StartError) {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // The first terminal a session's leader opens becomes its controlling one.
    if let slave, let path = ttyname(slave), let place = descriptors.firstIndex(of: slave) {
      posix_spawn_file_actions_addopen(&actions, Int32(place), path, O_RDWR, 0)
    }
    for (target, source) in descriptors.enumerated() where source >= 0 {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    Self.setSignals(&attributes, mask: mask, newSession: slave != nil)
    func start(_ words: [String], _ id: inout pid_t) -> Int32 {
      var arguments = words.map { strdup($0) } + [nil]
      defer { for argument in arguments { free(argument) } }
      return posix_spawnp(&id, words[0], &actions, &attributes, &arguments, environ)
    }
    var id = pid_t()
    var error = start(command, &id)
    // A script without `#!` is the shell's, as in every shell.
    if error == ENOEXEC { error = start(["/bin/sh"] + command, &id) }
    guard error == 0 else { throw Self.failure(command[0], error) }
    self.id = id
  }

  /// The command begins with the signals we were started with: those we block are not its business,
  /// and SIGPIPE, which we ignore, ends it as it should.
  private static func setSignals(
    _ attributes: inout posix_spawnattr_t, mask: sigset_t, newSession: Bool
  ) {
    var mask = mask
    posix_spawnattr_setsigmask(&attributes, &mask)
    var standard = sigset_t()
    sigemptyset(&standard)
    sigaddset(&standard, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &standard)
    // `POSIX_SPAWN_SETSID` of glibc and musl.
    let session: Int32 = newSession ? 0x80 : 0
    posix_spawnattr_setflags(
      &attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | session))
  }

  private static func failure(_ name: String, _ error: Int32) -> StartError {
    switch error {
    case ENOENT where !name.contains("/"):
      StartError(status: 127, message: "'\(name)': command not found")
    case ENOENT, ENOTDIR: StartError(status: 127, message: "'\(name)': no such file or directory")
    case EACCES: StartError(status: 126, message: "'\(name)': permission denied")
    default:
      StartError(
        status: 126, message: "'\(name)': \(String(cString: strerror(error)).lowercased())")
    }
  }

  /// Sends `signal`, unless the process has ended.
  func send(_ signal: Int32) {
    isRunning.withLock { if $0 { _ = kill(id, signal) } }
  }

  /// The exit code if the process has ended: its own, or 128 plus the signal that ended it.
  func reap() -> Int32? {
    isRunning.withLock { isRunning in
      guard isRunning else { return nil }
      var status: Int32 = 0
      guard waitpid(id, &status, WNOHANG) == id else { return nil }
      isRunning = false
      let signal = status & 0x7F
      return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
  }
}
