/// Makes real-world report bytes digestible for a strict XML parser without moving any byte: raw
/// control characters, references to them (`&#27;`) and invalid UTF-8 are overwritten in place by
/// bytes XML allows, so every position in an error still is a position in the file.
///
/// Test output is full of such bytes (terminal colours, NULs, cut characters) and most producers
/// copy them into their reports.
struct XMLSanitizer {
  /// 0: plain. 1: illegal control. 2: `&`. 3: lead or stray byte of a longer character.
  private static let kinds: [UInt8] = (0..<256).map { byte in
    switch byte {
    case 0x09, 0x0A, 0x0D: 0
    case 0..<0x20: 1
    case 0x26: 2
    case 0x80...: 3
    default: 0
    }
  }

  /// Longest piece that must be seen whole: `&#x0010FFFF;` or a 4-byte character.
  private static let window = 12

  /// Cleans `bytes[from...]` in place.
  /// - Returns: the end of the clean part. The few bytes after it need what comes next before they
  ///   can be judged; with `isLast` there are none.
  static func clean(_ bytes: UnsafeMutableBufferPointer<UInt8>, from: Int, isLast: Bool) -> Int {
    kinds.withUnsafeBufferPointer { kinds in
      var at = from
      let end = bytes.count
      while at < end {
        if at + 8 <= end, isPlain(bytes, at) {
          at += 8
          continue
        }
        switch kinds[Int(bytes[at])] {
        case 0:
          at += 1
        case 1:
          bytes[at] = CleanText.stand
          at += 1
        case 2:
          guard let next = reference(bytes, at, isLast) else { return at }
          at = next
        default:
          guard let next = character(bytes, at, isLast) else { return at }
          at = next
        }
      }
      return end
    }
  }

  /// Whether the next eight bytes hold no control character, no `&` and nothing beyond ASCII.
  @inline(__always)
  private static func isPlain(_ bytes: UnsafeMutableBufferPointer<UInt8>, _ at: Int) -> Bool {
    let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: at, as: UInt64.self)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let ampersand = word ^ (ones &* 0x26)
    // The classic tests for a byte below n and for a zero byte; both may err only towards "not
    // plain", which costs a second look and nothing else.
    let controls = (word &- ones &* 0x20) & ~word
    let ampersands = (ampersand &- ones) & ~ampersand
    return (word | controls | ampersands) & tops == 0
  }

  /// At `&`: blanks out a numeric reference to a character XML forbids.
  private static func reference(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ at: Int, _ isLast: Bool
  ) -> Int? {
    let end = bytes.count
    guard at + 1 < end else { return isLast ? at + 1 : nil }
    guard bytes[at + 1] == UInt8(ascii: "#") else { return at + 1 }
    var value: UInt32 = 0
    var index = at + 2
    let isHex = index < end && bytes[index] | 0x20 == UInt8(ascii: "x")
    if isHex { index += 1 }
    while index < end, index - at < window {
      let byte = bytes[index]
      if byte == UInt8(ascii: ";") {
        if !isAllowed(value) {
          for place in at...index { bytes[place] = CleanText.stand }
        }
        return index + 1
      }
      if byte &- 0x30 < 10 {
        value = value &* (isHex ? 16 : 10) &+ UInt32(byte &- 0x30)
      } else if isHex, (byte | 0x20) &- 0x61 < 6 {
        value = value &* 16 &+ UInt32((byte | 0x20) &- 0x61 + 10)
      } else {
        return at + 1
      }
      index += 1
    }
    return index - at >= window || isLast ? at + 1 : nil
  }

  /// At a byte >= 0x80: keeps a whole valid character, overwrites anything else with `?`.
  private static func character(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ at: Int, _ isLast: Bool
  ) -> Int? {
    let lead = bytes[at]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    var value = UInt32(lead) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
    var isValid = lead >= 0xC2 && lead <= 0xF4
    var index = at + 1
    while isValid, index < at + length {
      guard index < bytes.count else {
        if !isLast { return nil }
        isValid = false
        break
      }
      isValid = bytes[index] & 0xC0 == 0x80
      value = value << 6 | UInt32(bytes[index] & 0x3F)
      index += 1
    }
    let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
    if isValid, value >= least, isAllowed(value) { return at + length }
    bytes[at] = UInt8(ascii: "?")
    return at + 1
  }

  static func isAllowed(_ value: UInt32) -> Bool {
    switch value {
    case 0x09, 0x0A, 0x0D: true
    case 0x20..<0xD800, 0xE000..<0xFFFE, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
