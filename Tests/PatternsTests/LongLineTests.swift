import Testing

@testable import Patterns

/// Lines longer than a window: the answer is the one a look at the whole line would give, as long
/// as a match needs no more than the overlap.
@Suite struct LongLineTests {
  private let scratch = MatchScratch()

  private func range(_ source: String, _ line: String) throws -> Range<Int>? {
    guard
      case .match(let match) = try Pattern(source).firstMatch(
        in: Array(line.utf8), scratch: scratch)
    else { return nil }
    return match.range
  }

  @Test(arguments: [
    0, 1, 3_500, 3_580, 3_583, 3_584, 3_585, 3_600, 4_080, 4_090, 4_093, 4_096, 7_168, 9_000,
    29_994,
  ])
  func findsAMatchAnywhere(place: Int) throws {
    for filler in ["x", "é", "€", "😀"] {
      let width = filler.utf8.count
      let before = String(repeating: filler, count: place / width)
      let after = String(repeating: filler, count: (30_000 - place) / width)
      let start = before.utf8.count
      let line = before + "needle" + after
      #expect(try range("needle", line) == start..<(start + 6))
      #expect(
        try range("(?<=x)needle", line) == (filler == "x" && place > 0 ? start..<(start + 6) : nil))
      #expect(try range(#"\bneedle\b"#, "\(before) needle \(after)") == (start + 1)..<(start + 7))
      #expect(
        try range(#"(?<!x)needle"#, line)
          == (filler == "x" && place > 0 ? nil : start..<(start + 6)))
    }
  }

  @Test func lineEndsAreTheRealOnes() throws {
    let long = String(repeating: "a", count: 20_000)
    #expect(try range("^a", long) == 0..<1)
    #expect(try range("(?m)^a", long) == 0..<1)
    #expect(try range("^b", long + "b") == nil)
    #expect(try range("(?:^|x)b", long + "b") == nil)
    #expect(try range("(?<=^a)b", long + "b") == nil)
    #expect(try range("a$", long + "b") == nil)
    #expect(try range("(?m)a$", long + "b") == nil)
    #expect(try range("ab$", long + "b") == 19_999..<20_001)
    #expect(try range("^a*$", long) == nil)  // would need the whole line at once
  }

  @Test func matchesThatBeginWithAnythingAreFoundInLaterWindows() throws {
    let line = String(repeating: "a", count: 10_000) + "needle" + String(repeating: "b", count: 99)
    #expect(try range(".*needle", line)?.upperBound == 10_006)
    #expect(try range("(?s).*needle", line)?.upperBound == 10_006)
    #expect(try range(".*?needle$", line) == nil)
  }

  @Test func theLeftmostMatchWins() throws {
    let line =
      String(repeating: "-", count: 8_000) + "one two" + String(repeating: "-", count: 9_000)
    #expect(try range("two|one", line + "two") == 8_000..<8_003)
  }

  /// Small windows against a look at the whole line, on random lines.
  @Test(arguments: 0..<20)
  func agreesWithTheWholeLine(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let sources = [
      "ab+c", "^abc", "c$", #"\bb"#, "(?<=a)b(?=c)", "(?<![ab])c", "é.?a", "^$", "a€?b",
      #"(?<x>\w)\k<x>c"#,
    ]
    var small = MatchLimits.builtIn
    small.window = 64
    small.overlap = 16
    var large = MatchLimits.builtIn
    large.window = 1 << 20
    for source in sources {
      let windowed = try Pattern(source, limits: small)
      let whole = try Pattern(source, limits: large)
      for _ in 0..<60 {
        let line = Array(
          (0..<Int.random(in: 0...300, using: &random)).map { _ in
            random.pick(["a", "b", "c", " ", "é", "€", "d", "d", "d", "d", "d"])
          }.joined().utf8)
        #expect(
          windowed.firstMatch(in: line, scratch: scratch)
            == whole.firstMatch(in: line, scratch: scratch),
          "/\(source)/ on '\(String(decoding: line, as: UTF8.self))'")
      }
    }
  }
}
