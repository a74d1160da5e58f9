import CPCRE2

/// The memory that matching needs, and the account of what each pattern has used up.
///
/// One per thread, made anew (or `reset()`) for each log: budgets are per log. Not `Sendable`.
public final class MatchScratch {
  /// JIT stack in bytes. The default of 32 KiB is too small for a group repeated over a 4 KiB
  /// window and would end in an error code; memory is only touched as far as it is used.
  static let jitStack = 512 * 1_024

  // Unsafe: three PCRE2 objects owned by this one. They are nil only if malloc failed; matching
  // then answers `failed(code: PCRE2_ERROR_NOMEMORY)`.
  let matchData: OpaquePointer?
  let context: OpaquePointer?
  private let stack: OpaquePointer?
  private var applied: MatchLimits?
  private let account = MatchAccount()
  /// When the last group of attempts ended; 0 after a pause.
  private var lastEnd: UInt64 = 0

  public init() {
    matchData = pcre2_match_data_create_8(UInt32(Pattern.mostGroups + 1), nil)
    context = pcre2_match_context_create_8(nil)
    stack = pcre2_jit_stack_create_8(32 * 1_024, Self.jitStack, nil)
    if let context, let stack {
      // Without a callback the third argument is the stack itself; it lives as long as we do.
      pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
    }
  }

  deinit {
    pcre2_jit_stack_free_8(stack)
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(matchData)
  }

  /// Forgets what patterns have used up: call it when a new log begins.
  public func reset() {
    account.clear()
  }

  /// Makes PCRE2 use these limits from now on.
  func apply(_ limits: MatchLimits) {
    // Spelled out: the synthesized comparison of optionals is a call of a witness per attempt.
    if let applied, applied.matchLimit == limits.matchLimit,
      applied.depthLimit == limits.depthLimit, applied.heapKiB == limits.heapKiB
    {
      return
    }
    guard let context else { return }
    pcre2_set_match_limit_8(context, limits.matchLimit)
    pcre2_set_depth_limit_8(context, limits.depthLimit)
    pcre2_set_heap_limit_8(context, limits.heapKiB)
    applied = limits
  }

  /// Runs `body` (one PCRE2 call for `pattern`) and charges the pattern for it.
  @inline(__always)
  func charged(_ pattern: Pattern, _ body: () -> Int32) -> Int32 {
    account.charge(pattern, body)
  }

  /// Tries several patterns on one line, and watches them more closely if that took long.
  ///
  /// - Parameters:
  ///   - attempts: how many patterns are tried: each may take a microsecond of its own.
  ///   - body: tries them with `firstMatch(in:scratch:)` and returns what came of it.
  ///   - tried: calls its argument with each pattern tried; only called if `body` took long.
  public func timing<Result>(
    attempts: Int, _ body: () -> Result, tried: ((Pattern) -> Void) -> Void
  ) -> Result {
    // Reading the clock costs as much as a short match: the end of one group is the start of the
    // next. The work between them counts as well, which at worst means a look at a decent pattern.
    let start = lastEnd == 0 ? MatchAccount.moment() : lastEnd
    isTiming = true
    let result = body()
    isTiming = false
    lastEnd = MatchAccount.moment()
    if lastEnd &- start > MatchAccount.slowGroup(of: attempts) {
      tried { account.watch($0) }
    }
    return result
  }

  /// What follows until the next attempt is not part of it.
  public func pause() { lastEnd = 0 }

  /// Whether the attempts are timed together by ``timing(_:tried:)``.
  private(set) var isTiming = false

  /// From now on the next calls of `pattern` are timed with the CPU clock.
  func watch(_ pattern: Pattern) { account.watch(pattern) }

  /// Notes that `pattern` could not be evaluated on a line.
  func trip(_ pattern: Pattern) { account.trip(pattern) }

  func isSuspended(_ pattern: Pattern) -> Bool { account.isSuspended(pattern) }
}
