extension LiteralScanner {
  /// Buffers below this many bytes are scanned as one stream.
  private static let smallest = 2_048

  /// Appends a hit for every offset at which at least one literal ends, in ascending order.
  ///
  /// `buffer` is at most 4 GiB (hits have 32-bit offsets; more is not scanned). It is cut into
  /// four equal parts that are scanned side by side. Each part begins some bytes early, without
  /// reporting, so that its state at the cut is the one a single scan would have: a literal
  /// across a cut is found, and lines play no role.
  public func scan(_ buffer: UnsafeRawBufferPointer, into hits: inout [Hit]) {
    guard let base = buffer.baseAddress else { return }
    let bytes = base.assumingMemoryBound(to: UInt8.self)
    let count = min(buffer.count, Int(UInt32.max))
    guard stateCount > 0 else { return }
    let warmUp = Int(table.header.longest)
    guard count >= Self.smallest, count / 4 > warmUp else {
      scanOne(bytes, from: 0, to: count, state: 0, into: &hits)
      return
    }
    scanFour(bytes, count: count, warmUp: warmUp, into: &hits)
  }

  /// The state after reading `range` from the root, hits not reported.
  private func state(
    after range: Range<Int>, of bytes: UnsafePointer<UInt8>
  ) -> UInt32 {
    var state: UInt32 = 0
    for index in range {
      state = table.table[Int(state) + Int(table.classes[Int(bytes[index])])]
      state &= ~ScannerTable.hitBit
    }
    return state
  }

  private func scanOne(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, state: UInt32,
    into hits: inout [Hit]
  ) {
    let rows = table.table
    let classes = table.classes
    var state = state
    var index = start
    while index < end {
      state = rows[Int(state) + Int(classes[Int(bytes[index])])]
      index += 1
      if state & ScannerTable.hitBit != 0 {
        state &= ~ScannerTable.hitBit
        report(state, at: index, into: &hits)
      }
    }
  }

  private func scanFour(
    _ bytes: UnsafePointer<UInt8>, count: Int, warmUp: Int, into hits: inout [Hit]
  ) {
    let rows = table.table
    let classes = table.classes
    let part = count / 4
    let (cut1, cut2, cut3) = (part, 2 * part, 3 * part)
    var state0: UInt32 = 0
    var state1 = state(after: (cut1 - warmUp)..<cut1, of: bytes)
    var state2 = state(after: (cut2 - warmUp)..<cut2, of: bytes)
    var state3 = state(after: (cut3 - warmUp)..<cut3, of: bytes)
    var hits1: [Hit] = []
    var hits2: [Hit] = []
    var hits3: [Hit] = []
    var index = 0
    while index < part {
      state0 = rows[Int(state0) + Int(classes[Int(bytes[index])])]
      state1 = rows[Int(state1) + Int(classes[Int(bytes[cut1 + index])])]
      state2 = rows[Int(state2) + Int(classes[Int(bytes[cut2 + index])])]
      state3 = rows[Int(state3) + Int(classes[Int(bytes[cut3 + index])])]
      index += 1
      if (state0 | state1 | state2 | state3) & ScannerTable.hitBit != 0 {
        take(&state0, at: index, into: &hits)
        take(&state1, at: cut1 + index, into: &hits1)
        take(&state2, at: cut2 + index, into: &hits2)
        take(&state3, at: cut3 + index, into: &hits3)
      }
    }
    scanOne(bytes, from: cut3 + part, to: count, state: state3, into: &hits3)
    hits.append(contentsOf: hits1)
    hits.append(contentsOf: hits2)
    hits.append(contentsOf: hits3)
  }

  @inline(__always)
  private func take(_ state: inout UInt32, at end: Int, into hits: inout [Hit]) {
    if state & ScannerTable.hitBit != 0 {
      state &= ~ScannerTable.hitBit
      report(state, at: end, into: &hits)
    }
  }

  @inline(__always)
  private func report(_ state: UInt32, at end: Int, into hits: inout [Hit]) {
    let number = table.table[Int(state) + Int(table.header.stride) - 1]
    hits.append(Hit(end: UInt32(truncatingIfNeeded: end), state: number))
  }
}
