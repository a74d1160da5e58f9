#if canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A read-only run of bytes. Logs are handled as bytes all through: decoding every line of a
/// gigabyte into `String` would cost more than everything else together.
typealias Bytes = UnsafeRawBufferPointer

/// Names for the bytes this module talks about.
enum Byte {
  static let null: UInt8 = 0x00
  static let bell: UInt8 = 0x07
  static let tab: UInt8 = 0x09
  static let lf: UInt8 = 0x0A
  static let cr: UInt8 = 0x0D
  static let escape: UInt8 = 0x1B
  static let space: UInt8 = 0x20
}

extension UInt8 {
  /// The byte of an ASCII character written as a literal; keeps comparisons readable.
  @inline(__always) init(char: Unicode.Scalar) { self = UInt8(truncatingIfNeeded: char.value) }

  @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
  @inline(__always) var isLower: Bool { self &- 0x61 < 26 }
  @inline(__always) var isUpper: Bool { self &- 0x41 < 26 }
  @inline(__always) var isLetter: Bool { (self | 0x20).isLower }
  @inline(__always) var isAlphanumeric: Bool { isDigit || isLetter }
  @inline(__always) var isHex: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
  @inline(__always) var isWord: Bool { isAlphanumeric || self == 0x5F }
  /// ASCII lower case of a letter, the byte itself otherwise.
  @inline(__always) var folded: UInt8 { isUpper ? self | 0x20 : self }
}

extension UnsafeRawBufferPointer {
  /// Whether `literal` stands at `index`.
  @inline(__always)
  func has(_ literal: StaticString, at index: Int = 0) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard index >= 0, count - index >= length, let base = baseAddress else { return false }
    return memcmp(base + index, literal.utf8Start, length) == 0
  }

  /// Whether the lower-case `literal` stands at `index`, whatever the case of the bytes.
  func hasFolded(_ literal: StaticString, at index: Int = 0) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard index >= 0, count - index >= length else { return false }
    return (0..<length).allSatisfy { self[index + $0].folded == literal.utf8Start[$0] }
  }

  /// The offset of the first `byte` in `range`, or nil.
  @inline(__always)
  func first(_ byte: UInt8, in range: Range<Int>) -> Int? {
    guard let base = baseAddress, !range.isEmpty,
      let hit = memchr(base + range.lowerBound, Int32(byte), range.count)
    else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  /// The offset of the last `byte` in `range`, or nil; fast when it is near the end.
  func last(_ byte: UInt8, in range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }

  /// The offset of the first occurrence of `literal` at or after `index`, or nil.
  func find(_ literal: StaticString, from index: Int = 0) -> Int? {
    let first = literal.utf8Start.pointee
    let limit = count - literal.utf8CodeUnitCount + 1
    var index = index
    while index < limit, let hit = self.first(first, in: index..<limit) {
      if has(literal, at: hit) { return hit }
      index = hit + 1
    }
    return nil
  }

  /// The first offset at or after `index` whose byte does not satisfy `test`.
  @inline(__always)
  func skip(from index: Int, while test: (UInt8) -> Bool) -> Int {
    var index = index
    while index < count, test(self[index]) { index += 1 }
    return index
  }

  /// The byte at `index`, or 0 outside: lets scanners look ahead without bounds checks of their own.
  @inline(__always)
  func at(_ index: Int) -> UInt8 { index >= 0 && index < count ? self[index] : 0 }

  /// The same memory from `index` on.
  @inline(__always)
  func from(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[Swift.min(index, count)...])
  }

  /// The same memory up to `end`.
  @inline(__always)
  func upTo(_ end: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[..<end]) }

  /// The text of `range`; invalid UTF-8 is repaired.
  func string(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }

  /// How many LF bytes the run holds. Eight bytes at a time; `SIMD32` compares compile to calls.
  func newlines() -> Int {
    guard let base = baseAddress else { return 0 }
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let pattern: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
    var total = 0
    var index = 0
    while index + 32 <= count {
      // 63 rounds of four words at most: every byte of `lanes` counts up to 252.
      let end = Swift.min(count - 31, index + 63 * 32)
      var lanes: UInt64 = 0
      while index < end {
        for word in 0..<4 {
          let raw = base.loadUnaligned(fromByteOffset: index + word * 8, as: UInt64.self)
          let bytes = raw ^ pattern
          // The high bit of each byte that is not zero.
          let others = ((bytes & low) &+ low) | bytes
          lanes &+= (~others & ~low) &>> 7
        }
        index += 32
      }
      let halves: UInt64 = 0x00FF_00FF_00FF_00FF
      let pairs = (lanes & halves) &+ ((lanes &>> 8) & halves)
      total += Int((pairs &* 0x0001_0001_0001_0001) &>> 48)
    }
    while index < count {
      if self[index] == Byte.lf { total += 1 }
      index += 1
    }
    return total
  }

  /// The first offset at or after `index` whose byte is not printable ASCII (control, DEL or high),
  /// eight bytes at a time.
  func firstUnusual(from index: Int) -> Int {
    guard let base = baseAddress else { return index }
    var index = index
    let high: UInt64 = 0x8080_8080_8080_8080
    let ones: UInt64 = 0x0101_0101_0101_0101
    while index + 8 <= count {
      let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let belowSpace = (word &- ones &* 0x20) & ~word
      let delete = word ^ (ones &* 0x7F)
      let isDelete = (delete &- ones) & ~delete
      if (word | belowSpace | isDelete) & high != 0 { break }
      index += 8
    }
    while index < count, self[index] &- 0x20 < 0x5F { index += 1 }
    return index
  }
}
