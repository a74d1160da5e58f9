import Foundation
import Glibc
import Synchronization

/// Ends a worker from elsewhere, and never a process that came after it under its number.
final class Leash: Sendable {
  private struct State {
    var child: pid_t?
    var isPulled = false
  }
  private let state = Mutex(State())

  /// Kills the worker that is held, or the one that will be.
  func pull() {
    state.withLock { state in
      state.isPulled = true
      if let child = state.child { kill(child, SIGKILL) }
    }
  }

  func hold(_ child: pid_t) {
    state.withLock { state in
      state.child = child
      if state.isPulled { kill(child, SIGKILL) }
    }
  }

  /// Lets go, before the worker is waited for: until then its number is nobody else's.
  func letGo() { state.withLock { $0.child = nil } }
}

/// One process that explains one log and can be killed at any moment.
struct WorkerProcess {
  /// The program and its arguments: `faultline worker`.
  var command: [String]
  /// Seconds of wall time.
  var seconds: Int
  /// Bytes of an answer.
  var answerLimit = 32 << 20

  /// Why there is no answer.
  enum Failure: Error, Equatable {
    case notStarted(String)
    case tooSlow
    case died(String)
  }

  /// Runs it over a log and returns what it wrote. Blocks: call it on a thread of its own.
  func run(_ log: LogFile, _ leash: Leash = Leash()) throws(Failure) -> [UInt8] {
    log.rewind()
    let (child, output) = try start(log)
    leash.hold(child)
    let deadline = ContinuousClock.now + .seconds(seconds)
    let answer = collect(output, until: deadline)
    close(output)
    if answer == nil || !isOver(child, by: deadline) { kill(child, SIGKILL) }
    leash.letGo()
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard let answer else { throw .tooSlow }
    if let cause = Self.cause(status) { throw .died(cause) }
    return answer
  }

  /// One at a time: a descriptor is never seen by another child between being made and marked.
  private static let turn = Mutex(())

  static func exclusively<Value>(_ body: () -> Value) -> Value {
    // The lock is not handed its value: what is done under it is a matter of this process's table.
    turn.withLock { _ in Unchecked(value: body()) }.value
  }

  private struct Unchecked<Value>: @unchecked Sendable { let value: Value }

  /// The child, and the end of the pipe that it writes to.
  private func start(_ log: LogFile) throws(Failure) -> (child: pid_t, output: Int32) {
    let result = Self.exclusively { () -> Result<(child: pid_t, output: Int32), Failure> in
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { return .failure(.notStarted("no pipe is to be had")) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      defer { close(ends[1]) }
      do throws(Failure) {
        return .success((try spawn(input: log.descriptor, output: ends[1]), ends[0]))
      } catch {
        close(ends[0])
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func spawn(input: Int32, output: Int32) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A server's threads block signals; the child must be stoppable all the same.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    // No variable of ours reaches it: it has no use for a secret.
    var variables: [UnsafeMutablePointer<CChar>?] =
      ["FAULTLINE_CONFIG"].compactMap { name in
        ProcessInfo.processInfo.environment[name].map { strdup("\(name)=\($0)") }
      } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, command[0], &actions, &attributes, &arguments, &variables)
    guard code == 0 else { throw .notStarted(String(cString: strerror(code)).lowercased()) }
    return child
  }

  /// Whether a child that has said all it has to say ends, too. It is not waited for here.
  private func isOver(_ child: pid_t, by deadline: ContinuousClock.Instant) -> Bool {
    var info = siginfo_t()
    while true {
      if waitid(P_PID, id_t(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0, info.si_signo != 0 {
        return true
      }
      if ContinuousClock.now >= deadline { return false }
      usleep(1000)
    }
  }

  /// Everything written until the end; nil when the time or the room is over before.
  private func collect(
    _ descriptor: Int32, until deadline: ContinuousClock.Instant
  ) -> [UInt8]? {
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return nil }
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&poller, 1, Int32(min(left.rounded(.up), 10_000)))
      if ready < 0, errno != EINTR { return nil }
      guard ready > 0 else { continue }
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 { return out }
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      out += chunk[..<count]
      guard out.count <= answerLimit else { return nil }
    }
  }

  /// How a process ended that did not end well.
  private static func cause(_ status: Int32) -> String? {
    let signal = status & 0x7F
    if signal == 0 {
      let code = (status >> 8) & 0xFF
      return code == 0 ? nil : "it ended with code \(code)"
    }
    switch signal {
    case SIGXCPU: return "it used more processor time than is allowed"
    case SIGKILL: return "it was killed, by the memory limit or from outside"
    default: return "it was ended by signal \(signal)"
    }
  }
}
