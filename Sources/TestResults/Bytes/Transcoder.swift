/// Turns UTF-16 and Latin-1 input into UTF-8 chunk by chunk; UTF-8 passes untouched.
struct Transcoder {
  enum Encoding { case utf8, utf16LE, utf16BE, latin1 }

  let encoding: Encoding
  private var unit: [UInt8] = []
  private var high: UInt16?
  private var isFirst = true

  init(_ encoding: Encoding) { self.encoding = encoding }

  /// By byte-order mark, by NULs in every other byte, or by the encoding an XML declaration names.
  static func sniff(_ head: ArraySlice<UInt8>) -> Encoding {
    if head.starts(with: [0xFF, 0xFE]) { return .utf16LE }
    if head.starts(with: [0xFE, 0xFF]) { return .utf16BE }
    let first = Array(head.prefix(4))
    if first.count == 4, first[0] != 0, first[1] == 0, first[2] != 0, first[3] == 0 {
      return .utf16LE
    }
    if first.count == 4, first[0] == 0, first[1] != 0, first[2] == 0, first[3] != 0 {
      return .utf16BE
    }
    let declaration = head.prefix(128)
    guard declaration.starts(with: "<?xml".utf8), let end = declaration.firstIndex(of: 0x3E) else {
      return .utf8
    }
    let words = String(decoding: declaration[..<end], as: UTF8.self).lowercased()
    let singleByte = ["iso-8859-", "windows-125", "latin1", "latin-1"]
    return singleByte.contains { words.contains($0) } ? .latin1 : .utf8
  }

  /// - Returns: the chunk in UTF-8, without a byte-order mark.
  mutating func transcode(_ chunk: UnsafeRawBufferPointer) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(chunk.count + 16)
    switch encoding {
    case .utf8:
      out.append(contentsOf: chunk)
    case .latin1:
      for byte in chunk { Self.append(UInt32(byte), to: &out) }
    case .utf16LE, .utf16BE:
      for byte in chunk {
        unit.append(byte)
        guard unit.count == 2 else { continue }
        let (low, top) = encoding == .utf16LE ? (unit[0], unit[1]) : (unit[1], unit[0])
        unit.removeAll(keepingCapacity: true)
        take(UInt16(top) << 8 | UInt16(low), &out)
      }
    }
    return out
  }

  private mutating func take(_ code: UInt16, _ out: inout [UInt8]) {
    defer { isFirst = false }
    if isFirst, code == 0xFEFF { return }
    if let lead = high {
      high = nil
      if code & 0xFC00 == 0xDC00 {
        Self.append(0x10000 + (UInt32(lead & 0x3FF) << 10) + UInt32(code & 0x3FF), to: &out)
        return
      }
      Self.append(0xFFFD, to: &out)
    }
    if code & 0xFC00 == 0xD800 {
      high = code
    } else {
      Self.append(code & 0xFC00 == 0xDC00 ? 0xFFFD : UInt32(code), to: &out)
    }
  }

  private static func append(_ scalar: UInt32, to out: inout [UInt8]) {
    if scalar < 0x80 {
      out.append(UInt8(scalar))
    } else if scalar < 0x800 {
      out.append(UInt8(0xC0 | scalar >> 6))
      out.append(UInt8(0x80 | scalar & 0x3F))
    } else if scalar < 0x10000 {
      out.append(UInt8(0xE0 | scalar >> 12))
      out.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      out.append(UInt8(0x80 | scalar & 0x3F))
    } else {
      out.append(UInt8(0xF0 | scalar >> 18))
      out.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      out.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      out.append(UInt8(0x80 | scalar & 0x3F))
    }
  }
}
