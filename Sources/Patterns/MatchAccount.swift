import Glibc

/// Who used how much CPU time in a log. Only patterns that were slow once are watched closely.
///
/// The thread's CPU clock is a system call (260 ns measured, more than a match), the monotonic
/// clock is not (22 ns), and all the attempts on one line are timed together with the cheap one.
/// The patterns of a line that took long by it, be it the fault of one of them or of a busy
/// machine, are timed with the CPU clock for a while, and only slow calls by that clock count. So an answer does not depend on how busy the machine
/// is, and a decent pattern is not suspended for being tried on millions of lines.
final class MatchAccount {
  /// A call longer than this many nanoseconds is slow: 4 KiB at 80 MB/s.
  static let slowCall: UInt64 = 50_000
  /// For how many calls a pattern is watched at first; each further time twice as many, so that
  /// a log cannot place its slow lines just behind each watch.
  static let firstWatch = 16

  /// A class, so that a charge changes it in place.
  private final class Entry {
    /// Kept so that no other pattern can get the same identity.
    let pattern: Pattern
    var nanoseconds: UInt64 = 0
    var trips = 0
    var watchedCalls = 0
    private var nextWatch = 2 * MatchAccount.firstWatch

    init(_ pattern: Pattern) { self.pattern = pattern }

    var isSuspended: Bool {
      nanoseconds >= pattern.limits.cpuNanosecondsPerPattern
        || trips >= pattern.limits.tripsPerPattern
    }

    func watch() {
      watchedCalls = nextWatch
      nextWatch = min(2 * nextWatch, 1 << 16)
    }
  }

  private var entries: [ObjectIdentifier: Entry] = [:]
  /// One bit of 64 for each pattern being watched, or suspended: a look-up costs more than most
  /// attempts, and is only made for a pattern whose bit is set.
  private var watchedBits: UInt64 = 0
  private var suspendedBits: UInt64 = 0

  private static func bit(_ pattern: Pattern) -> UInt64 {
    // Objects begin on 16-byte boundaries; the multiplication spreads what is left.
    let address = UInt64(UInt(bitPattern: Unmanaged.passUnretained(pattern).toOpaque()))
    return 1 &<< ((address &>> 4 &* 0x9E37_79B9_7F4A_7C15) &>> 58)
  }

  /// Whether `pattern` has used up its budget.
  func isSuspended(_ pattern: Pattern) -> Bool {
    guard suspendedBits & Self.bit(pattern) != 0, let entry = entries[ObjectIdentifier(pattern)]
    else { return false }
    return entry.isSuspended
  }

  /// Runs `body`, one attempt at `pattern`. A watched pattern is charged for it; the time of the
  /// others is looked at by whoever calls ``watch(_:)`` when a group of them took long.
  @inline(__always)
  func charge(_ pattern: Pattern, _ body: () -> Int32) -> Int32 {
    if watchedBits == 0 || watchedBits & Self.bit(pattern) == 0 { return body() }
    return chargeWatched(pattern, body)
  }

  private func chargeWatched(_ pattern: Pattern, _ body: () -> Int32) -> Int32 {
    guard let entry = entries[ObjectIdentifier(pattern)], entry.watchedCalls > 0 else {
      return body()
    }
    return charge(entry, body)
  }

  /// From now on the next calls of `pattern` are timed with the CPU clock.
  func watch(_ pattern: Pattern) {
    let entry = entry(pattern)
    guard entry.watchedCalls == 0 else { return }
    watchedBits |= Self.bit(pattern)
    entry.watchedCalls = Self.firstWatch
  }

  private func charge(_ entry: Entry, _ body: () -> Int32) -> Int32 {
    let (now, slowCall) = (Self.now, Self.slowCall)
    let wallStart = now(CLOCK_MONOTONIC)
    let start = now(CLOCK_THREAD_CPUTIME_ID)
    let result = body()
    let end = now(CLOCK_THREAD_CPUTIME_ID)
    // On a virtual machine the CPU clock was seen to jump, also backwards.
    let spent = min(end > start ? end - start : 0, now(CLOCK_MONOTONIC) &- wallStart)
    entry.watchedCalls -= 1
    if spent > slowCall {
      entry.nanoseconds += spent
      entry.watch()
      if entry.isSuspended { suspendedBits |= Self.bit(entry.pattern) }
    }
    if entry.watchedCalls == 0 {
      watchedBits = entries.values.reduce(0) {
        $1.watchedCalls > 0 ? $0 | Self.bit($1.pattern) : $0
      }
    }
    return result
  }

  /// Notes that `pattern` could not be evaluated on a line.
  func trip(_ pattern: Pattern) {
    let entry = entry(pattern)
    entry.trips += 1
    if entry.isSuspended { suspendedBits |= Self.bit(pattern) }
  }

  private func entry(_ pattern: Pattern) -> Entry {
    if let known = entries[ObjectIdentifier(pattern)] { return known }
    let new = Entry(pattern)
    entries[ObjectIdentifier(pattern)] = new
    return new
  }

  /// Forgets what patterns have used up.
  func clear() {
    entries = [:]
    watchedBits = 0
    suspendedBits = 0
  }

  /// Nanoseconds on a clock that costs little to read.
  static func moment() -> UInt64 { now(CLOCK_MONOTONIC) }

  /// The nanoseconds that `attempts` of decent patterns may take together.
  static func slowGroup(of attempts: Int) -> UInt64 { slowCall &+ UInt64(attempts) &* 1_000 }

  private static func now(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
