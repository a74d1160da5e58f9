/// Cuts a stream of chunks into lines at LF (a CR before it is taken off) with a bounded carry.
struct LineSplitter {
  struct Line {
    var bytes: [UInt8]
    /// Counted from 1.
    var number: Int
    /// Offset of its first byte in the input.
    var offset: Int
    /// The line was longer than the limit and only its head is here.
    var isCut: Bool
  }

  private var carry: [UInt8] = []
  private var isCut = false
  private var start = 0
  private(set) var number = 0
  private(set) var offset = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func consume(
    _ chunk: UnsafeRawBufferPointer, _ handle: (Line) throws(ReportError) -> Void
  ) throws(ReportError) {
    var from = 0
    while from < chunk.count {
      let rest = UnsafeRawBufferPointer(rebasing: chunk[from...])
      guard let end = rest.firstIndex(of: 0x0A) else {
        take(rest)
        break
      }
      take(UnsafeRawBufferPointer(rebasing: rest[..<end]))
      offset += 1
      from += end + 1
      try emit(handle)
    }
  }

  /// Hands over a last line that has no LF.
  mutating func finish(_ handle: (Line) throws(ReportError) -> Void) throws(ReportError) {
    if !carry.isEmpty { try emit(handle) }
  }

  private mutating func take(_ bytes: UnsafeRawBufferPointer) {
    let room = limit - carry.count
    if bytes.count > room { isCut = true }
    carry.append(contentsOf: bytes.prefix(max(room, 0)))
    offset += bytes.count
  }

  private mutating func emit(_ handle: (Line) throws(ReportError) -> Void) throws(ReportError) {
    number += 1
    if carry.last == 0x0D { carry.removeLast() }
    let line = Line(bytes: carry, number: number, offset: start, isCut: isCut)
    carry.removeAll(keepingCapacity: carry.capacity < 1 << 16)
    isCut = false
    start = offset
    try handle(line)
  }
}
