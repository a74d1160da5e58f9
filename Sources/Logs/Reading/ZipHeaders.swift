/// The fields of a zip local file header that reading in one pass needs.
struct ZipEntry {
  let name: String
  let flags: UInt16
  let method: UInt16
  /// Compressed bytes, or nil when a data descriptor behind the data tells.
  let size: Int?
  let isZip64: Bool

  var isEncrypted: Bool { flags & 1 != 0 }
  var isDirectory: Bool { name.hasSuffix("/") }

  /// Bytes of the fixed part of a local header.
  static let fixedSize = 30

  /// How many bytes the header at the start of `bytes` has; nil while that is not known.
  static func headerSize(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= fixedSize else { return nil }
    return fixedSize + Int(bytes.little16(26)) + Int(bytes.little16(28))
  }

  /// Parses a whole header.
  init(header bytes: [UInt8]) {
    flags = bytes.little16(6)
    method = bytes.little16(8)
    let nameEnd = Self.fixedSize + Int(bytes.little16(26))
    // Only for display: cut, and repaired if it is not UTF-8.
    name = String(
      decoding: bytes[Self.fixedSize..<min(nameEnd, Self.fixedSize + 512)], as: UTF8.self)
    var compressed = Int(bytes.little32(18))
    var sawZip64 = false
    var index = nameEnd
    while index + 4 <= bytes.count {
      let length = Int(bytes.little16(index + 2))
      if bytes.little16(index) == 1, index + 4 + length <= bytes.count {
        sawZip64 = true
        // Uncompressed and compressed size, 8 bytes each, if the 32-bit field is saturated.
        if compressed == 0xFFFF_FFFF, length >= 16 {
          compressed = Int(clamping: bytes.little64(index + 12))
        }
      }
      index += 4 + length
    }
    isZip64 = sawZip64
    size = flags & 8 != 0 && compressed == 0 ? nil : compressed
  }
}

extension Array where Element == UInt8 {
  func little16(_ index: Int) -> UInt16 { UInt16(self[index]) | UInt16(self[index + 1]) << 8 }

  func little32(_ index: Int) -> UInt32 {
    UInt32(little16(index)) | UInt32(little16(index + 2)) << 16
  }

  func little64(_ index: Int) -> UInt64 {
    UInt64(little32(index)) | UInt64(little32(index + 4)) << 32
  }
}
