import Foundation

/// A pseudo terminal between the command and the real one, so that the command finds a terminal
/// where it would have found one without us.
///
/// The real terminal is put into raw mode while the command runs, as `script(1)` does: the pseudo
/// terminal's line discipline does the translating, once. ``restore()`` undoes that.
struct PseudoTerminal {
  /// Our end.
  let master: Int32
  /// The command's end.
  let slave: Int32
  /// The descriptor of the real terminal that output goes to.
  private let real: Int32
  /// Set when keys are read from the real terminal and handed on.
  let forwardsInput: Bool
  private let outside: termios

  /// - Parameters:
  ///   - real: a descriptor that is a terminal.
  ///   - input: whether standard input is a terminal as well.
  /// - Returns: nil when the machine gives no pseudo terminal.
  init?(real: Int32, input: Bool) {
    var state = termios()
    guard tcgetattr(real, &state) == 0 else { return nil }
    var size = winsize()
    _ = ioctl(real, UInt(TIOCGWINSZ), &size)
    var ends: (Int32, Int32) = (-1, -1)
    guard openpty(&ends.0, &ends.1, nil, &state, &size) == 0 else { return nil }
    (master, slave) = ends
    self.real = real
    outside = state
    // A background job that touched the terminal would be stopped.
    forwardsInput = input && tcgetpgrp(real) == getpgrp()
    for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var raw = state
    if forwardsInput {
      cfmakeraw(&raw)
    } else {
      raw.c_oflag &= ~tcflag_t(OPOST)
    }
    tcsetattr(real, TCSADRAIN, &raw)
  }

  /// Gives the command the real terminal's size; the command's programs are told by SIGWINCH.
  func resize() {
    var size = winsize()
    if ioctl(real, UInt(TIOCGWINSZ), &size) == 0 { _ = ioctl(master, UInt(TIOCSWINSZ), &size) }
  }

  /// Puts the real terminal back into the mode it was found in.
  func restore() {
    var state = outside
    tcsetattr(real, TCSADRAIN, &state)
  }
}
