/// Takes terminal sequences out of whole blocks, so that literals are not broken by colour.
public enum Decoration {
  /// Writes `block` without its escape sequences to `out` (replacing what is there). Line breaks
  /// stay as they are, so line `n` of the one is line `n` of the other. False, and nothing written,
  /// if the block has no ESC.
  public static func strip(_ block: UnsafeRawBufferPointer, into out: inout [UInt8]) -> Bool {
    guard var escape = block.first(Byte.escape, in: 0..<block.count) else { return false }
    out = [UInt8](unsafeUninitializedCapacity: block.count) { target, length in
      let target = UnsafeMutableRawBufferPointer(target)
      var start = 0
      while true {
        copy(block, start..<escape, target, &length)
        start = EscapeSequence.end(block, at: escape, limit: block.count)
        guard let next = block.first(Byte.escape, in: start..<block.count) else { break }
        escape = next
      }
      copy(block, start..<block.count, target, &length)
    }
    return true
  }

  @inline(__always)
  private static func copy(
    _ block: UnsafeRawBufferPointer, _ range: Range<Int>, _ target: UnsafeMutableRawBufferPointer,
    _ length: inout Int
  ) {
    guard !range.isEmpty, let from = block.baseAddress, let to = target.baseAddress else { return }
    (to + length).copyMemory(from: from + range.lowerBound, byteCount: range.count)
    length += range.count
  }
}
