/// Decodes UTF-16 into UTF-8, chunk by chunk. Lone surrogates become U+FFFD.
struct UTF16Decoder {
  let isBigEndian: Bool
  private var oddByte: UInt8?
  private var highSurrogate: UInt32?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  mutating func decode(_ bytes: UnsafeRawBufferPointer, into out: inout [UInt8]) {
    var index = 0
    if let first = oddByte, !bytes.isEmpty {
      oddByte = nil
      take(first, bytes[0], &out)
      index = 1
    }
    while index + 1 < bytes.count {
      take(bytes[index], bytes[index + 1], &out)
      index += 2
    }
    if index < bytes.count { oddByte = bytes[index] }
  }

  /// What is left at the end of the input: half a unit or half a pair is one U+FFFD.
  mutating func finish(into out: inout [UInt8]) {
    if highSurrogate != nil || oddByte != nil { put(0xFFFD, &out) }
    highSurrogate = nil
    oddByte = nil
  }

  private mutating func take(_ first: UInt8, _ second: UInt8, _ out: inout [UInt8]) {
    let unit =
      isBigEndian
      ? UInt32(first) << 8 | UInt32(second) : UInt32(second) << 8 | UInt32(first)
    if let high = highSurrogate {
      highSurrogate = nil
      if unit & 0xFC00 == 0xDC00 {
        put(0x10000 + (high & 0x3FF) << 10 + unit & 0x3FF, &out)
        return
      }
      put(0xFFFD, &out)
    }
    if unit & 0xFC00 == 0xD800 {
      highSurrogate = unit
    } else {
      put(unit & 0xFC00 == 0xDC00 ? 0xFFFD : unit, &out)
    }
  }

  private func put(_ scalar: UInt32, _ out: inout [UInt8]) { out.appendUTF8(scalar) }
}

extension Array where Element == UInt8 {
  /// Appends a code point (not a surrogate) as UTF-8.
  mutating func appendUTF8(_ scalar: UInt32) {
    switch scalar {
    case ..<0x80:
      append(UInt8(scalar))
    case ..<0x800:
      append(UInt8(0xC0 | scalar >> 6))
      append(UInt8(0x80 | scalar & 0x3F))
    case ..<0x10000:
      append(UInt8(0xE0 | scalar >> 12))
      append(UInt8(0x80 | scalar >> 6 & 0x3F))
      append(UInt8(0x80 | scalar & 0x3F))
    default:
      append(UInt8(0xF0 | scalar >> 18))
      append(UInt8(0x80 | scalar >> 12 & 0x3F))
      append(UInt8(0x80 | scalar >> 6 & 0x3F))
      append(UInt8(0x80 | scalar & 0x3F))
    }
  }
}
