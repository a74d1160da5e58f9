import Testing

@testable import Patterns

@Suite struct PatternTests {
  private let scratch = MatchScratch()

  private func match(_ source: String, _ line: String) throws -> Match? {
    guard
      case .match(let match) = try Pattern(source).firstMatch(
        in: Array(line.utf8), scratch: scratch)
    else { return nil }
    return match
  }

  @Test func givesRangeAndNamedCaptures() throws {
    let found = try match(#"(?<tool>\w+): (\d+) (?<rest>x)?(?<word>\w+)"#, "é npm: 42 wörld")
    let match = try #require(found)
    #expect(match.range == 3..<12)
    #expect(match.names == ["tool", "rest", "word"])
    #expect(match["tool"] == 3..<6)
    #expect(match["rest"] == nil)
    #expect(match["word"] == 11..<12)
    #expect(match["nothing"] == nil)
    #expect(match.captures.map(\.name) == ["tool", "rest", "word"])
  }

  @Test func aNameGivenTwiceIsOneCapture() throws {
    let source = #"(?J)a=(?<v>\d)|b=(?<v>\w)"#
    #expect(try Pattern(source).captureNames == ["v"])
    #expect(try match(source, "b=z")?["v"] == 2..<3)
    #expect(try match(source, "a=1")?["v"] == 2..<3)
    #expect(try match(#"(?|a=(?<v>\d)|b=(?<v>\w))"#, "b=z")?["v"] == 2..<3)
  }

  @Test func emptyLinesAndEmptyMatches() throws {
    #expect(try match("^$", "")?.range == 0..<0)
    #expect(try match("x*", "abc")?.range == 0..<0)
    #expect(try match("x", "") == nil)
    let none = try Pattern("^$").firstMatch(
      in: UnsafeRawBufferPointer(start: nil, count: 0), scratch: scratch)
    #expect(none == .match(Match(range: 0..<0, names: [], ranges: [])))
  }

  @Test func invalidBytesAreSteppedOver() throws {
    let line: [UInt8] = [0xFF, 0xC3] + Array("error: x".utf8) + [0x80]
    let result = try Pattern("error: (?<w>.)").firstMatch(in: line, scratch: scratch)
    #expect(result == .match(Match(range: 2..<10, names: ["w"], ranges: [9..<10])))
  }

  /// Pattern, offset and words of the error.
  static let refused: [(String, Int, String)] = [
    ("a(b", 3, "missing closing parenthesis"),
    ("[a", 2, "missing terminating ] for character class"),
    (#"a\C"#, 3, "using \\C is disabled"),
    ("(*CRLF)a", 0, "'(*CRLF)' is not allowed here"),
    ("(*UTF)(*NO_JIT)a", 6, "'(*NO_JIT)' is not allowed here"),
    (#"\\a\z"#, 3, "write '$'"),
    (#"\Q\z\Ea\A"#, 7, "write '^'"),
    (#"x\G"#, 1, "'\\G' is not allowed"),
    (String(repeating: "()", count: 65), 130, "65 groups"),
    (String(repeating: "a", count: 4_097), 4_096, "4097 bytes"),
    (
      String(repeating: "(", count: 51) + String(repeating: ")", count: 51), 51, "too deeply nested"
    ),
    ("é(?<1>x)", 5, "must start with a non-digit"),
  ]

  @Test(arguments: refused.indices)
  func saysWhatIsWrongAndWhere(index: Int) {
    let (source, offset, words) = Self.refused[index]
    let error = #expect(throws: PatternError.self) { _ = try Pattern(source) }
    #expect(error?.offset == offset)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "-")")
  }

  @Test(arguments: ["(*UTF)(*UCP)a", "(*LIMIT_MATCH=10)a", #"\cA\x41a|\\Za"#, "(*atomic:a)", ""])
  func accepts(source: String) throws {
    #expect(try Pattern(source).source == source)
  }
}
