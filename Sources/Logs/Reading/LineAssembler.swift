/// Turns a stream of text into blocks of whole lines, in bounded memory.
///
/// Text is gathered in one buffer of `blockSize` bytes; a full buffer is delivered up to its last
/// LF. So the blocks depend on the text alone, not on how it was chunked.
final class LineAssembler {
  private let limits: ReadLimits
  private let buffer: UnsafeMutableRawBufferPointer
  private var filled = 0
  /// Input offset and line number of `buffer[0]`.
  private var offset = 0
  private var line = 1
  /// Bytes already dropped behind the first `lineKeep` bytes of the line at `buffer[0]`.
  private var dropped = 0

  private(set) var summary = ReadSummary()
  private var cutLines = 0
  private var endsWithLF = true

  init(limits: ReadLimits) {
    self.limits = limits
    buffer = .allocate(byteCount: max(limits.blockSize, limits.maxLine * 2), alignment: 16)
  }

  deinit { buffer.deallocate() }

  func append(_ bytes: UnsafeRawBufferPointer, _ emit: (LineBlock) -> Void) {
    var rest = bytes
    while !rest.isEmpty {
      let size = min(buffer.count - filled, rest.count)
      UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<size]))
      filled += size
      rest = rest.from(size)
      if filled == buffer.count { drain(isFinal: false, emit) }
    }
  }

  func finish(_ emit: (LineBlock) -> Void) {
    drain(isFinal: true, emit)
    if !endsWithLF { summary.lines += 1 }
    if cutLines > 0 { summary.problems.append(.longLines(cutLines)) }
  }

  func note(_ problem: ReadProblem) { summary.problems.append(problem) }

  /// The bytes gathered so far: what sniffing looks at.
  var head: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<filled]) }

  private func drain(isFinal: Bool, _ emit: (LineBlock) -> Void) {
    let view = head
    var start = 0
    var position = 0
    if dropped > 0 {
      guard let next = longLine(at: 0, isFinal, emit) else { return }
      start = next
      position = next
    }
    while position < view.count {
      // Lines up to maxLine bytes: stepping from LF to LF in strides touches few bytes.
      let window = min(position + limits.maxLine + 1, view.count)
      if let lf = view.last(Byte.lf, in: position..<window) {
        position = lf + 1
      } else if window - position <= limits.maxLine {
        break
      } else {
        deliver(view, start..<position, emit)
        guard let next = longLine(at: position, isFinal, emit) else { return }
        start = next
        position = next
      }
    }
    let end = isFinal ? view.count : position
    deliver(view, start..<end, emit)
    keep(from: end)
  }

  /// Handles the line at `position`, which has no LF within `maxLine` bytes. Returns where to go on,
  /// or nil when the rest of the line has not arrived: then the buffer holds its head and tail.
  private func longLine(at position: Int, _ isFinal: Bool, _ emit: (LineBlock) -> Void) -> Int? {
    let view = head
    if dropped == 0 {
      // A progress bar: its overwritten pieces are delivered as they come, under one number.
      let window = position..<min(position + limits.maxLine, view.count)
      if let cr = view.last(Byte.cr, in: window), view.at(cr + 1) != Byte.lf {
        deliver(view, position..<cr + 1, emit)
        return cr + 1
      }
    }
    let search = min(position + (dropped == 0 ? limits.maxLine : limits.lineKeep), view.count)
    let lf = view.first(Byte.lf, in: search..<view.count)
    let cr = view.first(Byte.cr, in: search..<(lf ?? view.count))
    let end = cr ?? lf
    if let end {
      // CR LF ends a line together.
      let stop = view.at(end) == Byte.cr && view.at(end + 1) == Byte.lf ? end + 2 : end + 1
      let isSplit = view.at(end) == Byte.cr && end + 1 == view.count && !isFinal
      if !isSplit {
        deliverCut(view, position..<stop, emit)
        return stop
      }
    } else if isFinal {
      deliverCut(view, position..<view.count, emit)
      return view.count
    }
    shrink(lineAt: position)
    return nil
  }

  /// Keeps head and tail of the unfinished long line at `position`, at the buffer's start.
  private func shrink(lineAt position: Int) {
    keep(from: position)
    let excess = filled - 2 * limits.lineKeep
    guard excess > 0 else { return }
    move(from: filled - limits.lineKeep, to: limits.lineKeep, count: limits.lineKeep)
    dropped += excess
    filled = 2 * limits.lineKeep
  }

  private func keep(from start: Int) {
    move(from: start, to: 0, count: filled - start)
    filled -= start
  }

  private func move(from: Int, to: Int, count: Int) {
    guard from != to, count > 0 else { return }
    UnsafeMutableRawBufferPointer(rebasing: buffer[to..<to + count])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[from..<from + count]))
  }

  private func deliver(
    _ view: UnsafeRawBufferPointer, _ range: Range<Int>, _ emit: (LineBlock) -> Void
  ) {
    guard !range.isEmpty else { return }
    let bytes = UnsafeRawBufferPointer(rebasing: view[range])
    send(bytes, consumed: range.count, cut: nil, emit)
  }

  /// Delivers the line in `range` as head, ellipsis, tail. Both ends are trimmed to a blank nearby,
  /// so that no half of a token (it may be a secret) is left at the gap.
  private func deliverCut(
    _ view: UnsafeRawBufferPointer, _ range: Range<Int>, _ emit: (LineBlock) -> Void
  ) {
    let keep = limits.lineKeep
    let slack = min(512, keep / 4)
    var headEnd = range.lowerBound + keep
    if let blank = view.last(Byte.space, in: headEnd - slack..<headEnd) { headEnd = blank }
    var tailStart = max(range.upperBound - keep, headEnd)
    let window = tailStart..<min(tailStart + slack, range.upperBound)
    if let blank = view.first(Byte.space, in: window) { tailStart = blank }

    var piece = [UInt8](view[range.lowerBound..<headEnd])
    piece += LineCut.ellipsis
    piece += view[tailStart..<range.upperBound]
    let cut = LineCut(
      position: headEnd - range.lowerBound, dropped: tailStart - headEnd + dropped)
    let consumed = range.count + dropped
    dropped = 0
    cutLines += 1
    piece.withUnsafeBytes { send($0, consumed: consumed, cut: cut, emit) }
  }

  private func send(
    _ bytes: UnsafeRawBufferPointer, consumed: Int, cut: LineCut?, _ emit: (LineBlock) -> Void
  ) {
    let newlines = bytes.newlines()
    emit(
      LineBlock(bytes: bytes, firstLine: line, offset: offset, newlines: newlines, cut: cut))
    line += newlines
    offset += consumed
    summary.bytes += consumed
    summary.lines += newlines
    endsWithLF = bytes.at(bytes.count - 1) == Byte.lf
    if !summary.hasBinary { summary.hasBinary = bytes.first(0, in: 0..<bytes.count) != nil }
  }
}
