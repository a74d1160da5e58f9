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

  /// Whether the line holds the literal as it is spelled.
  private func holdsSpelled(_ line: [UInt8], _ literal: RequiredLiterals.Literal) -> Bool {
    let wanted = literal.spelling ?? literal.folded
    let low = folded(line)
    guard line.count >= wanted.count else { return false }
    return (0...(line.count - wanted.count)).contains { start in
      wanted.indices.allSatisfy {
        low[start + $0] == literal.folded[$0]
          && (literal.spelling == nil || wanted[$0] == 0xFF || wanted[$0] == line[start + $0])
      }
    }
  }

  /// Pattern, and how its literals are spelled; `*` for a letter in either case.
  static let spellings: [(String, [String]?)] = [
    (#"^\s+\w*Test"#, ["Test"]), (#"(?i)zebra \d"#, nil),
    (#"[Zz]ebra"#, ["*ebra"]), (#"(?:ZEBRA|zebra)"#, nil), (#"x(?i:YZ)Q"#, ["x**Q"]),
  ]

  @Test(arguments: spellings.map(\.0)) func keepsTheSpelling(pattern: String) throws {
    let expected = Self.spellings.first { $0.0 == pattern }?.1
    let found = try #require(RequiredLiterals.required(by: pattern))
    let texts = found.compactMap(\.spelling).map {
      String(decoding: $0.map { $0 == 0xFF ? UInt8(ascii: "*") : $0 }, as: UTF8.self)
    }
    #expect(texts == expected ?? [])
  }

  static let firsts: [(String, String, String)] = [
    (#"^error"#, "e", "EfR "), (#"^\s*\d+/\d+"#, " \t0189", "a/"), (#"^(?i)k"#, "kK\u{212A}", "j"),
    (#"^[^a-z]"#, "A0\u{e9}", ""), (#"^[^a]x"#, "bA", "a"), (#"^(?:foo|\[\w+\])"#, "f[", "ow"),
    (#"^(?!no)\S"#, "nxé", " "), (#"^.x"#, "x ", ""), (#"^[A-Z$]\w"#, "AZ$", "a1"),
    (#"^(?:x|)"#, "xyz ", ""), (#"^E {3,}"#, "E", "e "),
  ]

  @Test(arguments: firsts.map(\.0)) func knowsTheFirstBytes(pattern: String) throws {
    let (_, inside, outside) = try #require(Self.firsts.first { $0.0 == pattern })
    let set = RequiredLiterals.firstBytes(of: pattern)
    for scalar in inside.unicodeScalars { #expect(set.contains(Array("\(scalar)".utf8)[0])) }
    for byte in outside.utf8 { #expect(!set.contains(byte)) }
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
      guard let literals = RequiredLiterals.required(by: source),
        let pattern = try? Pattern(source, firstBytes: .all)
      else { continue }
      let first = RequiredLiterals.firstBytes(of: source)
      for _ in 0..<20 {
        let line = Array(
          (0...Int.random(in: 0...9, using: &random)).map { _ in random.pick(letters) }.joined()
            .utf8)
        guard case .match(let match) = pattern.firstMatch(in: line, scratch: scratch) else {
          continue
        }
        checked += 1
        let text = String(decoding: line, as: UTF8.self)
        let isHeld = literals.contains { holdsSpelled(line, $0) }
        #expect(isHeld, "/\(source)/ matches '\(text)'")
        // \\K moves the start of what is reported, not of what was matched.
        if !source.contains("\\K"), !match.range.isEmpty {
          #expect(first.contains(line[match.range.lowerBound]), "/\(source)/ begins '\(text)'")
        }
      }
    }
    #expect(checked > 0)
  }
}
