import Patterns
import Signatures
import Testing

/// Lines made to wear a backtracking matcher out, and their length in bytes.
struct Ordeal: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var text: String

  init(_ unit: String, kib: Int) {
    testDescription = "\(kib) KiB of \(unit.debugDescription)"
    let count = kib * 1024 / max(1, unit.utf8.count)
    text = String(repeating: unit, count: count)
  }
}

@Suite struct BudgetTests {
  static let ordeals: [Ordeal] =
    [
      " ", "a", "/", "[", "]", "(", "0", "\"", "'", ":", ".", "é", "漢字", "a ", "a/", "a.b-",
      "\\", "error: ", "1.2.3 ", "{\"a\":[", "x=y;", "https://a.b/", "::error::", "\t",
    ].map { Ordeal($0, kib: 8) }
    + [" ", "a", "0", "/"].map { Ordeal($0, kib: 64) }

  @Test(arguments: ordeals) func everyPatternIsEvaluated(_ ordeal: Ordeal) {
    let line = Rules.line(ordeal.text)
    let matcher = LineMatcher(catalog: Rules.catalog)
    _ = matcher.sightings(on: line, targets: Array(0..<Rules.catalog.patternCount))
    let refused = matcher.refused.map {
      "\(Rules.catalog.signatures[$0.signature].id): \($0.reason)"
    }
    #expect(refused == [])
  }

  /// The scan lets a pattern see only lines with one of its literals, so these are the lines that
  /// a hostile log can make it see.
  @Test(arguments: ["", " ", "a", "0", "/", "\""])
  func everyPatternIsEvaluatedOnLinesFullOfItsLiterals(_ glue: String) {
    let matcher = LineMatcher(catalog: Rules.catalog)
    var seen = 0
    for (target, source) in Rules.catalog.patterns.enumerated() {
      guard let literal = RequiredLiterals.extract(from: source)?.first else { continue }
      let unit = String(decoding: literal, as: UTF8.self) + glue
      let text = String(repeating: unit, count: 4096 / max(1, unit.utf8.count))
      _ = matcher.sightings(on: Rules.line(text), targets: [target])
      seen += 1
    }
    let refused = matcher.refused.map {
      "\(Rules.catalog.signatures[$0.signature].id): \($0.reason)"
    }
    #expect(refused == [])
    #expect(seen == Rules.catalog.patternCount)
  }
}
