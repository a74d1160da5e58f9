import Logs
import Patterns

/// The laws that every catalog obeys; an entry's examples are its tests.
///
/// Each is checked over the whole catalog: an example is hit on its marked line with its marked
/// captures, a counterexample is silent, an example's line belongs to its own signature among all
/// that match it, and key captures hold no run-specific noise.
public struct Laws {
  private let catalog: Catalog
  private let matcher: LineMatcher
  private var cleaner = LineCleaner(provider: .plain)

  public init(catalog: Catalog) {
    self.catalog = catalog
    matcher = LineMatcher(catalog: catalog)
  }

  /// Every breach of the laws in `file`, in the order of the file.
  public mutating func problems(in file: RuleFile) -> [Problem] {
    var out: [Problem] = []
    for entry in file.entries {
      guard let own = catalog.indexByID[entry.signature.id] else { continue }
      for example in entry.examples {
        for message in breaches(of: example, own: own, entry: entry) {
          out.append(Problem(path: file.path, place: example.place, message: message))
        }
      }
      for counterexample in entry.counterexamples {
        for (index, line) in counterexample.lines.enumerated() {
          let found = sightings(line, before: counterexample.lines[(index + 1)...])
          guard found.contains(where: { $0.signature == own }) else { continue }
          let why = "'\(entry.signature.id)' matches what it must not (\(counterexample.why)): "
          out.append(Problem(path: file.path, place: counterexample.place, message: why + line))
        }
      }
    }
    return out
  }

  private mutating func breaches(of example: RuleExample, own: Int, entry: RuleEntry) -> [String] {
    let id = entry.signature.id
    var out: [String] = []
    for (index, spans) in example.marks {
      let line = example.lines[index]
      let found = sightings(line, before: example.lines[(index + 1)...])
      guard let sighting = found.first(where: { $0.signature == own }) else {
        out.append("'\(id)' does not match its example: \(line)")
        continue
      }
      let bytes = Array(line.utf8)
      let wanted = spans.map { String(decoding: bytes[$0], as: UTF8.self) }.sorted()
      let got = sighting.captures.values.sorted()
      if !got.isEmpty, Set(wanted) != Set(got) {
        out.append("'\(id)' marks \(wanted) but captures \(got)")
      }
      if let winner = found.first, winner.signature != own {
        out.append(
          "'\(id)' loses its example to '\(catalog.signatures[winner.signature].id)': \(line)")
      }
      for name in entry.signature.key {
        if let value = sighting.captures[name], Self.isNoise(value) {
          out.append("key '\(name)' of '\(id)' captures run-specific noise: '\(value)'")
        }
      }
    }
    return out
  }

  /// The sightings on a line that stand with the lines that follow it (``Signature/followed``), the
  /// one that speaks for the line first.
  public mutating func sightings(
    _ text: String, before rest: ArraySlice<String>
  ) -> [Sighting] {
    let next = rest.first { $0.contains { !$0.isWhitespace } }
    let line = next.map { clean($0) }
    return sightings(text).filter { matcher.isFollowed($0.signature, by: line) }
  }

  private mutating func clean(_ text: String) -> Line {
    var text = text
    return text.withUTF8 { cleaner.clean(UnsafeRawBufferPointer($0), number: 2, offset: 0) }
  }

  /// All sightings on a line, the one that speaks for the line first; every pattern is tried, so
  /// that a literal extracted wrongly shows up as well.
  public mutating func sightings(_ text: String) -> [Sighting] {
    var text = text
    return text.withUTF8 { bytes in
      let line = cleaner.clean(UnsafeRawBufferPointer(bytes), number: 1, offset: 0)
      var hits: [LiteralScanner.Hit] = []
      catalog.scanner.scan(UnsafeRawBufferPointer(bytes), into: &hits)
      var targets: Set<Int> = []
      for hit in hits {
        for target in catalog.targets(of: hit.literal) where target < catalog.patternCount {
          targets.insert(Int(target))
        }
      }
      return matcher.sightings(on: line, targets: targets.sorted())
    }
  }

  /// Digits only, or a long run of hex digits: differs on every run and splits every group.
  static func isNoise(_ value: String) -> Bool {
    if value.isEmpty { return false }
    let digits: ClosedRange<UInt8> = 48...57
    if value.utf8.allSatisfy(digits.contains) { return true }
    let isHex = value.utf8.allSatisfy { digits.contains($0) || (97...102).contains($0) }
    return isHex && value.utf8.count >= 8 && value.utf8.contains(where: digits.contains)
  }
}
