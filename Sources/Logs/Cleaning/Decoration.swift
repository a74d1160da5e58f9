/// Takes terminal sequences out of whole blocks, so that literals are not broken by colour.
public enum Decoration {
  /// Writes `block` without its escape sequences to `out` (replacing what is there). Line breaks
  /// stay as they are, so line `n` of the one is line `n` of the other. False, and nothing written,
  /// if the block has no ESC.
  public static func strip(_ block: UnsafeRawBufferPointer, into out: inout [UInt8]) -> Bool {
    guard var escape = block.first(Byte.escape, in: 0..<block.count) else { return false }
    out.removeAll(keepingCapacity: true)
    out.reserveCapacity(block.count)
    var start = 0
    while true {
      out.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[start..<escape]))
      start = EscapeSequence.end(block, at: escape, limit: block.count)
      guard let next = block.first(Byte.escape, in: start..<block.count) else { break }
      escape = next
    }
    out.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[start...]))
    return true
  }
}
