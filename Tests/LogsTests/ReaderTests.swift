import Testing

@testable import Logs

/// Plain bytes into blocks of lines, whatever the bytes and however they are chunked.
@Suite struct ReaderTests {
  static var small: ReadLimits {
    var limits = ReadLimits()
    limits.blockSize = 512
    limits.maxLine = 128
    limits.lineKeep = 64
    return limits
  }

  private static func randomText(_ seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 0..<60, using: &random) {
      let size =
        Bool.random(using: &random)
        ? Int.random(in: 0..<40, using: &random) : Int.random(in: 0..<700, using: &random)
      for _ in 0..<size {
        let pick = Int.random(in: 0..<40, using: &random)
        let byte = [0x20, 0x0D, 0x1B, 0x5B, 0x6D, 0xC3, 0xA4, 0xFF, 0x00, 0x3A][
          min(pick, 39) % 10]
        text.append(pick < 10 && seed % 2 == 0 ? UInt8(byte) : UInt8(0x61 + pick % 26))
      }
      text += [[0x0A], [0x0D, 0x0A], [0x0A, 0x0A], [0x0D]][Int.random(in: 0..<4, using: &random)]
    }
    return text
  }

  @Test(arguments: 1...150) func chunksDoNotMatter(seed: Int) {
    let text = Self.randomText(UInt64(seed))
    for input in [text, Archives.gzip(text)] {
      let whole = read(input, limits: Self.small)
      var random = SeededGenerator(seed: UInt64(seed) &+ 7)
      let parts = read(input, limits: Self.small) { Int.random(in: 1..<90, using: &random) }
      #expect(whole.count == 1 && parts.count == 1)
      #expect(whole[0].lines == parts[0].lines)
      #expect(whole[0].source == parts[0].source)
      #expect(whole[0].summary == parts[0].summary)
      #expect(whole[0].blocks.map(\.offset) == parts[0].blocks.map(\.offset))
    }
  }

  @Test(arguments: 1...150) func blocksAreTheInput(seed: Int) {
    let text = Self.randomText(UInt64(seed))
    let log = read(text, limits: Self.small)[0]
    var offset = 0
    var line = 1
    for block in log.blocks {
      #expect(block.offset == offset)
      #expect(block.firstLine == line)
      let size = block.size + (block.cut.map { $0.dropped - 3 } ?? 0)
      line += text[offset..<offset + size].count { $0 == 0x0A }
      offset += size
    }
    #expect(offset == text.count)
    #expect(log.summary.bytes == text.count)
    let newlines = text.count { $0 == 0x0A }
    #expect(log.summary.lines == newlines + (text.isEmpty || text.last == 0x0A ? 0 : 1))
    #expect(log.blocks.allSatisfy { $0.size <= 512 })
    if log.blocks.allSatisfy({ $0.cut == nil }) { #expect(log.text == text) }
  }

  @Test func nothing() {
    let log = read([])[0]
    #expect(log.summary == ReadSummary())
    #expect(log.lines.isEmpty && log.source.provider == .plain)
  }

  @Test func lineEnds() {
    let log = read(Array("a\r\nb\rc\n\n\r\nd".utf8))[0]
    #expect(log.texts == ["a", "b\\c", "", "", "d"])
    #expect(log.lines.map(\.number) == [1, 2, 3, 4, 5])
    #expect(log.lines.map(\.offset) == [0, 3, 7, 8, 10])
    #expect(log.summary.lines == 5)
  }

  @Test func longLineKeepsBothEnds() {
    var text = Array("one\nhead ".utf8)
    text += [UInt8](repeating: 0x78, count: 6 << 20)
    text += Array(" tail\nlast\n".utf8)
    let log = read(text) { 1 << 20 }[0]
    #expect(log.lines.count == 3)
    #expect(log.lines[1].isCut && !log.lines[0].isCut && !log.lines[2].isCut)
    #expect(log.lines[1].number == 2 && log.lines[2].number == 3)
    #expect(log.lines[1].text.count <= (64 << 10) + 3)
    #expect(log.lines[1].string.hasPrefix("head x"))
    #expect(log.lines[1].string.hasSuffix("x tail"))
    // Offsets behind the gap point at the input's bytes.
    let end = log.lines[1].text.count
    #expect(log.lines[1].origin(of: end - 4) == 4 + 5 + 6 << 20 + 1)
    #expect(log.lines[2].offset == text.count - 5)
    #expect(log.summary.problems == [.longLines(1)])
    #expect(log.summary.isTruncated)
  }

  @Test func progressBarIsNotCut() {
    var text: [UInt8] = []
    for step in 0..<20_000 { text += Array("progress \(step) of 20000 \r".utf8) }
    text += Array("done\nnext\n".utf8)
    let log = read(text)[0]
    #expect(log.summary.lines == 2 && log.summary.problems.isEmpty)
    #expect(log.lines.last?.number == 2)
    #expect(log.lines.dropLast().allSatisfy { $0.number == 1 && $0.text.count <= 64 << 10 })
    #expect(log.lines.dropLast().reduce(0) { $0 + $1.segments.count } == 20_001)
  }

  @Test(arguments: [false, true]) func utf16(isBigEndian: Bool) {
    let text = "first line\nzwölf Boxkämpfer 🚀\r\nlast"
    func encode(_ text: String) -> [UInt8] {
      text.utf16.flatMap { unit in
        isBigEndian
          ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
      }
    }
    for (bytes, chunk) in [(encode("\u{FEFF}" + text), 3), (encode(text), 1), (encode(text), 999)] {
      let log = read(bytes) { chunk }[0]
      #expect(log.texts == ["first line", "zwölf Boxkämpfer 🚀", "last"])
      #expect(log.source.encoding == (isBigEndian ? .utf16BE : .utf16LE))
      #expect(!log.summary.hasBinary)
    }
  }

  @Test func utf16WithHalfAPair() {
    let log = read([0xFF, 0xFE, 0x61, 0, 0x3D, 0xD8, 0x62, 0, 0x63])[0]
    #expect(log.texts == ["a\u{FFFD}b\u{FFFD}"])
  }

  @Test func byteOrderMarksAtLineStarts() {
    #expect(
      read(Array("\u{FEFF}a\n\u{FEFF}b\nc\u{FEFF}d\n".utf8))[0].texts == ["a", "b", "c\u{FEFF}d"])
  }

  @Test func binaryIsALog() {
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48]
    let log = read(png)[0]
    #expect(log.summary.hasBinary && log.lines.count == 3)
    var random = SeededGenerator(seed: 5)
    let noise = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let noisy = read(noise)[0]
    #expect(noisy.summary.hasBinary)
    #expect(noisy.summary.bytes == noise.count)
    for line in noisy.lines {
      #expect(String(validating: line.text, as: UTF8.self) != nil)
      #expect(line.text.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 || $0 == 0x0D })
    }
  }

  @Test func brokenStepOutputIsStillRead() {
    let json = #"[{"message":"one\ntw\u00e9\ud83d x","type":"out"},{"message":"three"#
    #expect(read(Array(json.utf8)) { 1 }[0].texts == ["one", "twé\u{FFFD} xthree"])
  }
}
