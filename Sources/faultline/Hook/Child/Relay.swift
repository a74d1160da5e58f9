import Foundation

/// Passes a command's output on as it comes, byte for byte, and keeps what is needed to explain it.
///
/// It ends when the command has ended and its output is over. A program left behind in the
/// background may hold the output open for ever: ``grace`` after the command's end (counted from
/// the last byte) we go, and `cat` takes over what is left, so that the program's later output
/// still arrives where it would have without us.
struct Relay {
  /// Milliseconds.
  static let grace: Int32 = 300

  private var channels: [Channel]
  private let child: ChildProcess
  private let watch: SignalWatch
  private let terminal: PseudoTerminal?
  private let spool: Spool
  private let buffer: UnsafeMutableRawBufferPointer
  private var isReadingKeys: Bool
  /// Whether somebody closed an output of ours, as `| head` does: an end by SIGPIPE is then wanted.
  private(set) var hasLostReader = false

  init(_ streams: StandardStreams, child: ChildProcess, watch: SignalWatch, spool: Spool) {
    channels = streams.channels
    terminal = streams.terminal
    isReadingKeys = streams.terminal?.forwardsInput == true
    self.child = child
    self.watch = watch
    self.spool = spool
    buffer = .allocate(byteCount: 1 << 20, alignment: 4096)
  }

  /// Runs until the end and returns the command's exit code.
  mutating func run() -> Int32 {
    defer { buffer.deallocate() }
    var status = child.reap()
    while status == nil || channels.contains(where: { $0.source >= 0 }) {
      let wait = status == nil ? -1 : Self.grace
      guard let ready = poll(milliseconds: wait) else { break }
      if ready.child {
        drainWakeUps()
        status = status ?? child.reap()
      }
      if ready.keys { readKeys() }
      for index in ready.channels { move(index) }
    }
    handOver()
    return status ?? 1
  }

  private struct Ready {
    var child = false
    var keys = false
    var channels: [Int] = []
  }

  /// Waits for something to do; nil when nothing came in time.
  private func poll(milliseconds: Int32) -> Ready? {
    func entry(_ descriptor: Int32) -> pollfd {
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
    var entries = [entry(watch.childChanged), entry(isReadingKeys ? 0 : -1)]
    entries += channels.map { entry($0.source) }
    let count = Foundation.poll(&entries, nfds_t(entries.count), milliseconds)
    if count == 0 { return nil }
    guard count > 0 else { return Ready() }
    var ready = Ready()
    ready.child = entries[0].revents != 0
    ready.keys = entries[1].revents != 0
    ready.channels = channels.indices.filter { entries[$0 + 2].revents != 0 }
    return ready
  }

  private func drainWakeUps() { _ = read(watch.childChanged, buffer.baseAddress, 64) }

  /// Hands typed keys to the command; at the end of input it sees the end of a file, as it would.
  private mutating func readKeys() {
    guard let terminal else { return }
    let count = read(0, buffer.baseAddress, 4096)
    if count > 0 {
      _ = ByteWriter.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: terminal.master)
    } else if count == 0 || errno != EINTR && errno != EAGAIN {
      isReadingKeys = false
      _ = ByteWriter.write([4], to: terminal.master)
    }
  }

  /// Moves what one channel has.
  private mutating func move(_ index: Int) {
    let channel = channels[index]
    let count = read(channel.source, buffer.baseAddress, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return }
    guard count > 0 else { return finish(index) }
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    // Passed on first: who reads along does not wait for our copy.
    let isRead = ByteWriter.write(bytes, to: channel.target)
    spool.append(bytes)
    // Nobody reads any more: with its pipe closed the command finds out as it would have.
    if !isRead {
      hasLostReader = true
      finish(index)
    }
  }

  private mutating func finish(_ index: Int) {
    close(channels[index].source)
    channels[index].source = -1
  }

  /// Leaves open output of background programs to `cat`. A pseudo terminal ends with us, as every
  /// terminal does.
  private mutating func handOver() {
    for index in channels.indices where channels[index].source >= 0 {
      let channel = channels[index]
      if channel.source != terminal?.master {
        _ = try? ChildProcess(
          ["cat"], descriptors: [channel.source, channel.target, -1], newSession: nil,
          mask: watch.before)
      }
      finish(index)
    }
  }
}

/// Writing that takes short counts, interruptions and non-blocking descriptors in its stride.
enum ByteWriter {
  /// Returns false when nobody reads the other end or it cannot be written.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes
    while let start = rest.baseAddress, rest.count > 0 {
      let count = Foundation.write(descriptor, start, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, -1)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { write($0, to: descriptor) }
  }
}
