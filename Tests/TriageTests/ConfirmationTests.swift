import Logs
import Patterns
import Testing

@testable import Signatures
@testable import Triage

/// A second look at the raw line may only take away what the patterns would not have matched.
@Suite struct ConfirmationTests {
  @Test func noMatchIsLost() {
    let catalog = Engine.catalog
    let announcements = Announcements(catalog)
    let matcher = LineMatcher(catalog: catalog)
    let pairs = BytePairs()
    var (announced, kept, seen) = (0, 0, 0)
    for log in Engine.logs where log.bytes.count < 200_000 {
      let isStamped = RunnerStamps(.githubActions)
      let provider: ProviderID =
        log.bytes.withUnsafeBytes { isStamped.length(in: $0) } > 0 ? .githubActions : .plain
      let stamps = RunnerStamps(provider)
      var cleaner = LineCleaner(provider: provider)
      for line in log.bytes.split(separator: 0x0A) where !line.contains(0x1B) {
        line.withUnsafeBytes { raw in
          let targets = Self.targets(raw, catalog, announcements)
          var confirmed = targets
          catalog.confirm(
            &confirmed, in: UnsafeRawBufferPointer(rebasing: raw.dropFirst(stamps.length(in: raw))),
            pairs)
          let clean = cleaner.cleanUnmasked(raw, number: 1, offset: 0, cut: nil)
          matcher.beginBlock()
          let all = matcher.sightings(on: clean, targets: targets)
          let rest = matcher.sightings(on: clean, targets: confirmed)
          announced += targets.count
          kept += confirmed.count
          seen += all.count
          let text = String(decoding: line, as: UTF8.self)
          #expect(all.map(\.signature) == rest.map(\.signature), "\(text)")
        }
      }
    }
    #expect(seen > 2_000)
    // Else the look would not be worth its time.
    #expect(kept * 2 < announced)
  }

  private static func targets(
    _ raw: UnsafeRawBufferPointer, _ catalog: Catalog, _ announcements: Announcements
  ) -> [Int] {
    var hits: [LiteralScanner.Hit] = []
    var out: [Int] = []
    catalog.scanner.scan(raw, into: &hits)
    hits.withUnsafeBufferPointer {
      _ = announcements.collect($0, from: 0, before: .max) { target in
        if target < catalog.patternCount { out.append(target) }
      }
    }
    return out
  }

  @Test(arguments: [
    (#"X (?<t>\w*Test\w*) \[\d"#, "  X DeepTest [2 s]", true),
    (#"X (?<t>\w*Test\w*) \[\d"#, "  at DeepTest [2 s]", false),
    (#"registry-answered .*(?i:too many|quota)"#, "registry-answered: TOO Many requests", true),
    (#"registry-answered .*(?i:too many|quota)"#, "nothing at all", false),
    // PCRE2 takes U+017F for s and U+212A for k if case does not matter.
    (#"registry-answered .*(?i:too so|ask)"#, "registry-answered: too \u{17F}o", true),
    (#"registry-answered .*(?i:too so|ask)"#, "registry-answered: a\u{17F}\u{212A}", true),
  ])
  func whatALineMustHold(_ pattern: String, _ line: String, _ mayMatch: Bool) {
    let catalog = Catalog(
      signatures: [
        Signature(
          id: "demo/a", bucket: .infra, category: nil, kind: .cause, summary: "demo",
          patterns: [pattern], key: [], isTransient: false, actor: .author, remediation: [],
          references: [], isGeneric: false, endsStep: false)
      ], extraLiterals: [])
    var targets = [0]
    Array(line.utf8).withUnsafeBytes { catalog.confirm(&targets, in: $0, BytePairs()) }
    #expect(targets.isEmpty == !mayMatch)
  }
}
