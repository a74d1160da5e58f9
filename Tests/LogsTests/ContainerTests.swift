import Testing

@testable import Logs

/// gzip and zip: whole, damaged, hostile.
@Suite struct ContainerTests {
  private let text = Array("one\ntwo\nthree\n".utf8)

  @Test func gzip() {
    let log = read(Archives.gzip(text)) { 5 }[0]
    #expect(log.texts == ["one", "two", "three"] && log.summary.problems.isEmpty)
  }

  @Test(arguments: [1, 4, 1000]) func gzipMembersInARow(chunk: Int) {
    let bytes = Archives.gzip(text) + Archives.gzip(Array("four\n".utf8))
    let log = read(bytes) { chunk }[0]
    #expect(log.texts == ["one", "two", "three", "four"] && log.summary.problems.isEmpty)
  }

  @Test(arguments: [1, 7, 1000]) func gzipWithJunkBehind(chunk: Int) {
    let junk = read(Archives.gzip(text) + Array("junk".utf8)) { chunk }[0]
    #expect(junk.texts.count == 3 && junk.summary.problems == [.trailingJunk(4)])
    #expect(!junk.summary.isTruncated)
    let padded = read(Archives.gzip(text) + [0, 0, 0, 0]) { chunk }[0]
    #expect(padded.texts.count == 3 && padded.summary.problems.isEmpty)
  }

  @Test func gzipCutShort() {
    let many = (0..<9_000).flatMap { Array("line \($0 &* 2_654_435_761)\n".utf8) }
    let log = read(Array(Archives.gzip(many).dropLast(1000)))[0]
    #expect(log.summary.problems == [.endsInsideCompression])
    #expect(log.lines.count > 5_000 && log.texts.first == "line 0")
  }

  @Test func gzipDamaged() {
    let many = (0..<9_000).flatMap { Array("line \($0 &* 2_654_435_761)\n".utf8) }
    var bytes = Archives.gzip(many)
    for index in bytes.count / 2..<bytes.count / 2 + 64 { bytes[index] ^= 0x5A }
    let log = read(bytes)[0]
    #expect(log.summary.isTruncated)
    #expect(log.lines.count > 2_000)
  }

  @Test func gzipBombStops() {
    var limits = ReadLimits()
    limits.ratioFree = 1 << 20
    let bomb = Archives.gzip([UInt8](repeating: 0x78, count: 12 << 20))
    let log = read(bomb, limits: limits)[0]
    #expect(log.summary.problems.contains(.ratioLimit(200)))
    #expect(log.summary.bytes < 8 << 20)
    limits.maxRatio = 100_000
    limits.maxExpanded = 1 << 20
    let sized = read(bomb, limits: limits)[0]
    #expect(sized.summary.problems.contains(.sizeLimit(1 << 20)))
  }

  @Test func archiveInsideGzipIsRefused() {
    let log = read(Archives.gzip(Archives.gzip(text)))[0]
    #expect(log.lines.isEmpty && log.summary.problems == [.nestedArchive("gzip content")])
  }

  @Test(arguments: ["zstd", "xz"]) func otherCompressionsAreNamed(name: String) {
    let magic: [UInt8] =
      name == "zstd" ? [0x28, 0xB5, 0x2F, 0xFD, 1, 2] : [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]
    #expect(read(magic + [9, 9, 9])[0].summary.problems == [.unsupportedCompression(name)])
  }

