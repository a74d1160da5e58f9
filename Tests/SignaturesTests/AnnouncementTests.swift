import Patterns
import Testing

@testable import Signatures

/// What is announced must be what whole literals in their spelling would announce.
@Suite struct AnnouncementTests {
  private static let rules = [
    ("a", "registry answered (?<x>\\d+) for"), ("b", "(?i)Connection Reset by Peer"),
    ("c", "E404"), ("d", "(?:left-padding|right-padding) failed"), ("e", "Ünlösbar: nichts"),
    ("f", "No space left on device"), ("g", "no Space left"),
  ]

  private static let extras = ["segmentation fault", "err!"].map { Array($0.utf8) }

  private static let catalog = Catalog(
    signatures: rules.map { name, pattern in
      Signature(
        id: "demo/\(name)", bucket: .infra, category: nil, kind: .cause, summary: "demo",
        patterns: [pattern], key: [], isTransient: false, actor: .author, remediation: [],
        references: [], isGeneric: false, endsStep: false)
    }, extraLiterals: extras)

  /// What a search for every whole literal finds.
  private static func expected(_ text: [UInt8]) -> Set<Int> {
    var out: Set<Int> = []
    let patterns = catalog.signatures.flatMap(\.patterns)
    var wanted = patterns.enumerated().flatMap { index, pattern in
      (RequiredLiterals.required(by: pattern) ?? []).map { (index, $0) }
    }
    for (index, extra) in extras.enumerated() {
      wanted.append((patterns.count + index, RequiredLiterals.Literal(folded: extra)))
    }
    for (target, literal) in wanted where stands(literal, in: text) { out.insert(target) }
    return out
  }

  private static func stands(_ literal: RequiredLiterals.Literal, in text: [UInt8]) -> Bool {
    let length = literal.folded.count
    guard text.count >= length else { return false }
    return (0...(text.count - length)).contains { start in
      let piece = text[start..<start + length]
      let folded = piece.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
      guard folded == literal.folded else { return false }
      guard let spelling = literal.spelling else { return true }
      return zip(piece, spelling).allSatisfy { $1 == 0xFF || $0 == $1 }
    }
  }

  private static func announced(_ text: [UInt8]) -> Set<Int> {
    var hits: [LiteralScanner.Hit] = []
    var out: Set<Int> = []
    text.withUnsafeBytes { bytes in
      catalog.scanner.scan(bytes, into: &hits)
      hits.withUnsafeBufferPointer {
        _ = Announcements(catalog).collect($0, from: 0, before: .max) { out.insert($0) }
      }
    }
    return out
  }

  @Test(arguments: 0..<200)
  func wholeLiteralsAreAnnounced(seed: UInt64) {
    var state = seed &+ 1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces =
      Self.rules.map(\.1) + ["segmentation fault", "err!", "Connection reset", "left-padd", "E404"]
    var text: [UInt8] = []
    for _ in 0..<random(12) {
      let piece = Array(pieces[random(pieces.count)].utf8)
      let start = random(2) == 0 ? 0 : random(piece.count)
      let end = random(2) == 0 ? piece.count : start + random(piece.count - start + 1)
      var part = Array(piece[min(start, end)..<max(start, end)])
      if random(3) == 0 { part = part.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 } }
      text += part
    }
    #expect(Self.announced(text) == Self.expected(text))
  }

  @Test func anArchiveKeepsWhatIsAnnounced() throws {
    let archive = Self.catalog.archive()
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: archive.count, alignment: 16)
    defer { copy.deallocate() }
    copy.copyBytes(from: archive)
    let read = try Catalog(archive: UnsafeRawBufferPointer(copy))
    #expect(read.targets == Self.catalog.targets)
    #expect(read.targetStarts == Self.catalog.targetStarts)
    #expect(read.scanner.serialize() == Self.catalog.scanner.serialize())
    #expect(read.rank == Self.catalog.rank)
  }
}
