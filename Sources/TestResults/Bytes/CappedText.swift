/// Text of any length in bounded memory: the first and the last bytes are kept, the middle is
/// dropped and counted.
struct CappedText {
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private var dropped = 0
  private let half: Int

  /// - Parameter limit: bytes kept, half at each end.
  init(limit: Int) { half = max(limit / 2, 1) }

  var isEmpty: Bool { head.isEmpty }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    if head.count < half {
      let taken = rest.prefix(half - head.count)
      head.append(contentsOf: taken)
      rest = rest.dropFirst(taken.count)
    }
    guard !rest.isEmpty else { return }
    if rest.count >= half {
      dropped += tail.count + rest.count - half
      tail.removeAll(keepingCapacity: true)
      tail.append(contentsOf: rest.suffix(half))
      return
    }
    tail.append(contentsOf: rest)
    // Trimming only at twice the size makes each byte move at most once on average.
    if tail.count >= 2 * half {
      dropped += tail.count - half
      tail.removeFirst(tail.count - half)
    }
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  mutating func clear() {
    head.removeAll(keepingCapacity: true)
    tail.removeAll(keepingCapacity: true)
    dropped = 0
  }

  /// The kept text, cleaned of colour and control bytes, or nil when nothing but blanks was kept.
  func text() -> String? {
    guard !head.isEmpty else { return nil }
    var bytes = head
    let excess = max(tail.count - half, 0)
    if dropped + excess > 0 {
      bytes.append(contentsOf: "\n[… \(dropped + excess) bytes …]\n".utf8)
    }
    bytes.append(contentsOf: tail[excess...])
    return CleanText.string(bytes)
  }
}

/// Makes report text fit to be shown: no colour sequences, no control bytes, no outer blanks.
enum CleanText {
  /// What stands for a byte XML cannot carry; it is legal in XML, so a report with raw ESC bytes
  /// can be read with every later byte still at its place.
  static let stand: UInt8 = 0x7F

  /// - Returns: nil when nothing visible is left.
  static func string(_ bytes: [UInt8]) -> String? {
    var bytes = bytes[...]
    if bytes.contains(where: { ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) || $0 == stand })
      || holdsSpelledEscape(bytes)
    {
      bytes = strip(bytes)[...]
    }
    while let first = bytes.first, first == 0x0A { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func string(_ text: String?) -> String? {
    guard let text else { return nil }
    return string(Array(text.utf8))
  }

  /// The first line that holds anything, without outer blanks, at most `limit` bytes.
  static func firstLine(_ text: String?, limit: Int) -> String? {
    guard let text else { return nil }
    for line in text.utf8.split(separator: 0x0A) {
      let body = line.drop { $0 <= 0x20 }
      guard !body.isEmpty else { continue }
      return capped(String(decoding: Array(body), as: UTF8.self), limit)
    }
    return nil
  }

  /// The line that says what went wrong: pytest marks it with `E`, others begin with it.
  static func headline(_ text: String?, limit: Int) -> String? {
    let marked = text?.split(separator: "\n").first { $0.hasPrefix("E   ") }
    return firstLine(marked.map { String($0.dropFirst()) } ?? text, limit: limit)
  }

  /// At most `limit` bytes of `text`, cut between characters.
  static func capped(_ text: String, _ limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var end = limit
    let utf8 = Array(text.utf8.prefix(limit + 1))
    while end > 0, utf8[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: utf8[..<end], as: UTF8.self)
  }

  /// pytest writes ESC as the four characters `#x1B`.
  private static func holdsSpelledEscape(_ bytes: ArraySlice<UInt8>) -> Bool {
    var from = bytes.startIndex
    while let hash = bytes[from...].firstIndex(of: UInt8(ascii: "#")) {
      if bytes[hash...].starts(with: "#x1B[".utf8) { return true }
      from = hash + 1
    }
    return false
  }

  private static func strip(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = bytes.startIndex
    while at < bytes.endIndex {
      let byte = bytes[at]
      if byte == 0x1B || byte == stand {
        while at < bytes.endIndex, bytes[at] == byte { at += 1 }
        at = skipSequence(bytes, at)
      } else if byte == UInt8(ascii: "#"), bytes[at...].starts(with: "#x1B[".utf8) {
        at = skipSequence(bytes, at + 4)
      } else {
        if byte >= 0x20 || byte == 0x0A || byte == 0x09 { out.append(byte) }
        at += 1
      }
    }
    return out
  }

  /// The end of a CSI sequence whose `[` is at `at`; `at` itself when there is none.
  private static func skipSequence(_ bytes: ArraySlice<UInt8>, _ at: Int) -> Int {
    guard at < bytes.endIndex, bytes[at] == UInt8(ascii: "[") else { return at }
    var end = at + 1
    while end < bytes.endIndex, bytes[end] >= 0x20, bytes[end] < 0x40, end - at < 32 { end += 1 }
    return end < bytes.endIndex ? end + 1 : end
  }
}
