import Foundation
import Synchronization

/// Receives the signals meant for the command, outside any handler: they are blocked in every
/// thread and waited for in one, which may do whatever it likes.
final class SignalWatch: Sendable {
  /// Becomes readable whenever a child changed its state.
  let childChanged: Int32
  /// What was blocked before.
  let before: sigset_t
  private let wake: Int32
  private let signals: sigset_t
  private let stopped = Mutex(false)

  /// Whether somebody told the command to end: what it then says is no failure of its own.
  var wasStopped: Bool { stopped.withLock { $0 } }

  /// Passed on to the command.
  private static let forwarded = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  /// Blocks the signals; to be called before any other thread exists.
  init() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in Self.forwarded + [SIGCHLD, SIGWINCH] { sigaddset(&signals, signal) }
    var before = sigset_t()
    sigemptyset(&before)
    pthread_sigmask(SIG_BLOCK, &signals, &before)
    // A parent that ignores SIGCHLD hands that down, and then no exit code can be had.
    signal(SIGCHLD, SIG_DFL)
    var pair: [Int32] = [-1, -1]
    _ = pipe(&pair)
    for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    childChanged = pair[0]
    wake = pair[1]
    self.signals = signals
    self.before = before
  }

  /// Passes signals on to `child` from now on.
  ///
  /// What the terminal's own keys send goes to the whole foreground group, the command included,
  /// and is not sent to it a second time.
  func forward(to child: ChildProcess, terminal: PseudoTerminal?) {
    let watch = self
    let hasSession = terminal != nil
    Thread.detachNewThread {
      var signals = watch.signals
      while true {
        var info = siginfo_t()
        let signal = sigwaitinfo(&signals, &info)
        switch signal {
        case SIGCHLD: _ = write(watch.wake, "c", 1)
        case SIGWINCH: terminal?.resize()
        case let signal where Self.forwarded.contains(signal):
          watch.stopped.withLock { $0 = true }
          if hasSession || info.si_code != SI_KERNEL { child.send(signal) }
        default: break
        }
      }
    }
  }
}
