/// References, and the search for the next byte that means something.
extension XMLPlainLane {
  /// At `&`: what the reference stands for and where it ends; nil, with the reason in ``stop``, for
  /// one that is cut off or that expat has to judge.
  func reference(_ bytes: Bytes, _ at: Int, _ end: Int) -> (value: UInt32, end: Int)? {
    // `&#1114111;` and `&#x10FFFF;` are the longest without needless zeros.
    let longest = 12
    var semicolon = at + 1
    while semicolon < end, semicolon - at < longest, bytes[semicolon] != UInt8(ascii: ";") {
      semicolon += 1
    }
    guard semicolon - at < longest else { return refused(.unusual) }
    guard semicolon < end else { return refused(.needsMore) }
    let name = UnsafeBufferPointer(start: bytes + at + 1, count: semicolon - at - 1)
    let value = name.first == UInt8(ascii: "#") ? Self.number(name) : Self.entity(name)
    guard let value else { return refused(.unusual) }
    return (value, semicolon + 1)
  }

  private func refused(_ why: Stop) -> (value: UInt32, end: Int)? {
    stop = why
    return nil
  }

  private static func entity(_ name: UnsafeBufferPointer<UInt8>) -> UInt32? {
    switch name.count {
    case 2 where name[1] == UInt8(ascii: "t"):
      name[0] == UInt8(ascii: "l") ? 0x3C : name[0] == UInt8(ascii: "g") ? 0x3E : nil
    case 3 where name.elementsEqual("amp".utf8): 0x26
    case 4 where name.elementsEqual("quot".utf8): 0x22
    case 4 where name.elementsEqual("apos".utf8): 0x27
    default: nil
    }
  }

  /// `#65` or `#x41`; nil for what XML does not allow.
  private static func number(_ name: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let isHex = name.count > 1 && name[1] == UInt8(ascii: "x")
    let digits = name.dropFirst(isHex ? 2 : 1)
    guard !digits.isEmpty else { return nil }
    // 11 characters at most, so that 64 bits hold any of them.
    var value: UInt64 = 0
    for byte in digits {
      if byte &- 0x30 < 10 {
        value = value * (isHex ? 16 : 10) + UInt64(byte - 0x30)
      } else if isHex, (byte | 0x20) &- 0x61 < 6 {
        value = value * 16 + UInt64((byte | 0x20) - 0x61 + 10)
      } else {
        return nil
      }
    }
    return UInt32(exactly: value).flatMap { XMLSanitizer.isAllowed($0) ? $0 : nil }
  }

  /// Writes a character in UTF-8, which is never longer than its reference.
  /// - Returns: the bytes written.
  static func write(_ value: UInt32, to place: Bytes) -> Int {
    if value < 0x80 {
      place[0] = UInt8(value)
      return 1
    }
    let count = value < 0x800 ? 2 : value < 0x10000 ? 3 : 4
    var rest = value
    for index in stride(from: count - 1, to: 0, by: -1) {
      place[index] = 0x80 | UInt8(rest & 0x3F)
      rest >>= 6
    }
    place[0] = UInt8(truncatingIfNeeded: 0xF00 >> UInt32(count)) | UInt8(rest)
    return count
  }

  /// Resolves references and blanks of a value in its place; all its references are known good.
  /// - Returns: the new end.
  func unescape(_ bytes: Bytes, _ from: Int, _ end: Int) -> Int {
    var at = from
    var out = from
    while at < end {
      let byte = bytes[at]
      if byte == UInt8(ascii: "&"), let found = reference(bytes, at, end) {
        out += Self.write(found.value, to: bytes + out)
        at = found.end
        continue
      }
      // Every blank is a space in a value, and CR LF one blank.
      bytes[out] = byte < 0x20 ? 0x20 : byte
      at += byte == 0x0D && at + 1 < end && bytes[at + 1] == 0x0A ? 2 : 1
      out += 1
    }
    return out
  }

  /// Lines that end before `end`, as expat counts them: by LF, CR LF and lone CR.
  /// - Parameter last: the byte before `bytes`.
  static func lines(_ bytes: UnsafePointer<UInt8>, _ end: Int, after last: UInt8) -> Int {
    var count = 0
    var at = 0
    var last = last
    while at < end {
      if at + 8 <= end {
        let word = load(bytes, at)
        if hits(word, 0x0D) == 0, last != 0x0D {
          count += exactHits(word, 0x0A).nonzeroBitCount
          last = bytes[at + 7]
          at += 8
          continue
        }
      }
      let byte = bytes[at]
      if byte == 0x0D || (byte == 0x0A && last != 0x0D) { count += 1 }
      last = byte
      at += 1
    }
    return count
  }
}

/// Eight bytes at a time. These are members that inline everywhere: each is a few instructions in a
/// loop over every byte of a report.
extension XMLPlainLane {
  /// From `at` to the first byte for which `find` has its top bit, or `end`. The last seven bytes
  /// are passed one by one by the caller, so a byte without meaning may be returned there.
  @inline(__always)
  static func skip(_ bytes: Bytes, _ from: Int, _ end: Int, _ find: (UInt64) -> UInt64) -> Int {
    var at = from
    while at + 8 <= end {
      let found = find(load(bytes, at))
      if found != 0 { return at + found.trailingZeroBitCount >> 3 }
      at += 8
    }
    return at
  }

  @inline(__always)
  static func load(_ bytes: UnsafePointer<UInt8>, _ at: Int) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: at, as: UInt64.self))
  }

  /// The top bit of each byte that is `byte`. Bits above the first of them may be wrong: a borrow
  /// runs upwards only.
  @inline(__always)
  static func hits(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let other = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    return (other &- 0x0101_0101_0101_0101) & ~other & 0x8080_8080_8080_8080
  }

  /// The same for bytes below 0x20.
  @inline(__always)
  static func controls(_ word: UInt64) -> UInt64 {
    (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
  }

  /// As ``hits(_:_:)``, with every bit right.
  @inline(__always)
  static func exactHits(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let other = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((other & low) &+ low) | other | low)
  }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
