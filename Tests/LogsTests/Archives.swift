import CZlib

/// Makes compressed input for the tests, byte by byte where a library would refuse to.
enum Archives {
  static func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] { deflate(bytes, 31, level) }

  static func deflate(_ bytes: [UInt8], _ bits: Int32 = -15, _ level: Int32 = 6) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
    let size = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        _ = CZlib.deflate(&stream, Z_FINISH)
        return target.count - Int(stream.avail_out)
      }
    }
    return Array(output.prefix(size))
  }

  struct Entry {
    var name: String
    var data: [UInt8]
    var isStored = false
    var hasDescriptor = false
    var flags: UInt16 = 0
    var method: UInt16?
  }

  static func zip(_ entries: [Entry], hidden: Int = 0) -> [UInt8] {
    var result: [UInt8] = []
    var central: [UInt8] = []
    for entry in entries {
      let packed = entry.isStored ? entry.data : deflate(entry.data)
      let flags = entry.flags | (entry.hasDescriptor ? 8 : 0)
      let method = entry.method ?? (entry.isStored ? 0 : 8)
      let sum = UInt32(
        entry.data.withUnsafeBufferPointer {
          crc32(0, $0.baseAddress, UInt32($0.count))
        })
      let sizes = little(sum) + little(UInt32(packed.count)) + little(UInt32(entry.data.count))
      result += [0x50, 0x4B, 3, 4, 20, 0] + little(flags) + little(method) + [0, 0, 0, 0]
      result += entry.hasDescriptor ? [UInt8](repeating: 0, count: 12) : sizes
      result += little(UInt16(entry.name.utf8.count)) + [0, 0] + Array(entry.name.utf8) + packed
      if entry.hasDescriptor { result += [0x50, 0x4B, 7, 8] + sizes }
      central += centralRecord(entry.name, flags, method, sizes)
    }
    for _ in 0..<hidden {
      central += centralRecord("ghost", 0, 8, [UInt8](repeating: 0, count: 12))
    }
    return result + central + [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
  }

  private static func centralRecord(
    _ name: String, _ flags: UInt16, _ method: UInt16, _ sizes: [UInt8]
  ) -> [UInt8] {
    [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + little(flags) + little(method) + [0, 0, 0, 0] + sizes
      + little(UInt16(name.utf8.count)) + [UInt8](repeating: 0, count: 16) + Array(name.utf8)
  }

  private static func little(_ value: UInt16) -> [UInt8] {
    [UInt8(value & 255), UInt8(value >> 8)]
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    little(UInt16(value & 0xFFFF)) + little(UInt16(value >> 16))
  }
}
