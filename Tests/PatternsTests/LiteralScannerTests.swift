import Testing

@testable import Patterns

@Suite struct LiteralScannerTests {
  /// Where literals end, found by comparing every literal at every place.
  private func naive(_ literals: [[UInt8]], _ text: [UInt8]) -> [Int: Set<Int>] {
    var result: [Int: Set<Int>] = [:]
    let line = folded(text)
    for (id, literal) in literals.map(folded).enumerated() where !literal.isEmpty {
      guard literal.count <= line.count else { continue }
      for start in 0...(line.count - literal.count)
      where line[start..<(start + literal.count)].elementsEqual(literal) {
        result[start + literal.count, default: []].insert(id)
      }
    }
    return result
  }

  private func found(_ scanner: LiteralScanner, _ text: [UInt8]) -> [Int: Set<Int>] {
    var hits: [LiteralScanner.Hit] = []
    text.withUnsafeBytes { scanner.scan($0, into: &hits) }
    #expect(hits.allSatisfy { Int($0.end) <= text.count })
    var result: [Int: Set<Int>] = [:]
    for hit in hits {
      let isNew = result[Int(hit.end), default: []].insert(Int(hit.literal)).inserted
      #expect(isNew)
    }
    return result
  }

  private func bytes(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

  @Test func reportsEveryLiteralEndingAtAPlace() {
    let scanner = LiteralScanner(literals: bytes("he", "she", "his", "hers", "SHE", ""))
    let hits = found(scanner, Array("usHErs".utf8))
    #expect(hits == [4: [0, 1, 4], 6: [3]])
    #expect(scanner.literalCount == 6)
  }

  @Test(arguments: 0..<60)
  func agreesWithANaiveSearch(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let alphabet = random.pick([
      Array("ab".utf8), Array("abAB\n".utf8), Array("abcdEF é\u{0}".utf8), Array(0...255),
    ])
    func text(_ length: Int) -> [UInt8] { (0..<length).map { _ in random.pick(alphabet) } }
    let literals = (0..<random.pick([1, 3, 40])).map { _ in
      text(Int.random(in: 0...random.pick([4, 12]), using: &random))
    }
    let scanner = LiteralScanner(literals: literals)
    for length in [0, 1, 7, 11, 12, 13, 300, 4_095, 4_096, 4_107, 4_108, 4_109, 9_000] {
      var line = text(length)
      for _ in 0..<(length / 50) {  // plant literals, also across the cuts between strips
        let literal = random.pick(literals)
        guard literal.count <= length else { continue }
        let cut = min(length, random.pick([1, 2]) * 4_096)
        let near = max(0, cut - Int.random(in: 0...literal.count, using: &random))
        let place =
          random.chance(20) ? near : Int.random(in: 0...(length - literal.count), using: &random)
        guard place + literal.count <= length else { continue }
        line.replaceSubrange(place..<(place + literal.count), with: literal)
      }
      #expect(found(scanner, line) == naive(literals, line))
    }
  }

  @Test func findsNothingWithoutLiterals() {
    for scanner in [LiteralScanner(literals: [] as [[UInt8]]), LiteralScanner(literals: [[]])] {
      #expect(found(scanner, Array(repeating: 97, count: 5_000)).isEmpty)
    }
  }

  @Test func longLiteralsAreFound() {
    let long = [UInt8](repeating: 120, count: 1_500)
    let scanner = LiteralScanner(literals: [long])
    #expect(found(scanner, long + [UInt8](repeating: 120, count: 2_000)).count == 2_001)
  }

  @Test func theSpellingIsKept() {
    let any = [UInt8](repeating: 0xFF, count: 3)
    let scanner = LiteralScanner(literals: [
      .init(folded: Array("test run".utf8), spelling: Array("Test".utf8) + [0x20] + any),
      .init(folded: Array("e: ".utf8), spelling: Array("E: ".utf8)),
    ])
    let text = Array("test run, Test RUN: TEST run; e: E: ".utf8)
    #expect(found(scanner, text) == [18: [0], 36: [1]])
  }

  @Test(arguments: 0..<30)
  func onlyWholeLiteralsInsideAPieceAreFound(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let literals = ["no such", "file", "é", "ab", "such file or", "x", "dir"].map { Array($0.utf8) }
    let text = (0..<600).flatMap { _ -> [UInt8] in random.pick(literals + [[0x20], [0x0A]]) }
    var cuts = (0..<random.pick([2, 8, 60])).map { _ in
      UInt32.random(in: 0...UInt32(text.count), using: &random)
    }
    cuts.sort()
    let pieces = stride(from: 0, to: cuts.count - 1, by: 2).map { cuts[$0]..<cuts[$0 + 1] }
    var hits: [LiteralScanner.Hit] = []
    text.withUnsafeBytes {
      LiteralScanner(literals: literals).scan($0, pieces: pieces, into: &hits)
    }
    var expected: [Int: Set<Int>] = [:]
    for piece in pieces {
      let part = Array(text[Int(piece.lowerBound)..<Int(piece.upperBound)])
      for (end, ids) in naive(literals, part) {
        expected[end + Int(piece.lowerBound), default: []].formUnion(ids)
      }
    }
    #expect(
      Dictionary(grouping: hits, by: { Int($0.end) }).mapValues { Set($0.map { Int($0.literal) }) }
        == expected)
    #expect(hits.count == expected.values.reduce(0) { $0 + $1.count })
  }

