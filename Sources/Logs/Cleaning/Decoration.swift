/// Takes terminal sequences out of whole blocks, so that literals are not broken by colour.
public enum Decoration {
  /// Writes `block` without its escape sequences to `out` (replacing what is there). Line breaks
  /// stay as they are, so line `n` of the one is line `n` of the other. False, and nothing written,
  /// if the block has no ESC and no colour in caret notation.
  public static func strip(_ block: UnsafeRawBufferPointer, into out: inout [UInt8]) -> Bool {
    var escape = block.first(Byte.escape, in: 0..<block.count)
    var colour = EscapeSequence.caretColour(block, from: 0, limit: block.count)
    guard escape != nil || colour != nil else { return false }
    out.removeAll(keepingCapacity: true)
    out.reserveCapacity(block.count)
    var start = 0
    while escape != nil || colour != nil {
      let next = min(escape ?? .max, colour?.lowerBound ?? .max)
      out.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[start..<next]))
      start =
        next == escape
        ? EscapeSequence.end(block, at: next, limit: block.count) : colour?.upperBound ?? next
      // Each is looked for again only when it lies behind: a block may be full of the one kind.
      if let at = escape, at < start {
        escape = block.first(Byte.escape, in: start..<block.count)
      }
      if let at = colour, at.lowerBound < start {
        colour = EscapeSequence.caretColour(block, from: start, limit: block.count)
      }
    }
    out.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[start...]))
    return true
  }
}
