import Testing

@testable import Patterns

@Suite struct RequiredLiteralsTests {
  /// Pattern and the set expected from it; nil: no literal is known.
  static let cases: [(String, [String]?)] = [
    (#"^go: (?<module>\S+): .*dial tcp [^ ]+: (?<cause>i/o timeout|refused)"#, ["dial tcp "]),
    (#"npm ERR! code E404"#, ["r! code e404"]),
    (#"foo(?:bar|baz)qux"#, ["foobarqux", "foobazqux"]),
    (#"(?:one hand|the other)\d"#, ["one hand", "the other"]),
    (#"No space left on device"#, ["no space lef"]),
    (#"\[x\]\.\x1b\x{41}"#, ["[x].\u{1b}a"]),
    (#"\Qa.b*c\E+d"#, ["a.b*c"]),
    (#"ab?cdefg"#, ["abcdefg", "acdefg"]),
    (#"x{3}yz"#, ["xxxyz"]),
    (#"(?x) no \ space # comment"#, ["no space"]),
    (#"(?i)disc zone"#, ["disc zone", "ſ"]),
    (#"(?i)kernel"#, ["kernel", "\u{212A}"]),
    (#"[Ee]rrno [12]"#, ["errno 1", "errno 2"]),
    (#"colou?rfast"#, ["colorfast", "colourfast"]),
    (#"(?<=abcdef)xyz"#, ["xyz"]),
    (#"(abcdef)?xyz"#, ["xyz"]),
    (#"(\w+) \1"#, nil),
    (#"ab"#, nil),
    (#"(?:abcdef|\d+)"#, nil),
    (#"(?:abcdef)*"#, nil),
    (#"abcdef(*ACCEPT)ghi"#, nil),
    (#"(abc"#, nil),
    (#"abc{,3}defghi"#, nil),
    (#"(?(?=a)abcdef|ghijkl)mnopqr"#, ["mnopqr"]),
    (#"(?i:É)tude de"#, ["tude de"]),
    (#"été ÉTÉ"#, ["été ÉtÉ"]),
    (#"[[:alpha:]]abc[]x]"#, ["abc]", "abcx"]),
    (#"(?:foo )+bar"#, ["foo bar"]),
    (#"abc\\Qdef"#, [#"abc\qdef"#]),
    (#"value \Qa\Eb\Q\Ec"#, ["value abc"]),
    (#"a(?#x)+bcdef"#, ["abcdef"]),
    (#"a(?i:b)(?-i)cde(?^:f)"#, ["abcdef"]),
    (#"(*UTF)(*LIMIT_MATCH=10)abcdef"#, ["abcdef"]),
  ]

  @Test(arguments: cases.map(\.0))
  func givesTheExpectedSet(pattern: String) throws {
    let expected = Self.cases.first { $0.0 == pattern }?.1
    let found = RequiredLiterals.extract(from: pattern)
    #expect(
      found?.map { String(decoding: $0, as: UTF8.self) }.sorted() == expected?.sorted(),
      "\(pattern)")
  }

  @Test func prefersTheRareOverTheLong() {
    let found = RequiredLiterals.extract(from: #"error: failed to .* frobnicate"#)
    #expect(found == [Array(" frobnicate".utf8)])
  }

  @Test(arguments: 0..<12)
  func isSoundForGeneratedPatterns(seed: Int) throws {
    var generator = PatternGenerator(seed: UInt64(seed))
    let scratch = MatchScratch()
    var known = 0
    for _ in 0..<120 {
      let (source, text) = generator.make()
      let pattern = try Pattern(source)
      let bytes = Array("noise \(text) noise".utf8)
      switch pattern.firstMatch(in: bytes, scratch: scratch) {
      case .match: break
      case .none: Issue.record("generator: /\(source)/ does not match '\(text)'")
      case .notEvaluated: continue  // nested repetitions
      }
      guard let literals = RequiredLiterals.extract(from: source) else { continue }
      known += 1
      let line = folded(bytes)
      #expect(literals.contains { holds(line, $0) }, "/\(source)/ matches '\(text)': \(literals)")
    }
    #expect(known > 10)
  }

  /// Token soup: whatever of it PCRE2 accepts and finds in letter soup must hold a literal.
  @Test(arguments: 0..<12)
  func isSoundForTokenSoup(seed: Int) {
    let tokens = [
      "abc", "ab", "c", "a", "b", "k", "S", "é", "(", "(?:", "(?i)", "(?i:", "(?x)", "(?x-i:",
      "(?|",
      "(?>", "(?=", "(?!", "(?<=", "(?<!", "(?#", ")", ")", ")", "|", "|", "?", "*", "+", "{2}",
      "{0}", "{1,2}", "{,2}", "{ 1 }", "{", "}", "[", "]", "[^", "[]", "-", "[ab]", "[a-c]",
      "[[:alpha:]", ".",
      "^", "$", "\\b", "\\Q", "\\E", "\\", "\\x61", "\\x{62}", "\\x", "\\141", "\\1", "\\01",
      "\\o{141}", "\\N", "\\d", "\\w", "\\K", "\\R", "\\cA", "\\g1", "\\g{-1}", "(?1)", "(?R)",
      "(?(1)", "(?(?=a)", "(*ACCEPT)", "(*FAIL)", "(*atomic:", " ", "#", "\n", "(?^)", "(?xx)",
      "(?C1)", "(?<n>", "\\k<n>", "(?&n)", "(?'m'", "(?P=n)", "(?-1)", "(?J)", "(?U)", "(?n)", ":]",
    ]
    let letters = [
      "abc", "ab", "c", "a", "b", "K", "s", "é", " ", "#", "ſ", "\u{212A}", "{", "}", ",", "2",
      "{,2}", "]", "\u{01}", "-",
    ]
    var random = SeededGenerator(seed: UInt64(seed) &* 7_919)
    let scratch = MatchScratch()
    var checked = 0
    for _ in 0..<2_000 {
      let source = (0...Int.random(in: 1...9, using: &random)).map { _ in random.pick(tokens) }
        .joined()
      guard let literals = RequiredLiterals.extract(from: source),
        let pattern = try? Pattern(source)
      else { continue }
      for _ in 0..<20 {
        let line = Array(
          (0...Int.random(in: 0...9, using: &random)).map { _ in random.pick(letters) }.joined()
            .utf8)
        guard case .match = pattern.firstMatch(in: line, scratch: scratch) else { continue }
        checked += 1
        let isHeld = literals.contains { holds(folded(line), $0) }
        #expect(isHeld, "/\(source)/ matches '\(String(decoding: line, as: UTF8.self))'")
      }
    }
    #expect(checked > 0)
  }
}
