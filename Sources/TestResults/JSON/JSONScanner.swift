/// What a scanner sees, in order. A key comes as `.string` with `isKey`.
enum JSONToken {
  case beginObject, endObject, beginArray, endArray
  case key([UInt8])
  case string([UInt8])
  /// A number, `true`, `false` or `null` as written.
  case word([UInt8])
}

/// A streaming JSON tokenizer: chunks of any size in, tokens out, constant memory.
///
/// Depth is capped, long strings keep their head only, and the grammar is checked as far as is
/// needed to say where a damaged file is damaged. Several values may follow each other.
struct JSONScanner {
  private enum State { case value, firstKey, key, colon, string, escape, unicode, word, after }

  private let limits: ReportLimits
  private let maxString: Int
  private var state = State.value
  /// Open containers, true for objects.
  private var stack: [Bool] = []
  private var buffer: [UInt8] = []
  private var isKey = false
  private var isFirst = false
  private var unicode: UInt32 = 0
  private var unicodeDigits = 0
  private var high: UInt32 = 0
  private(set) var byte = 0
  private(set) var line = 1

  init(limits: ReportLimits, maxString: Int = 65536) {
    self.limits = limits
    self.maxString = maxString
  }

  var depth: Int { stack.count }

  /// Whether a value is complete, or none was begun.
  var isBetweenValues: Bool { stack.isEmpty && (state == .value || state == .after) }

  mutating func consume(
    _ chunk: UnsafeRawBufferPointer, _ handle: (JSONToken) throws(ReportError) -> Void
  ) throws(ReportError) {
    var at = 0
    while at < chunk.count {
      let next = chunk[at]
      if state == .string {
        at = try takeString(chunk, at, handle)
        continue
      }
      at += 1
      byte += 1
      if next == 0x0A { line += 1 }
      try take(next, handle)
    }
  }

  /// Ends a number or word that has no delimiter after it.
  mutating func finish(_ handle: (JSONToken) throws(ReportError) -> Void) throws(ReportError) {
    if state == .word { try endWord(handle) }
    guard isBetweenValues else {
      throw error(.truncated, "the end of the file", stack.last == false ? "']'" : "'}'")
    }
  }

  private mutating func take(
    _ next: UInt8, _ handle: (JSONToken) throws(ReportError) -> Void
  ) throws(ReportError) {
    switch state {
    case .string: break
    case .escape: try takeEscape(next)
    case .unicode: try takeUnicode(next)
    case .word:
      if isWordByte(next) {
        guard buffer.count < 64 else { throw unexpected(next, "a number, true, false or null") }
        buffer.append(next)
      } else {
        try endWord(handle)
        try take(next, handle)
      }
    default:
      if next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { return }
      try takeStructure(next, handle)
    }
  }

