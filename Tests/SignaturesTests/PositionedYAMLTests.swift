import Signatures
import Testing

@Suite struct PositionedYAMLTests {
  /// Every text with its place, in order.
  private func texts(_ value: PositionedYAML) -> [String] {
    switch value.content {
    case .text(let text): ["\(value.place.line):\(value.place.column) \(text)"]
    case .list(let items): items.flatMap(texts)
    case .mapping(let pairs): pairs.flatMap { texts($0.key) + texts($0.value) }
    }
  }

  @Test func valuesKnowWhereTheyStand() throws {
    let value = try PositionedYAML.read("a: [x, 'y']\nb:\n  c: 1\n  d:\n", path: "f")
    let found = value.map(texts) ?? []
    #expect(found == ["1:1 a", "1:5 x", "1:8 y", "2:1 b", "3:3 c", "3:6 1", "4:3 d", "4:5 "])
  }

  @Test(arguments: ["", "# a comment\n", "\n\n"]) func nothingIsNothing(_ text: String) throws {
    let value = try PositionedYAML.read(text, path: "f")
    #expect(value.map(texts) == nil)
  }

  @Test(arguments: [
    ("a: b: c", "f:1:5: not YAML"), ("a: 1\na: 2\n", "is given twice"),
    ("a: *nowhere", "f:1:"), ("\u{1}", "f:1:1: not YAML"),
  ])
  func whatIsWrongHasItsPlace(_ text: String, _ words: String) {
    #expect { try PositionedYAML.read(text, path: "f") } throws: {
      "\($0)".contains(words)
    }
  }
}
