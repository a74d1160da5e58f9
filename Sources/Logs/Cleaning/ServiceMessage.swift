extension CleanText {
  /// Replaces a TeamCity service message by what it says: the values of the attributes that hold
  /// output, unescaped. A value's lines become segments.
  ///
  ///     ##teamcity[message text='one|ntwo' status='ERROR']   ->   one CR two
  ///
  /// Messages without such attributes (blocks, progress) stay as they are.
  mutating func unescapeServiceMessage() {
    let source = bytes
    guard source.starts(with: "##teamcity[".utf8) else { return }
    let says: [StaticString] = [
      " text='", " errorDetails='", " description='", " message='", " details='", " out='",
    ]
    let result = source.withUnsafeBytes { text -> ServiceText? in
      let isOutput =
        text.has("message ", at: 11) || text.has("buildProblem ", at: 11)
        || text.has("testFailed ", at: 11) || text.has("testStd", at: 11)
      guard isOutput else { return nil }
      var result = ServiceText(origin: map)
      var index = 11
      while index < text.count {
        if let key = says.first(where: { text.has($0, at: index) }) {
          index = result.value(text, from: index + key.utf8CodeUnitCount)
        } else {
          index += 1
        }
      }
      return result
    }
    guard let result, !result.bytes.isEmpty else { return }
    replace(bytes: result.bytes, map: result.map)
  }
}

/// The unescaped values of a service message, and where they came from.
struct ServiceText {
  let origin: OriginMap
  private(set) var bytes: [UInt8] = []
  private(set) var map = OriginMap()

  init(origin: OriginMap) { self.origin = origin }

  /// Appends the value that begins at `start`; returns the offset behind it.
  mutating func value(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    breakLine(at: index)
    while index < text.count, text[index] != UInt8(char: "'") {
      guard text[index] == UInt8(char: "|"), index + 1 < text.count else {
        put(text[index], at: index)
        index += 1
        continue
      }
      index = escape(text, index)
    }
    if bytes.last == Byte.cr { bytes.removeLast() }
    return index + 1
  }

  private mutating func escape(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int {
    switch text[index + 1] {
    case UInt8(char: "n"), UInt8(char: "r"), UInt8(char: "l"), UInt8(char: "p"):
      breakLine(at: index)
    case UInt8(char: "x"):
      put(Byte.space, at: index)
    case UInt8(char: "0") where text.at(index + 2) == UInt8(char: "x"):
      return codePoint(text, index)
    default:
      put(text[index + 1], at: index)
    }
    return index + 2
  }

  /// `|0xABCD`
  private mutating func codePoint(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let end = min(index + 7, text.count)
    let value = UInt32(text.string(index + 3..<end), radix: 16) ?? 0xFFFD
    let isPlain = value >= 0xA0 && !(0xD800...0xDFFF ~= value)
    map.add(clean: bytes.count, raw: origin.raw(of: index))
    bytes.appendUTF8(isPlain ? value : 0xFFFD)
    return end
  }

  private mutating func put(_ byte: UInt8, at index: Int) {
    map.add(clean: bytes.count, raw: origin.raw(of: index))
    bytes.append(byte)
  }

  private mutating func breakLine(at index: Int) {
    guard let last = bytes.last, last != Byte.cr else { return }
    put(Byte.cr, at: index)
  }
}
