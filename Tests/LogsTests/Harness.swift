import Glibc

@testable import Logs

/// One log (or archive member) as the reader and the cleaner give it.
struct ReadLog {
  var source: LogSource
  var lines: [Line] = []
  /// The text as delivered: blocks put together.
  var text: [UInt8] = []
  var blocks: [(firstLine: Int, offset: Int, size: Int, cut: LineCut?)] = []
  var summary = ReadSummary()
  var tracker = SectionTracker()

  /// The clean texts; a CR between segments shows as `\`.
  var texts: [String] {
    lines.map { line in
      line.segments.map { String(decoding: line.text[$0], as: UTF8.self) }.joined(separator: "\\")
    }
  }
}

/// Collects a reader's events.
final class Collector {
  private(set) var logs: [ReadLog] = []
  private var cleaner = LineCleaner(provider: .plain)

  func take(_ event: LogEvent) {
    switch event {
    case .begin(let source):
      logs.append(ReadLog(source: source))
      cleaner = LineCleaner(provider: source.provider)
    case .block(let block):
      add(block)
    case .end(let summary):
      logs[logs.count - 1].summary = summary
      logs[logs.count - 1].tracker.finish(lastLine: summary.lines)
    }
  }

  private func add(_ block: LineBlock) {
    let index = logs.count - 1
    logs[index].text += block.bytes
    logs[index].blocks.append((block.firstLine, block.offset, block.bytes.count, block.cut))
    var start = 0
    var number = block.firstLine
    while start < block.bytes.count {
      let end = block.bytes.first(Byte.lf, in: start..<block.bytes.count) ?? block.bytes.count
      let line = cleaner.clean(
        UnsafeRawBufferPointer(rebasing: block.bytes[start..<end]), number: number,
        offset: block.offset + start, cut: block.cut)
      logs[index].tracker.observe(line)
      logs[index].lines.append(line)
      number += 1
      start = end + 1
    }
  }
}

/// Reads `bytes` in chunks of the sizes `nextSize` gives (all at once without).
func read(
  _ bytes: [UInt8], limits: ReadLimits = .default, nextSize: (() -> Int)? = nil
) -> [ReadLog] {
  let reader = LogReader(limits: limits)
  let collector = Collector()
  bytes.withUnsafeBytes { all in
    var start = 0
    while start < all.count {
      let size = min(nextSize?() ?? all.count, all.count - start)
      reader.consume(UnsafeRawBufferPointer(rebasing: all[start..<start + size])) {
        collector.take($0)
      }
      start += size
    }
  }
  reader.finish { collector.take($0) }
  return collector.logs
}

/// Cleans one line.
func clean(_ text: String, _ provider: ProviderID = .plain) -> Line {
  var cleaner = LineCleaner(provider: provider)
  return Array(text.utf8).withUnsafeBytes { cleaner.clean($0, number: 1, offset: 0) }
}

extension Line {
  var string: String { String(decoding: text, as: UTF8.self) }
}

/// A small generator with a seed, so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// Files of the fixture folder.
enum Fixture {
  static let root =
    "\(#filePath)".split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures"

  static var names: [String] {
    guard let folder = opendir(root) else { return [] }
    defer { closedir(folder) }
    var result: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { result.append(name) }
    }
    return result.sorted()
  }

  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen("\(root)/\(path)", "r") else { return nil }
    defer { fclose(file) }
    var result: [UInt8] = []
    while true {
      let byte = fgetc(file)
      if byte == EOF { return result }
      result.append(UInt8(truncatingIfNeeded: byte))
    }
  }

  static func write(_ text: String, to path: String) {
    guard let file = fopen("\(root)/\(path)", "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
  }
}
