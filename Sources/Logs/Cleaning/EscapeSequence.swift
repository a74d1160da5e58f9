/// Terminal escape sequences (ECMA-48), as they occur in logs.
enum EscapeSequence {
  /// Where the sequence that begins with the ESC at `index` ends. It never reaches beyond `limit`
  /// or a LF: an unterminated string sequence loses its introducer only, not the text behind it.
  static func end(_ bytes: UnsafeRawBufferPointer, at index: Int, limit: Int) -> Int {
    let next = index + 1
    guard next < limit else { return limit }
    switch bytes[next] {
    case UInt8(char: "["):
      return isJenkinsNote(bytes, index, limit) ?? controlEnd(bytes, from: next + 1, limit: limit)
    case UInt8(char: "]"), UInt8(char: "P"), UInt8(char: "X"), UInt8(char: "^"),
      UInt8(char: "_"):
      return stringEnd(bytes, from: next + 1, limit: limit) ?? next + 1
    case 0x20...0x2F:
      // ESC ( B and the like: intermediate bytes, then one final byte.
      var end = next
      while end < limit, 0x20...0x2F ~= bytes[end] { end += 1 }
      return end < limit && 0x30...0x7E ~= bytes[end] ? end + 1 : end
    case 0x30...0x7E:
      return next + 1
    default:
      return next
    }
  }

  /// The first colour at or behind `start` whose ESC was printed as the two characters `^[`, as gh
  /// does with control bytes; nil if there is none.
  static func caretColour(
    _ bytes: UnsafeRawBufferPointer, from start: Int, limit: Int
  ) -> Range<Int>? {
    var index = start
    while let caret = bytes.first(UInt8(char: "^"), in: index..<limit) {
      index = caret + 1
      guard bytes.has("^[[", at: caret) else { continue }
      let end = controlEnd(bytes, from: caret + 3, limit: limit)
      if end > caret + 3, bytes[end - 1] == UInt8(char: "m") || bytes[end - 1] == UInt8(char: "K") {
        return caret..<end
      }
    }
    return nil
  }

  /// The end of a control sequence whose parameters begin at `start`: `0;31m`, `2K`, `?25l`.
  static func controlEnd(_ bytes: UnsafeRawBufferPointer, from start: Int, limit: Int) -> Int {
    var end = start
    while end < limit, 0x30...0x3F ~= bytes[end] { end += 1 }
    while end < limit, 0x20...0x2F ~= bytes[end] { end += 1 }
    return end < limit && 0x40...0x7E ~= bytes[end] ? end + 1 : end
  }

  /// The end of a string sequence (OSC, APC, DCS, …): BEL or ESC `\`.
  private static func stringEnd(
    _ bytes: UnsafeRawBufferPointer, from start: Int, limit: Int
  ) -> Int? {
    var index = start
    while index < limit {
      switch bytes[index] {
      case Byte.bell: return index + 1
      case Byte.escape: return bytes.at(index + 1) == UInt8(char: "\\") ? index + 2 : nil
      case Byte.lf: return nil
      default: index += 1
      }
    }
    return nil
  }

  /// Jenkins hides notes for its own pages as `ESC[8mha:////<base64>ESC[0m`.
  private static func isJenkinsNote(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ limit: Int
  ) -> Int? {
    guard bytes.has("\u{1B}[8mha:", at: index),
      let end = bytes.first(Byte.escape, in: index + 1..<limit), bytes.has("\u{1B}[0m", at: end),
      bytes.first(Byte.lf, in: index..<end) == nil
    else { return nil }
    return min(end + 4, limit)
  }
}
