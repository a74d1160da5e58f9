import CPCRE2

extension Pattern {
  /// The leftmost match in `line` (one line without its line end; any bytes).
  ///
  /// A line longer than `limits.window` is seen in windows that overlap: each start position is
  /// tried in one window, with at least `limits.overlap` bytes ahead of it. So a match that needs
  /// more than that many bytes may be missed or end early; that is the price of bounded time.
  ///
  /// If some window could not be evaluated and a later one matches, the answer is that match.
  public func firstMatch(
    in line: UnsafeRawBufferPointer, scratch: MatchScratch
  ) -> MatchResult {
    if let anchoredFirst, let byte = line.first, !anchoredFirst.contains(byte) { return .none }
    if scratch.isSuspended(self) { return .notEvaluated(.suspended) }
    if !scratch.isTiming {
      scratch.pause()
      return scratch.timing(attempts: 1) {
        firstMatch(in: line, scratch: scratch)
      } tried: { watch in
        watch(self)
      }
    }
    scratch.apply(limits)
    let result =
      line.count <= limits.effectiveWindow
      ? evaluate(line, at: Window(subject: 0..<line.count, start: 0, isLast: true), scratch)
      : firstMatchInWindows(of: line, scratch)
    if case .notEvaluated = result { scratch.trip(self) }
    return result
  }

  /// The leftmost match in `line`, for callers with an array.
  public func firstMatch(in line: [UInt8], scratch: MatchScratch) -> MatchResult {
    line.withUnsafeBytes { firstMatch(in: $0, scratch: scratch) }
  }

  private func firstMatchInWindows(
    of line: UnsafeRawBufferPointer, _ scratch: MatchScratch
  ) -> MatchResult {
    var refusal: Refusal?
    var start = 0
    while true {
      let window = Window(line, from: start, leftContext: leftContext, limits)
      switch evaluate(line, at: window, scratch) {
      case .match(let match) where window.isLast || match.range.lowerBound < window.nextStart:
        return .match(match)
      case .notEvaluated(let reason):
        refusal = refusal ?? reason
      case .match, .none:
        break  // a match in the overlap is left to the next window, which sees more of it
      }
      if window.isLast { break }
      if scratch.isSuspended(self) {
        refusal = .suspended
        break
      }
      start = window.nextStart
    }
    return refusal.map { .notEvaluated($0) } ?? .none
  }

  private func evaluate(
    _ line: UnsafeRawBufferPointer, at window: Window, _ scratch: MatchScratch
  ) -> MatchResult {
    guard let data = scratch.matchData, let context = scratch.context else {
      return .notEvaluated(.failed(code: PCRE2_ERROR_NOMEMORY))
    }
    let subject = line[window.subject]
    var options: UInt32 = 0
    if window.subject.lowerBound > 0 { options |= PCRE2_NOTBOL }
    if !window.isLast { options |= PCRE2_NOTEOL }
    let start = window.start - window.subject.lowerBound
    // Unsafe: PCRE2 reads `subject.count` bytes from the pointer during the call only; the caller
    // of `firstMatch` guarantees `line` for that long. Offsets are read from the match data
    // right after, before the scratch is used again.
    func run(_ extra: UInt32) -> Int32 {
      let bytes = UnsafeRawBufferPointer(rebasing: subject)
      var empty: UInt8 = 0
      guard let base = bytes.baseAddress else {
        return pcre2_match_8(code, &empty, 0, 0, options | extra, data, context)
      }
      return pcre2_match_8(
        code, base.assumingMemoryBound(to: UInt8.self), bytes.count, start, options | extra, data,
        context)
    }
    var result = scratch.charged(self) { run(0) }
    if result == PCRE2_ERROR_JIT_STACKLIMIT {
      result = scratch.charged(self) { run(PCRE2_NO_JIT) }
    }
    if result > 0 { return .match(match(data, shiftedBy: window.subject.lowerBound)) }
    return Self.answer(toCode: result)
  }

  private static func answer(toCode code: Int32) -> MatchResult {
    switch code {
    case PCRE2_ERROR_NOMATCH: .none
    case PCRE2_ERROR_MATCHLIMIT: .notEvaluated(.matchLimit)
    case PCRE2_ERROR_DEPTHLIMIT: .notEvaluated(.depthLimit)
    case PCRE2_ERROR_HEAPLIMIT: .notEvaluated(.heapLimit)
    default: .notEvaluated(.failed(code: code))
    }
  }

  /// Reads PCRE2's offsets of the match just found.
  private func match(_ data: OpaquePointer, shiftedBy shift: Int) -> Match {
    let count = Int(pcre2_get_ovector_count_8(data))
    let offsets = UnsafeBufferPointer(start: pcre2_get_ovector_pointer_8(data), count: 2 * count)
    func range(_ group: Int) -> Range<Int>? {
      // PCRE2_UNSET is all ones, -1 here. A lookbehind with \K can end before it starts.
      let start = offsets[2 * group]
      let end = offsets[2 * group + 1]
      return start >= 0 && end >= start ? (start + shift)..<(end + shift) : nil
    }
    let whole = range(0) ?? (offsets[1] + shift)..<(offsets[1] + shift)
    let ranges = groups.map { numbers -> Range<Int>? in
      for number in numbers {
        if let found = range(number) { return found }
      }
      return nil
    }
    return Match(range: whole, names: captureNames, ranges: ranges)
  }
}

/// A piece of a long line as it is given to PCRE2.
struct Window {
  /// The bytes PCRE2 sees, as offsets into the line.
  let subject: Range<Int>
  /// The first position at which a match may start; bytes of `subject` before it are there for
  /// lookbehinds and `\b`.
  let start: Int
  /// Whether `subject` reaches the end of the line.
  let isLast: Bool
  /// Where the next window starts to look for matches.
  let nextStart: Int

  init(subject: Range<Int>, start: Int, isLast: Bool) {
    self.subject = subject
    self.start = start
    self.isLast = isLast
    nextStart = subject.upperBound
  }

  /// The window of `line` that looks for matches from `start` on.
  init(
    _ line: UnsafeRawBufferPointer, from start: Int, leftContext: Int, _ limits: MatchLimits
  ) {
    let lower = Self.characterStart(line, max(0, start - leftContext))
    let end = start + limits.effectiveWindow
    let isLast = end >= line.count
    let upper = isLast ? line.count : Self.characterStart(line, end)
    self.start = start
    self.isLast = isLast
    subject = lower..<upper
    nextStart =
      isLast ? upper : max(start + 1, Self.characterStart(line, upper - limits.effectiveOverlap))
  }

  /// `offset`, or up to three bytes before it if it is inside a UTF-8 character.
  private static func characterStart(_ line: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    var index = offset
    while index > 0, offset - index < 3, line[index] & 0xC0 == 0x80 { index -= 1 }
    return line[index] & 0xC0 == 0x80 ? offset : index
  }
}
