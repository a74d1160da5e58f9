import Glibc
import Testing

@testable import Patterns

/// Hostile lines: a right answer or "not evaluated", and soon.
@Suite(.serialized) struct MatchLimitTests {
  static let patterns = [
    #"(a+)+$"#, #"(?:\s|\t)+$"#, #"\s+$"#, #"(?:(a)|b)*[cd]"#, #"\s+\s+\s+\s+$"#,
  ]
  static let lines: [[UInt8]] = ["a", " ", "\t", "ab", " \t"].flatMap { unit in
    [64, 2_048, 4_096, 65_536].map { length in
      Array(String(repeating: unit, count: length / unit.utf8.count).utf8) + [0x21]
    }
  }

  /// The line ends in '!', so none of the patterns matches it: `none` is right, a match is wrong.
  @Test(arguments: patterns, [MatchLimits.builtIn, .imported])
  func endsSoonWithAnHonestAnswer(source: String, limits: MatchLimits) throws {
    let pattern = try Pattern(source, limits: limits)
    for line in Self.lines {
      let scratch = MatchScratch()
      let start = cpuSeconds()
      let result = pattern.firstMatch(in: line, scratch: scratch)
      let seconds = cpuSeconds() - start
      if case .match = result { Issue.record("a match on \(line.count) bytes") }
      #expect(seconds < 8, "\(line.count) bytes of \(line[0])")
    }
  }

  /// The line does match, but only after more steps than allowed: never `none`.
  @Test(arguments: [
    (#"(a+)+$|b"#, "a", "c b"), (#"(?:(a+)+|x)*;|b"#, "a", "!b"), (#"(\s+)+$|b"#, " ", "!b"),
  ])
  func aLimitIsNeverASilentNone(source: String, unit: String, end: String) throws {
    let pattern = try Pattern(source, limits: .imported)
    for length in [30, 300, 3_000, 60_000] {
      let line = Array((String(repeating: unit, count: length) + end).utf8)
      #expect(pattern.firstMatch(in: line, scratch: MatchScratch()) != .none, "\(length)")
    }
  }

  @Test func theCodeSaysWhichLimit() throws {
    let line = [UInt8](repeating: 0x61, count: 3_000) + [0x21]
    let pattern = try Pattern("(a+)+$", limits: .imported)
    #expect(pattern.firstMatch(in: line, scratch: MatchScratch()) == .notEvaluated(.matchLimit))
  }

  @Test func threeTripsSuspendUntilReset() throws {
    let line = [UInt8](repeating: 0x61, count: 3_000) + [0x21]
    let pattern = try Pattern("(a+)+$", limits: .imported)
    let other = try Pattern("a!", limits: .imported)
    let scratch = MatchScratch()
    for _ in 0..<3 {
      #expect(pattern.firstMatch(in: line, scratch: scratch) == .notEvaluated(.matchLimit))
    }
    #expect(pattern.firstMatch(in: [0x61], scratch: scratch) == .notEvaluated(.suspended))
    #expect(other.firstMatch(in: line, scratch: scratch) != .none)
    scratch.reset()
    guard case .match = pattern.firstMatch(in: [0x61], scratch: scratch) else {
      Issue.record("still suspended after reset()")
      return
    }
  }

  /// A JIT stack that is too small is not an answer: the interpreter is asked.
  @Test func theInterpreterAnswersWhenTheJITStackIsTooSmall() throws {
    var limits = MatchLimits.builtIn
    limits.window = 1 << 20
    limits.matchLimit = 10_000_000
    let line = [UInt8](repeating: 0x20, count: 40_000)
    let source = #"(?:\s|\t)+$"#
    // Only the interpreter has a depth limit, so this shows that it was asked.
    #expect(
      try Pattern(source, limits: limits).firstMatch(in: line, scratch: MatchScratch())
        == .notEvaluated(.depthLimit))
    limits.depthLimit = 10_000_000
    #expect(
      try Pattern(source, limits: limits).firstMatch(in: line, scratch: MatchScratch())
        == .match(Match(range: 0..<40_000, names: [], ranges: [])))
    limits.heapKiB = 64
    #expect(
      try Pattern(source, limits: limits).firstMatch(in: line, scratch: MatchScratch())
        == .notEvaluated(.heapLimit))
  }

  @Test func usedUpTimeSuspends() throws {
    var limits = MatchLimits.builtIn
    limits.matchLimit = 10_000_000
    limits.cpuNanosecondsPerPattern = 2_000_000
    let pattern = try Pattern(#"(?:\s|\t)+$"#, limits: limits)
    let line = [UInt8](repeating: 0x20, count: 3_000) + [0x21]
    let scratch = MatchScratch()
    // Slow for the first time: watched from now on. Slow again: charged. Then suspended.
    #expect(pattern.firstMatch(in: line, scratch: scratch) == .none)
    #expect(pattern.firstMatch(in: line, scratch: scratch) == .none)
    #expect(pattern.firstMatch(in: line, scratch: scratch) == .notEvaluated(.suspended))
    #expect(pattern.firstMatch(in: [0x20], scratch: MatchScratch()) != .none)
  }

  @Test func scratchesServeThreadsSideBySide() async throws {
    let pattern = try Pattern(#"line (?<n>\d+)"#)
    let sums = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let scratch = MatchScratch()
          return (0..<2_000).count { number in
            let line = Array("a line \(number)".utf8)
            guard case .match(let match) = pattern.firstMatch(in: line, scratch: scratch) else {
              return false
            }
            return match["n"] == 7..<line.count
          }
        }
      }
      return await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(sums == [2_000, 2_000, 2_000, 2_000])
  }
}

/// Seconds of processor time of this thread: what the other tests do does not count.
private func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
