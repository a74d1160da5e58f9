/// A set of byte values.
public struct ByteSet: Sendable, Equatable {
  private var low: (UInt64, UInt64) = (0, 0)
  private var high: (UInt64, UInt64) = (0, 0)

  static let all = !ByteSet()
  static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
  static let word =
    digits.union(ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")))
    .union(ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))).union(ByteSet([UInt8(ascii: "_")]))
  /// What `\s` matches among ASCII.
  static let space = ByteSet([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20])
  /// Every byte a non-ASCII character has in UTF-8, and those that are in none.
  static let beyondASCII = ByteSet(0x80...0xFF)

  /// The digits as texts.
  static let digitTexts = (UInt8(ascii: "0")...UInt8(ascii: "9")).map { Spelled([$0]) }

  init() {}

  /// The set whose ``words`` are these; nil unless there are four.
  public init?(words: [UInt64]) {
    guard words.count == 4 else { return nil }
    low = (words[0], words[1])
    high = (words[2], words[3])
  }

  /// The set as bits: byte value b is bit b % 64 of word b / 64.
  public var words: [UInt64] { [low.0, low.1, high.0, high.1] }

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { insert(byte) }
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low.0 |= bit
    case 1: low.1 |= bit
    case 2: high.0 |= bit
    default: high.1 |= bit
    }
  }

  @inline(__always)
  public func contains(_ byte: UInt8) -> Bool {
    let word = byte < 128 ? (byte < 64 ? low.0 : low.1) : (byte < 192 ? high.0 : high.1)
    return word >> UInt64(byte & 63) & 1 != 0
  }

  func union(_ other: ByteSet) -> ByteSet {
    var result = self
    result.low = (low.0 | other.low.0, low.1 | other.low.1)
    result.high = (high.0 | other.high.0, high.1 | other.high.1)
    return result
  }

  /// All bytes that are not in the set.
  static prefix func ! (set: ByteSet) -> ByteSet {
    var result = set
    result.low = (~set.low.0, ~set.low.1)
    result.high = (~set.high.0, ~set.high.1)
    return result
  }

  public static func == (left: ByteSet, right: ByteSet) -> Bool {
    left.low == right.low && left.high == right.high
  }
}
