/// Turns the bytes of a raw line into clean text: valid UTF-8 without control bytes, terminal
/// sequences and invisible markers; CR only between segments.
struct CleanText {
  private(set) var bytes: [UInt8] = []
  private(set) var map = OriginMap()
  private(set) var marks: [SectionMark] = []

  /// Decodes `raw[start...]`.
  init(_ raw: UnsafeRawBufferPointer, from start: Int, provider: any Provider) {
    let first = lead(raw, start, provider)
    let colour = EscapeSequence.caretColour(raw, from: first, limit: raw.count)
    if colour == nil, raw.firstUnusual(from: first) == raw.count {
      // Most lines: printable ASCII only.
      bytes = [UInt8](UnsafeRawBufferPointer(rebasing: raw[first...]))
      map.first = first
    } else {
      decode(raw, first, provider, colour)
    }
  }

  mutating func replace(bytes: [UInt8], map: OriginMap) {
    self.bytes = bytes
    self.map = map
  }

  /// Skips what is invisible at the start of a segment.
  private mutating func lead(
    _ raw: UnsafeRawBufferPointer, _ start: Int, _ provider: any Provider
  ) -> Int {
    var index = start
    while index < raw.count {
      let byte = raw[index]
      if byte == Byte.escape {
        index = EscapeSequence.end(raw, at: index, limit: raw.count)
      } else if byte == UInt8(char: "^"),
        let colour = EscapeSequence.caretColour(raw, from: index, limit: raw.count),
        colour.lowerBound == index
      {
        index = colour.upperBound
      } else if byte == 0xEF, raw.has("\u{FEFF}", at: index) {
        index += 3
      } else if let marker = provider.marker(raw, at: index) {
        if let mark = marker.mark { marks.append(mark) }
        index = marker.end
      } else {
        break
      }
    }
    return index
  }

  private mutating func decode(
    _ raw: UnsafeRawBufferPointer, _ start: Int, _ provider: any Provider, _ first: Range<Int>?
  ) {
    bytes.reserveCapacity(raw.count - start)
    var index = start
    var colour = first
    while index < raw.count {
      if let at = colour, at.lowerBound < index {
        colour = EscapeSequence.caretColour(raw, from: index, limit: raw.count)
      }
      let unusual = min(raw.firstUnusual(from: index), colour?.lowerBound ?? raw.count)
      copy(raw, index..<unusual)
      if let at = colour, at.lowerBound == unusual {
        index = at.upperBound
        continue
      }
      index = unusual
      guard index < raw.count else { break }
      switch raw[index] {
      case Byte.cr:
        if let last = bytes.last, last != Byte.cr {
          map.add(clean: bytes.count, raw: index)
          bytes.append(Byte.cr)
        }
        index = lead(raw, index + 1, provider)
      case Byte.tab:
        copy(raw, index..<index + 1)
        index += 1
      case Byte.escape:
        index = EscapeSequence.end(raw, at: index, limit: raw.count)
      case Byte.null:
        put([0xE2, 0x90, 0x80], at: index)
        index += 1
      case 0x80...:
        index = multibyte(raw, index)
      default:
        // The other control bytes show nothing.
        index += 1
      }
    }
    if bytes.last == Byte.cr { bytes.removeLast() }
  }

  private mutating func copy(_ raw: UnsafeRawBufferPointer, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    map.add(clean: bytes.count, raw: range.lowerBound)
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: raw[range]))
  }

  private mutating func put(_ replacement: [UInt8], at index: Int) {
    map.add(clean: bytes.count, raw: index)
    bytes += replacement
  }

  /// Copies a valid UTF-8 sequence; drops C1 controls; replaces an invalid byte by U+FFFD.
  private mutating func multibyte(_ raw: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let length = Self.sequenceLength(raw, index)
    guard length > 0 else {
      put([0xEF, 0xBF, 0xBD], at: index)
      return index + 1
    }
    if length == 2, raw[index] == 0xC2, raw[index + 1] < 0xA0 {
      // C1; 0x9B is the one-byte form of ESC [.
      return raw[index + 1] == 0x9B
        ? EscapeSequence.controlEnd(raw, from: index + 2, limit: raw.count) : index + 2
    }
    copy(raw, index..<index + length)
    return index + length
  }

  /// Bytes of the well-formed sequence at `index` (Unicode 15, table 3-7), or 0.
  static func sequenceLength(_ raw: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let lead = raw[index]
    let second = raw.at(index + 1)
    let isSecond: Bool
    let length: Int
    switch lead {
    case 0xC2...0xDF: (length, isSecond) = (2, 0x80...0xBF ~= second)
    case 0xE0: (length, isSecond) = (3, 0xA0...0xBF ~= second)
    case 0xED: (length, isSecond) = (3, 0x80...0x9F ~= second)
    case 0xE1...0xEF: (length, isSecond) = (3, 0x80...0xBF ~= second)
    case 0xF0: (length, isSecond) = (4, 0x90...0xBF ~= second)
    case 0xF4: (length, isSecond) = (4, 0x80...0x8F ~= second)
    case 0xF1...0xF3: (length, isSecond) = (4, 0x80...0xBF ~= second)
    default: return 0
    }
    guard isSecond, index + length <= raw.count else { return 0 }
    for offset in 2..<max(2, length) where raw[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
