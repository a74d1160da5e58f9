/// How much work a pattern may do before the answer is "not evaluated".
///
/// PCRE2's step limit starts anew at each start position, so it bounds time only together with
/// the window (the bytes of a line seen at once) and the CPU budget, which ends what is left.
/// Figures: reliability-security.md 1.3.
public struct MatchLimits: Sendable, Equatable {
  /// Steps from one start position. JIT code counts fewer things as a step than the interpreter.
  public var matchLimit: UInt32
  /// Nested backtracking points (interpreter only).
  public var depthLimit: UInt32
  /// Heap for backtracking points, in KiB (interpreter only).
  public var heapKiB: UInt32
  /// Longest piece of a line seen at once, in bytes. Longer lines are seen in windows.
  public var window: Int
  /// Bytes of a window that the next window sees again: each start position has at least this
  /// many bytes ahead of it (or the rest of the line).
  public var overlap: Int
  /// CPU time of the thread that slow calls (longer than 50 µs) of one pattern may use with one
  /// `MatchScratch` (that is: in one log) before it is suspended, in nanoseconds.
  public var cpuNanosecondsPerPattern: UInt64
  /// How many lines a pattern may fail to evaluate with one `MatchScratch` before it is suspended.
  public var tripsPerPattern: Int

  public init(
    matchLimit: UInt32, depthLimit: UInt32 = 1_000, heapKiB: UInt32 = 16 * 1_024,
    window: Int = 4_096, overlap: Int = 512, cpuNanosecondsPerPattern: UInt64 = 250_000_000,
    tripsPerPattern: Int = 3
  ) {
    self.matchLimit = matchLimit
    self.depthLimit = depthLimit
    self.heapKiB = heapKiB
    self.window = window
    self.overlap = overlap
    self.cpuNanosecondsPerPattern = cpuNanosecondsPerPattern
    self.tripsPerPattern = tripsPerPattern
  }

  /// For the signatures that ship with Faultline and passed its laws.
  public static let builtIn = MatchLimits(matchLimit: 50_000)
  /// For a user's own packs.
  public static let imported = MatchLimits(matchLimit: 5_000)

  /// The window in bytes, never so small that the overlap and a left context do not fit.
  var effectiveWindow: Int { max(window, 64) }
  /// The overlap in bytes, at most half a window.
  var effectiveOverlap: Int { min(max(overlap, 0), effectiveWindow / 2) }
}
