import Logs

/// The raw bytes of a few consecutive lines, copied while their block was alive and cleaned only
/// if an answer quotes them.
struct Neighbourhood: Sendable {
  /// 1-based number of the first line held.
  var firstLine: Int
  /// Byte offset of the first line in the input.
  var offset: Int
  /// LF-separated raw lines.
  var bytes: [UInt8]
  var lineCount: Int

  /// Most bytes copied around one line: longer neighbours are left out rather than cut.
  static let mostBytes = 6_000

  /// A place holder for line `index` of the block at hand, whose bytes are copied at its end.
  static func pending(_ index: Int) -> Neighbourhood {
    Neighbourhood(firstLine: -1 - index, offset: 0, bytes: [], lineCount: 0)
  }

  /// The block's line that is still to be copied, if this is a place holder.
  var pendingIndex: Int? { firstLine < 0 ? -1 - firstLine : nil }

  /// Calls `body` with each line's number, offset and raw bytes without the LF.
  func forEachLine(_ body: (Int, Int, UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { buffer in
      var start = 0
      for index in 0..<lineCount {
        var end = start
        while end < buffer.count, buffer[end] != 0x0A { end += 1 }
        body(
          firstLine + index, offset + start, UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
        start = end + 1
      }
    }
  }

  /// Calls `body` with the bytes of line `number` and all behind it.
  func withBytes(from number: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { buffer in
      var start = 0
      for _ in firstLine..<max(firstLine, number) {
        start = buffer[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? buffer.count
      }
      body(UnsafeRawBufferPointer(rebasing: buffer[start...]))
    }
  }

  /// Cleans the lines held, one after the other, for quoting.
  ///
  /// A window may begin inside a private key, whose header the cleaner then never saw: rows above
  /// the key's end, and rows that are nothing but base64 of a key's width, are masked as well.
  func quotes(with cleaner: inout LineCleaner) -> [(number: Int, line: Line, text: [UInt8])] {
    var out: [(number: Int, line: Line, text: [UInt8])] = []
    forEachLine { number, offset, raw in
      let line = cleaner.clean(raw, number: number, offset: offset)
      out.append((number, line, KeyRows.isRow(line.text) ? KeyRows.mask : line.text))
      if KeyRows.isEnd(line.text), !out.contains(where: { KeyRows.isHeader($0.line.text) }) {
        for index in out.indices.dropLast() { out[index].text = KeyRows.mask }
      }
    }
    return out
  }

  /// The held line with this number and its neighbours, two on each side.
  func part(around number: Int) -> Neighbourhood {
    var part = Neighbourhood(firstLine: number, offset: 0, bytes: [], lineCount: 0)
    forEachLine { line, start, raw in
      guard abs(line - number) <= 2 else { return }
      if part.lineCount == 0 { (part.firstLine, part.offset) = (line, start) }
      part.append(raw)
    }
    return part
  }

  /// Appends the line that follows the last one held.
  mutating func append(_ line: UnsafeRawBufferPointer) {
    guard bytes.count + line.count < Self.mostBytes else { return }
    bytes.append(contentsOf: line)
    if line.last != 0x0A { bytes.append(0x0A) }
    lineCount += 1
  }

  /// The number behind the last line held.
  var endLine: Int { firstLine + lineCount }

  /// Whether `index` begins where this ends, on a line of its own.
  func isFollowed(by index: BlockIndex) -> Bool {
    lineCount > 0 && endLine == index.firstLine && offset + bytes.count == index.offset
      && bytes.last == 0x0A
  }

  /// Appends the first `count` lines of the block that follows, as far as they are short enough.
  mutating func append(first count: Int, of index: BlockIndex) {
    for line in 0..<min(count, index.lineCount) {
      let range = Int(index.starts[line])..<Int(index.starts[line + 1])
      guard bytes.count + range.count <= Self.mostBytes else { return }
      bytes.append(contentsOf: index.bytes[range])
      lineCount += 1
    }
  }

  /// Puts the last `count` lines of `other` before these, as far as `most` bytes allow.
  mutating func prepend(last count: Int, of other: Neighbourhood, most: Int) {
    var start = other.bytes.count
    var taken = 0
    while taken < min(count, other.lineCount) {
      var next = start - 1
      while next > 0, other.bytes[next - 1] != 0x0A { next -= 1 }
      guard other.bytes.count - next + bytes.count <= most else { break }
      start = next
      taken += 1
    }
    guard taken > 0 else { return }
    bytes.insert(contentsOf: other.bytes[start...], at: 0)
    firstLine -= taken
    lineCount += taken
    offset = other.offset + start
  }
}

/// The lines of one block and where each begins.
struct BlockIndex {
  var bytes: UnsafeRawBufferPointer
  /// 1-based number of the block's first line and its offset in the input.
  var firstLine: Int
  var offset: Int
  /// Set when the block is one very long line without its middle.
  var cut: LineCut?
  /// Offset in `bytes` of each line, and one more entry: the end.
  var starts: [Int32]
  /// The last lines before the block.
  var before: Neighbourhood

  var lineCount: Int { starts.count - 1 }

  func line(_ index: Int) -> UnsafeRawBufferPointer {
    var end = Int(starts[index + 1])
    let start = Int(starts[index])
    if end > start, bytes[end - 1] == 0x0A { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
  }

  /// Copies the lines from `index - before` to `index + after`; those before this block as far as
  /// they were kept, those behind it must be appended when they are there.
  func neighbourhood(of index: Int, before count: Int, after: Int) -> Neighbourhood {
    var first = max(0, index - count)
    var last = min(lineCount - 1, index + after)
    let most = Neighbourhood.mostBytes * max(1, (count + after) / 4)
    while starts[last + 1] - starts[first] > most, first < index || last > index {
      // The heavier side gives way: a giant on one side is no reason to lose the other.
      let before = starts[index] - starts[first]
      let behind = starts[last + 1] - starts[index + 1]
      if before > behind { first += 1 } else { last -= 1 }
    }
    let range = Int(starts[first])..<Int(starts[last + 1])
    var found = Neighbourhood(
      firstLine: firstLine + first, offset: offset + range.lowerBound,
      bytes: Array(bytes[range]), lineCount: last - first + 1)
    if first == 0, index < count, before.isFollowed(by: self) {
      found.prepend(last: count - index, of: before, most: most)
    }
    return found
  }
}
