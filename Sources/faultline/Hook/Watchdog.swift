import Foundation

/// Keeps the hook out of the way whatever happens: it ends in time, and a fault of its own does not
/// fail the job.
enum Watchdog {
  /// From now on the process ends after `seconds` with `status`, and so it does when it crashes.
  ///
  /// - Parameter status: 0 for the hook; the command's own for `run`.
  static func start(seconds: Int, status: Int32) {
    catchCrashes(status: status)
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: Double(seconds))
      Terminal.words("gave up after \(seconds) seconds")
      _exit(status)
    }
  }

  /// From now on a crash ends the process with `status`: before anything of a stranger is read, even
  /// the settings that say how long to wait.
  ///
  /// A handler may call nothing but `write` and `_exit`, so the text is ready.
  static func catchCrashes(status: Int32) {
    crashStatus = status
    let size = 64 << 10
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = size
    sigaltstack(&stack, nil)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      crashMessage.withUTF8Buffer { _ = write(2, $0.baseAddress, $0.count) }
      _exit(crashStatus)
    }
    action.sa_flags = Int32(SA_ONSTACK)
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
      sigaction(signal, &action, nil)
    }
  }
}

/// Written once before the handler is installed, read by the handler alone.
private nonisolated(unsafe) var crashStatus: Int32 = 0
private let crashMessage: StaticString = "faultline: stopped by a fault of its own\n"
