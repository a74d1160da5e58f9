import Foundation

/// One way of the command's output: from the end we read to the descriptor it was meant for.
struct Channel {
  /// What we read; negative once it is closed.
  var source: Int32
  /// Where it goes.
  let target: Int32
}

/// What the command gets for its three standard descriptors, and the ways we read.
///
/// Where stdout and stderr are the same file, the command gets one pipe for both, so that their
/// order is kept exactly; else each keeps its own, and what arrived first is passed on first.
struct StandardStreams {
  /// For descriptors 0, 1 and 2; negative leaves ours in place.
  var child: [Int32] = [-1, -1, -1]
  var channels: [Channel] = []
  /// The command's ends, closed here once it runs.
  private(set) var ends: [Int32] = []
  private(set) var terminal: PseudoTerminal?

  /// A pipe of this size takes far fewer turns; the usual limit for unprivileged users.
  private static let pipeSize: Int32 = 1 << 20
  /// `F_SETPIPE_SZ` of Linux, which the C library's Swift module does not carry.
  private static let setPipeSize: Int32 = 1031

  /// Throws ``Complaint`` when the machine gives no pipe.
  init() throws {
    let isTerminal = [0, 1, 2].map { isatty($0) == 1 }
    if isTerminal[1] || isTerminal[2] {
      terminal = PseudoTerminal(real: isTerminal[1] ? 1 : 2, input: isTerminal[0])
    }
    if let terminal {
      for index in 1...2 where isTerminal[index] { child[index] = terminal.slave }
      if terminal.forwardsInput { child[0] = terminal.slave }
      channels.append(Channel(source: terminal.master, target: isTerminal[1] ? 1 : 2))
      ends.append(terminal.slave)
    }
    let isOne = Self.isSameFile(1, 2)
    for index in 1...2 where child[index] < 0 {
      if index == 2, isOne, child[1] >= 0 {
        child[2] = child[1]
        continue
      }
      var pair: [Int32] = [-1, -1]
      guard pipe(&pair) == 0 else {
        throw Complaint("no pipe: \(String(cString: strerror(errno)))")
      }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      _ = fcntl(pair[0], Self.setPipeSize, Self.pipeSize)
      child[index] = pair[1]
      ends.append(pair[1])
      channels.append(Channel(source: pair[0], target: Int32(index)))
    }
  }

  /// Closes the command's ends, so that the end of its output can be seen.
  func closeChildEnds() { for end in ends { close(end) } }

  private static func isSameFile(_ one: Int32, _ other: Int32) -> Bool {
    var first = stat()
    var second = stat()
    guard fstat(one, &first) == 0, fstat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