  @Test func hitsOfOneLineComeBeforeThoseOfTheNext() {
    let words = ["no such file", "file or", "directory", "such"].map { Array($0.utf8) }
    let line = Array("No such file or directory\n".utf8)
    var hits: [LiteralScanner.Hit] = []
    Array((0..<400).map { _ in line }.joined()).withUnsafeBytes {
      LiteralScanner(literals: words).scan($0, into: &hits)
    }
    let lines = hits.map { Int($0.end - 1) / line.count }
    #expect(lines == lines.sorted())
    #expect(hits.count == 1_600)
  }
}

@Suite struct LiteralScannerSerializationTests {
  private let literals = ["cannot find", "No such file", "find", "é"].map { Array($0.utf8) }

  private func ends(_ scanner: LiteralScanner) -> [LiteralScanner.Hit] {
    var hits: [LiteralScanner.Hit] = []
    let text = Array("CANNOT FIND é: no such FILE".utf8)
    text.withUnsafeBytes { scanner.scan($0, into: &hits) }
    return hits
  }

  @Test func sameInputSameBytes() {
    let first = LiteralScanner(literals: literals).serialize()
    #expect(first == LiteralScanner(literals: literals).serialize())
    #expect(first.count % 4 == 0)
  }

  @Test func readsWhatItWrote() throws {
    let scanner = LiteralScanner(literals: literals)
    let bytes = scanner.serialize()
    let owning = try #require(LiteralScanner(copying: bytes))
    #expect(ends(owning) == ends(scanner))
    #expect(ends(scanner).count == 4)
    #expect(owning.serialize() == bytes)
    try bytes.withUnsafeBytes { buffer in
      let inPlace = try #require(LiteralScanner(serialized: buffer))
      #expect(inPlace.table.block.baseAddress == buffer.baseAddress)
      #expect(ends(inPlace) == ends(scanner))
    }
    try ([0] + bytes).withUnsafeBytes { buffer in
      let misaligned = UnsafeRawBufferPointer(rebasing: buffer[1...])
      let copied = try #require(LiteralScanner(serialized: misaligned))
      #expect(ends(copied) == ends(scanner))
    }
  }

  @Test func refusesDamage() {
    let bytes = LiteralScanner(literals: literals).serialize()
    #expect(LiteralScanner(copying: []) == nil)
    #expect(LiteralScanner(copying: Array(bytes.dropLast())) == nil)
    #expect(LiteralScanner(copying: bytes + [0, 0, 0, 0]) == nil)
    var random = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      var damaged = bytes
      // Words 7 to 15 of the header are not used.
      let place = random.pick(Array(0..<28) + Array(64..<bytes.count))
      damaged[place] ^= UInt8.random(in: 1...255, using: &random)
      #expect(LiteralScanner(copying: damaged) == nil, "byte \(place)")
    }
  }

  /// A table made to lead out of its block, with a checksum to match, is refused as well.
  @Test func refusesATableThatLeadsOutOfItself() {
    let scanner = LiteralScanner(literals: literals)
    let bytes = scanner.serialize()
    let buckets = 4 * (ScannerTable.headerWords + 2 * ScannerTable.filterWords)
    let shorts = buckets + 4 * ScannerTable.bucketWords
    let entries = shorts + 4 * ScannerTable.shortWords
    for (place, word) in [
      (buckets, 1), (buckets + 4_000, 0xFFFF_0000), (shorts + 400, 0x7FFF_FFFF),
      (shorts - 4, 2), (shorts + 4 * 256, 1), (entries + 12, 100), (entries + 16, 4),
      (entries + 20, 0xFFFF_FFFF),
      (entries + 24, 40), (entries + 28, 3), (entries + 28, 0xFFFF_FFFF),
    ] as [(Int, UInt32)] {
      var forged = bytes
      forged.withUnsafeMutableBytes {
        $0.storeBytes(of: word, toByteOffset: place, as: UInt32.self)
      }
      let sum = forged.withUnsafeBytes { buffer in
        buffer.baseAddress.map {
          ScannerTable(header: scanner.table.header, block: buffer, base: $0, memory: nil)
            .checksum()
        }
      }
      forged.withUnsafeMutableBytes {
        $0.storeBytes(
          of: sum ?? 0, toByteOffset: 4 * ScannerTable.checksumWord, as: UInt32.self)
      }
      #expect(LiteralScanner(copying: forged) == nil, "word \(word) at \(place)")
    }
  }
}
