import Glibc

/// Who used how much CPU time in a log. Only patterns that were slow once are watched closely.
///
/// The thread's CPU clock is a system call (260 ns measured, more than a match), the monotonic
/// clock is not (22 ns). So every call is timed with the cheap one. A pattern that took long by
/// it, be it its own fault or that of a busy machine, is timed with the CPU clock for a while,
/// and only slow calls by that clock count. So an answer does not depend on how busy the machine
/// is, and a decent pattern is not suspended for being tried on millions of lines.
struct MatchAccount {
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
    private var nextWatch = MatchAccount.firstWatch

    init(_ pattern: Pattern) { self.pattern = pattern }

    func watch() {
      watchedCalls = nextWatch
      nextWatch = min(2 * nextWatch, 1 << 16)
    }
  }

  private var entries: [ObjectIdentifier: Entry] = [:]

  /// Whether `pattern` has used up its budget.
  func isSuspended(_ pattern: Pattern) -> Bool {
    guard !entries.isEmpty, let entry = entries[ObjectIdentifier(pattern)] else { return false }
    return entry.nanoseconds >= pattern.limits.cpuNanosecondsPerPattern
      || entry.trips >= pattern.limits.tripsPerPattern
  }

  /// Runs `body`, one attempt at `pattern`, and charges the pattern for it.
  mutating func charge(_ pattern: Pattern, _ body: () -> Int32) -> Int32 {
    if !entries.isEmpty, let entry = entries[ObjectIdentifier(pattern)], entry.watchedCalls > 0 {
      return Self.charge(entry, body)
    }
    let start = Self.now(CLOCK_MONOTONIC)
    let result = body()
    if Self.now(CLOCK_MONOTONIC) &- start > Self.slowCall { entry(pattern).watch() }
    return result
  }

  private static func charge(_ entry: Entry, _ body: () -> Int32) -> Int32 {
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
    }
    return result
  }

  /// Notes that `pattern` could not be evaluated on a line.
  mutating func trip(_ pattern: Pattern) { entry(pattern).trips += 1 }

  private mutating func entry(_ pattern: Pattern) -> Entry {
    if let known = entries[ObjectIdentifier(pattern)] { return known }
    let new = Entry(pattern)
    entries[ObjectIdentifier(pattern)] = new
    return new
  }

  private static func now(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
