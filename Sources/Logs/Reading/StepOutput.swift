/// Reads the JSON a CI's API serves instead of text: an array of objects whose `message`
/// (CircleCI) or `out` (Drone) strings are the log when put together.
///
///     [{"message":"$ go test\r\n","time":"…","type":"out"},{"message":"FAIL\r\n", …}]
///
/// Everything else in the objects is skipped, at any depth, without recursion. Broken JSON is not
/// an error: what was understood is delivered.
struct StepOutput {
  private enum State {
    case between, key, string, text, escape
    case unicode(Int)
  }

  private var state = State.between
  private var depth = 0
  private var expectsKey = false
  private var key: [UInt8] = []
  /// The string around an escape: whether its bytes are delivered.
  private var inText = false
  private var inKey = false
  private var unit: UInt32 = 0
  private var highSurrogate: UInt32?

  /// Whether `head` (the first few KiB) looks like such an array, and whose it is.
  static func provider(of head: UnsafeRawBufferPointer) -> ProviderID? {
    var index = skipBlank(head, 0)
    guard head.at(index) == UInt8(char: "[") else { return nil }
    index = skipBlank(head, index + 1)
    guard head.at(index) == UInt8(char: "{"), head.at(skipBlank(head, index + 1)) == 0x22 else {
      return nil
    }
    if head.find("\"message\"") != nil,
      head.find("\"type\"") != nil || head.find("\"time\"") != nil
    {
      return .circleCI
    }
    return head.find("\"out\"") != nil && head.find("\"pos\"") != nil ? .drone : nil
  }

  private static func skipBlank(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
    bytes.skip(from: index) { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  mutating func decode(_ bytes: UnsafeRawBufferPointer, into out: inout [UInt8]) {
    for byte in bytes { take(byte, &out) }
  }

  mutating func finish(into out: inout [UInt8]) { flushSurrogate(&out) }

  private mutating func take(_ byte: UInt8, _ out: inout [UInt8]) {
    switch state {
    case .between: between(byte)
    case .key:
      if byte == 0x22 {
        state = .between
        inKey = false
      } else if byte == 0x5C {
        state = .escape
      } else if key.count < 16 {
        key.append(byte)
      }
    case .string, .text:
      if byte == 0x22 {
        flushSurrogate(&out)
        state = .between
        inText = false
      } else if byte == 0x5C {
        state = .escape
      } else if inText {
        flushSurrogate(&out)
        out.append(byte)
      }
    case .escape: escape(byte, &out)
    case .unicode(let left): unicode(byte, left, &out)
    }
  }

  private mutating func between(_ byte: UInt8) {
    switch byte {
    case UInt8(char: "{"), UInt8(char: "["):
      depth += 1
      expectsKey = byte == UInt8(char: "{")
    case UInt8(char: "}"), UInt8(char: "]"):
      depth -= 1
      expectsKey = false
    case UInt8(char: ","): expectsKey = depth == 2
    case UInt8(char: ":"): expectsKey = false
    case 0x22:
      inKey = expectsKey && depth == 2
      if inKey {
        key.removeAll(keepingCapacity: true)
        state = .key
      } else {
        inText = depth == 2 && (key == Array("message".utf8) || key == Array("out".utf8))
        state = inText ? .text : .string
      }
    default: break
    }
  }

  private mutating func escape(_ byte: UInt8, _ out: inout [UInt8]) {
    state = inKey ? .key : inText ? .text : .string
    let plain: UInt8
    switch byte {
    case UInt8(char: "n"): plain = Byte.lf
    case UInt8(char: "r"): plain = Byte.cr
    case UInt8(char: "t"): plain = Byte.tab
    case UInt8(char: "b"): plain = 0x08
    case UInt8(char: "f"): plain = 0x0C
    case UInt8(char: "u"):
      unit = 0
      state = .unicode(4)
      return
    default: plain = byte
    }
    guard inText else { return }
    flushSurrogate(&out)
    out.append(plain)
  }

  private mutating func unicode(_ byte: UInt8, _ left: Int, _ out: inout [UInt8]) {
    let digit: UInt32 = byte.isDigit ? UInt32(byte) - 0x30 : UInt32(byte.folded & 0x0F) + 9
    unit = unit << 4 | (byte.isHex ? digit : 0)
    guard left == 1 else {
      state = .unicode(left - 1)
      return
    }
    state = inKey ? .key : inText ? .text : .string
    guard inText else { return }
    if let high = highSurrogate, unit & 0xFC00 == 0xDC00 {
      highSurrogate = nil
      out.appendUTF8(0x10000 + (high & 0x3FF) << 10 + unit & 0x3FF)
    } else {
      flushSurrogate(&out)
      if unit & 0xFC00 == 0xD800 {
        highSurrogate = unit
      } else {
        out.appendUTF8(unit & 0xFC00 == 0xDC00 ? 0xFFFD : unit)
      }
    }
  }

  private mutating func flushSurrogate(_ out: inout [UInt8]) {
    guard highSurrogate != nil else { return }
    highSurrogate = nil
    out.appendUTF8(0xFFFD)
  }
}