  private mutating func takeStructure(
    _ next: UInt8, _ handle: (JSONToken) throws(ReportError) -> Void
  ) throws(ReportError) {
    switch (state, next) {
    case (.firstKey, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
      beginString(asKey: true)
    case (.firstKey, UInt8(ascii: "}")): try close(object: true, next, handle)
    case (.colon, UInt8(ascii: ":")): state = .value
    case (.after, UInt8(ascii: ",")):
      guard let isObject = stack.last else { throw unexpected(next, "the end of the file") }
      state = isObject ? .key : .value
      isFirst = false
    case (.after, UInt8(ascii: "}")): try close(object: true, next, handle)
    case (.after, UInt8(ascii: "]")): try close(object: false, next, handle)
    case (.after, _) where stack.isEmpty:
      state = .value
      try takeStructure(next, handle)
    case (.value, UInt8(ascii: "{")), (.value, UInt8(ascii: "[")):
      guard stack.count < limits.depth else {
        throw error(.tooLarge, "values nested deeper than \(limits.depth)", "fewer levels")
      }
      let isObject = next == UInt8(ascii: "{")
      stack.append(isObject)
      state = isObject ? .firstKey : .value
      isFirst = true
      try handle(isObject ? .beginObject : .beginArray)
    case (.value, UInt8(ascii: "]")) where isFirst && stack.last == false:
      try close(object: false, next, handle)
    case (.value, UInt8(ascii: "\"")): beginString(asKey: false)
    case (.value, _) where isWordByte(next):
      buffer.removeAll(keepingCapacity: true)
      buffer.append(next)
      state = .word
    default: throw unexpected(next, expectation)
    }
  }

  private mutating func close(
    object: Bool, _ next: UInt8, _ handle: (JSONToken) throws(ReportError) -> Void
  ) throws(ReportError) {
    guard stack.last == object else { throw unexpected(next, expectation) }
    stack.removeLast()
    state = .after
    isFirst = false
    try handle(object ? .endObject : .endArray)
  }

  // MARK: Strings

  private mutating func beginString(asKey: Bool) {
    buffer.removeAll(keepingCapacity: true)
    isKey = asKey
    high = 0
    state = .string
  }

  /// Copies the run up to the next quote or backslash at once.
  private mutating func takeString(
    _ chunk: UnsafeRawBufferPointer, _ from: Int,
    _ handle: (JSONToken) throws(ReportError) -> Void
  ) throws(ReportError) -> Int {
    var at = from
    while at < chunk.count {
      let next = chunk[at]
      if next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") { break }
      // A raw line end is not allowed in a string; it tells where a cut line ended.
      if next == 0x0A { throw unexpected(next, "'\"'") }
      at += 1
    }
    if at > from {
      high = 0
      let room = max(maxString - buffer.count, 0)
      buffer.append(contentsOf: chunk[from..<min(at, from + room)])
      byte += at - from
    }
    guard at < chunk.count else { return at }
    byte += 1
    if chunk[at] == UInt8(ascii: "\\") {
      state = .escape
    } else {
      state = isKey ? .colon : .after
      isFirst = false
      try handle(isKey ? .key(buffer) : .string(buffer))
    }
    return at + 1
  }

  private mutating func takeEscape(_ next: UInt8) throws(ReportError) {
    state = .string
    switch next {
    case UInt8(ascii: "n"): append(0x0A)
    case UInt8(ascii: "t"): append(0x09)
    case UInt8(ascii: "r"): append(0x0D)
    case UInt8(ascii: "b"): append(0x08)
    case UInt8(ascii: "f"): append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): append(next)
    case UInt8(ascii: "u"):
      state = .unicode
      unicode = 0
      unicodeDigits = 0
    default: throw unexpected(next, "an escape JSON knows")
    }
  }

  private mutating func takeUnicode(_ next: UInt8) throws(ReportError) {
    let digit: UInt32
    switch next {
    case 0x30...0x39: digit = UInt32(next) - 0x30
    case 0x41...0x46: digit = UInt32(next) - 0x37
    case 0x61...0x66: digit = UInt32(next) - 0x57
    default: throw unexpected(next, "a hexadecimal digit")
    }
    unicode = unicode << 4 | digit
    unicodeDigits += 1
    guard unicodeDigits == 4 else { return }
    state = .string
    if unicode & 0xFC00 == 0xD800 {
      high = unicode
      return
    }
    var scalar = unicode
    if unicode & 0xFC00 == 0xDC00 {
      scalar = high == 0 ? 0xFFFD : 0x10000 + (high & 0x3FF) << 10 + (unicode & 0x3FF)
    }
    high = 0
    for byte in String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8 { append(byte) }
  }

  private mutating func append(_ next: UInt8) {
    if buffer.count < maxString { buffer.append(next) }
  }

  // MARK: Words and errors

  private mutating func endWord(
    _ handle: (JSONToken) throws(ReportError) -> Void
  ) throws(ReportError) {
    let isKnown =
      buffer[0] == UInt8(ascii: "-") || buffer[0] &- 0x30 < 10
      || ["true", "false", "null", "NaN", "Infinity"].contains { buffer.elementsEqual($0.utf8) }
    guard isKnown else {
      throw error(
        .malformed, "\"\(String(decoding: buffer, as: UTF8.self))\"", "a value")
    }
    state = .after
    isFirst = false
    try handle(.word(buffer))
  }

  private func isWordByte(_ next: UInt8) -> Bool {
    (next | 0x20) &- 0x61 < 26 || next &- 0x30 < 10 || next == UInt8(ascii: "-")
      || next == UInt8(ascii: "+") || next == UInt8(ascii: ".")
  }

  private var expectation: String {
    switch state {
    case .firstKey: "a key or '}'"
    case .key: "a key"
    case .colon: "':'"
    case .after: stack.last == true ? "',' or '}'" : "',' or ']'"
    default: "a value"
    }
  }

  private func unexpected(_ next: UInt8, _ expected: String) -> ReportError {
    let isVisible = next > 0x20 && next < 0x7F
    let found =
      next == 0x0A
      ? "the end of the line"
      : isVisible ? "'\(Character(Unicode.Scalar(next)))'" : "byte \(next)"
    return error(.malformed, found, expected)
  }

  private func error(_ kind: ReportError.Kind, _ found: String, _ expected: String) -> ReportError {
    ReportError(kind, byte: byte, line: line, found: found, expected: expected)
  }
}
