import Foundation
import Logs
import Patterns
import Signatures
import Testing

@Suite struct CatalogLawTests {
  @Test func theFilesAreFound() { #expect(Rules.names.count > 100) }

  @Test(arguments: Rules.names) func theLawsHold(_ name: String) throws {
    let file = try Rules.read(name)
    var laws = Laws(catalog: Rules.catalog)
    #expect(laws.problems(in: file).map(\.description) == [])
    #expect(!file.entries.isEmpty && !file.about.isEmpty)
  }

  @Test func idsAreUniqueOverAllFiles() {
    let ids = Rules.catalog.signatures.map(\.id)
    #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    for (index, id) in ids.enumerated() { #expect(Rules.catalog.indexByID[id] == index) }
  }

  @Test func aBreachOfEachLawIsNamed() throws {
    let text = """
      tool: demo
      about: Demo.
      signatures:
        - id: demo/loud
          bucket: infra
          category: network-dns
          kind: cause
          summary: Lost.
          match: 'host (?<host>\\S+) is lost'
          key: [host]
          remediation: [Retry.]
          examples:
            - "host ⟦db⟧ is found"
            - "host db ⟦is⟧ lost"
            - "host ⟦12345⟧ is lost"
          nomatch:
            - why: it was found again
              log: "host db is lost and found"
      """
    let file = try RuleFileReader.read(text, path: "demo.yml")
    let catalog = Catalog(signatures: file.entries.map(\.signature), extraLiterals: [])
    var laws = Laws(catalog: catalog)
    #expect(
      laws.problems(in: file).map(\.description) == [
        "demo.yml:13:9: 'demo/loud' does not match its example: host db is found",
        "demo.yml:14:9: 'demo/loud' marks [\"is\"] but captures [\"db\"]",
        "demo.yml:15:9: key 'host' of 'demo/loud' captures run-specific noise: '12345'",
        "demo.yml:17:9: 'demo/loud' matches what it must not (it was found again): "
          + "host db is lost and found",
      ])
  }
}

@Suite struct CatalogArchiveTests {
  /// `bytes` on the 16-byte boundary that the archive asks for, for the length of `body`.
  private func aligned<T>(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> T) rethrows
    -> T
  {
    let copy = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, bytes.count), alignment: 16)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    return try body(UnsafeRawBufferPointer(rebasing: copy[..<bytes.count]))
  }

  @Test func theSameCatalogGivesTheSameBytes() {
    let shuffled = Catalog(
      signatures: Rules.catalog.signatures.reversed(), extraLiterals: [Array("error".utf8)])
    #expect(shuffled.archive() == Rules.catalog.archive())
  }

  @Test func whatWasReadAnswersAsWhatWasWritten() throws {
    try aligned(Rules.catalog.archive()) { bytes in
      let catalog = try Catalog(archive: bytes)
      #expect(catalog.signatures == Rules.catalog.signatures)
      #expect(catalog.rank == Rules.catalog.rank)
      #expect(catalog.archive() == Rules.catalog.archive())
      var read = Laws(catalog: catalog)
      var written = Laws(catalog: Rules.catalog)
      for name in Rules.names.prefix(30) {
        for line in try Rules.read(name).entries.flatMap({ $0.examples.flatMap(\.lines) }) {
          #expect(
            read.sightings(line).map(\.signature) == written.sightings(line).map(\.signature))
        }
      }
    }
  }

  @Test func anArchiveCutAnywhereIsRefused() {
    let small = Catalog(
      signatures: Array(Rules.catalog.signatures.prefix(2)), extraLiterals: [])
    let whole = small.archive()
    for length in stride(from: 0, to: whole.count, by: max(1, whole.count / 97)) {
      #expect(throws: ArchiveError.self) {
        try aligned(Array(whole.prefix(length))) { _ = try Catalog(archive: $0) }
      }
    }
  }

  @Test func aDamagedWordIsRefusedWithItsPlace() throws {
    let small = Catalog(
      signatures: Array(Rules.catalog.signatures.prefix(1)), extraLiterals: [])
    var bytes = small.archive()
    // Behind the count and the id stands the bucket's name with its length.
    let place = 4 + 4 + small.signatures[0].id.utf8.count
    bytes[place + 4] = UInt8(ascii: "?")
    let error = #expect(throws: ArchiveError.self) {
      try aligned(bytes) { _ = try Catalog(archive: $0) }
    }
    #expect(error?.offset == place)
  }
}
