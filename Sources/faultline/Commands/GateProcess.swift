import Foundation

/// Runs a suite as if nobody stood in between: same streams, same terminal, signals handed on.
enum SuiteProcess {
  /// Why a command could not be started.
  struct Failure: Error {
    /// 127 for a command that is not there, 126 for one that cannot be run, as shells say it.
    var code: Int32
    var message: String
  }

  /// Signals that are handed on while the suite runs.
  private static let forwarded = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

  /// Starts `command` and waits for its end.
  static func run(_ command: [String]) throws(Failure) -> SuiteEnd {
    var watched = sigset_t()
    sigemptyset(&watched)
    for signal in forwarded + [SIGCHLD] { sigaddset(&watched, signal) }
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &watched, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let child = try spawn(command, mask: before)
    while true {
      var information = siginfo_t()
      let signal = sigwaitinfo(&watched, &information)
      if signal == SIGCHLD || signal < 0 {
        if let end = reap(child) { return end }
      } else if information.si_code <= 0 {
        // Sent to this process alone; what a terminal sends reaches the suite by itself.
        kill(child, signal)
      }
    }
  }

  private static func spawn(_ command: [String], mask: sigset_t) throws(Failure) -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What we hand on must arrive, even where our own parent kept signals blocked (the workers of
    // some thread pools do, and a suite that cannot be stopped hangs the job).
    var mask = mask
    for signal in forwarded { sigdelset(&mask, signal) }
    posix_spawnattr_setsigmask(&attributes, &mask)
    // We ignore SIGPIPE; a suite that does too would never notice a closed pipe.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let status = posix_spawnp(&child, command[0], nil, &attributes, words, environ)
    guard status != 0 else { return child }
    throw Failure(
      code: status == ENOENT ? 127 : 126,
      message: "'\(command[0])': \(String(cString: strerror(status)).lowercased())")
  }

  /// nil while it still runs.
  private static func reap(_ child: pid_t) -> SuiteEnd? {
    var status: Int32 = 0
    let found = waitpid(child, &status, WNOHANG)
    if found == 0 || (found < 0 && errno == EINTR) { return nil }
    guard found == child else { return SuiteEnd(code: 1, signal: nil) }
    let signal = status & 0x7F
    if signal == 0 { return SuiteEnd(code: (status >> 8) & 0xFF, signal: nil) }
    // Stopped and continued children are not reported without WUNTRACED.
    return SuiteEnd(code: 128 + signal, signal: signal)
  }
}