  @Test(arguments: [1, 13, 100_000]) func zipOfEveryKind(chunk: Int) {
    let mark = Array("a PK\u{07}\u{08} b, not the end of it\n".utf8) + text
    let bytes = Archives.zip([
      .init(name: "deflated.log", data: text),
      .init(name: "folder/", data: [], isStored: true),
      .init(name: "stored.log", data: text, isStored: true),
      .init(name: "descriptor.log", data: text, hasDescriptor: true),
      .init(name: "stored-descriptor.log", data: mark, isStored: true, hasDescriptor: true),
      .init(name: "empty.log", data: [], isStored: true),
    ])
    let logs = read(bytes) { chunk }
    #expect(
      logs.map(\.source.member) == [
        "deflated.log", "stored.log", "descriptor.log", "stored-descriptor.log", "empty.log",
      ])
    #expect(logs[0].text == text && logs[1].text == text && logs[2].text == text)
    #expect(logs[3].text == mark && logs[4].text.isEmpty)
    #expect(logs.allSatisfy { $0.summary.problems.isEmpty })
  }

  @Test func runArchiveGivesWholeJobs() {
    let bytes = Archives.zip([
      .init(name: "build (a, b)/1_Set up job.txt", data: text, hasDescriptor: true),
      .init(name: "build (a, b)/2_Run make.txt", data: text, hasDescriptor: true),
      .init(name: "lint/10_Later.txt", data: Array("ten\n".utf8)),
      .init(name: "lint/2_Run lint.txt", data: Array("two\n".utf8), isStored: true),
      .init(name: "0_build (a, b).txt", data: Array("whole\n".utf8), hasDescriptor: true),
    ])
    let logs = read(bytes) { 11 }
    #expect(
      logs.map(\.source.member) == [
        "0_build (a, b).txt", "lint/2_Run lint.txt", "lint/10_Later.txt",
      ])
    #expect(logs.map(\.texts) == [["whole"], ["two"], ["ten"]])
  }

  @Test func heldStepsAreBounded() {
    var limits = ReadLimits()
    limits.maxHeld = 100
    let steps = (1...20).map {
      Archives.Entry(name: "job/\($0)_s.txt", data: text, isStored: true)
    }
    #expect(read(Archives.zip(steps), limits: limits).count == 20)
  }

  @Test func encryptedEntriesAreRefused() {
    let logs = read(
      Archives.zip([
        .init(name: "secret.log", data: text, flags: 1), .init(name: "open.log", data: text),
      ]))
    #expect(logs[0].lines.isEmpty)
    #expect(logs[0].summary.problems == [.encryptedEntry("secret.log")])
    #expect(logs[1].text == text)
  }

  @Test func nestedAndUnknownEntriesAreRefused() {
    let logs = read(
      Archives.zip([
        .init(name: "inner.zip", data: Archives.zip([.init(name: "x", data: text)])),
        .init(name: "odd.log", data: text, method: 14), .init(name: "open.log", data: text),
      ]))
    #expect(logs[0].summary.problems == [.nestedArchive("inner.zip")])
    #expect(logs[1].summary.problems == [.unsupportedCompression("zip method 14")])
    #expect(logs[2].text == text)
  }

  @Test func tooManyEntriesStop() {
    var limits = ReadLimits()
    limits.maxEntries = 10
    let entries = (0..<20).map { Archives.Entry(name: "\($0).log", data: text) }
    let logs = read(Archives.zip(entries), limits: limits)
    #expect(logs.count == 11)
    #expect(logs[10].summary.problems.contains(.tooManyEntries(10)))
  }

  @Test func hiddenEntriesAreTold() {
    let logs = read(Archives.zip([.init(name: "a.log", data: text)], hidden: 3))
    #expect(logs.count == 2 && logs[0].text == text)
    #expect(logs[1].summary.problems == [.hiddenEntries(3)])
  }

  @Test func zipBombStops() {
    var limits = ReadLimits()
    limits.ratioFree = 1 << 20
    let zeros = [UInt8](repeating: 0x78, count: 8 << 20)
    let logs = read(
      Archives.zip([.init(name: "a", data: zeros), .init(name: "b", data: zeros)]), limits: limits)
    #expect(logs[0].summary.problems.contains(.ratioLimit(200)))
    #expect(logs[0].summary.bytes < 8 << 20)
  }

  @Test(arguments: 1...200) func damagedArchivesDoNotTrap(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var bytes = Archives.zip([
      .init(name: "a.log", data: text, hasDescriptor: true),
      .init(name: "job/1_b.txt", data: text), .init(name: "c.log", data: text, isStored: true),
    ])
    if seed % 3 == 0 { bytes = Archives.gzip(bytes + text) }
    for _ in 0..<4 {
      bytes[Int.random(in: 6..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    bytes = Array(bytes.prefix(Int.random(in: 7...bytes.count, using: &random)))
    let logs = read(bytes) { Int.random(in: 1...40, using: &random) }
    #expect(!logs.isEmpty)
    #expect(logs.allSatisfy { $0.summary.bytes < 1 << 20 })
  }
}
