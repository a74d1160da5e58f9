/// Appends values to bytes in the one order and width that ``ByteReader`` expects:
/// little-endian integers, UTF-8 texts with a 32-bit length before them.
public struct ByteWriter {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func write<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  public mutating func write(_ value: Double) { write(value.bitPattern) }

  public mutating func write(_ value: Float) { write(value.bitPattern) }

  public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  public mutating func write(_ text: String) { write(Array(text.utf8)) }

  public mutating func write(_ blob: [UInt8]) {
    write(UInt32(blob.count))
    bytes.append(contentsOf: blob)
  }

  public mutating func write(_ texts: [String]) {
    write(UInt32(texts.count))
    for text in texts { write(text) }
  }

  public mutating func write(_ values: [UInt32]) {
    write(UInt32(values.count))
    for value in values { write(value) }
  }

  public mutating func write(_ values: [UInt64]) {
    write(UInt32(values.count))
    for value in values { write(value) }
  }

  public mutating func write(_ values: [Float]) {
    write(UInt32(values.count))
    for value in values { write(value) }
  }

  public mutating func write(_ values: [Double]) {
    write(UInt32(values.count))
    for value in values { write(value) }
  }

  /// Pads with zeros until the next byte's offset is a multiple of `alignment`.
  public mutating func align(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}

/// The archive ended early or holds something other than what was asked for.
public struct ArchiveError: Error, Sendable, CustomStringConvertible {
  /// Byte offset at which the archive stopped making sense.
  public var offset: Int
  public var message: String

  public init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }

  public var description: String { "archive, byte \(offset): \(message)" }
}

/// Reads what ``ByteWriter`` wrote; the caller keeps `base` alive.
public struct ByteReader {
  public let base: UnsafeRawBufferPointer
  public private(set) var offset = 0

  public init(_ base: UnsafeRawBufferPointer) { self.base = base }

  public mutating func take(_ count: Int) throws(ArchiveError) -> UnsafeRawBufferPointer {
    guard count >= 0, offset + count <= base.count else {
      throw ArchiveError(offset: offset, message: "expected \(count) more bytes")
    }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: base[offset..<offset + count])
  }

  public mutating func integer<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(ArchiveError) -> T {
    T(littleEndian: try take(MemoryLayout<T>.size).loadUnaligned(as: T.self))
  }

  public mutating func count() throws(ArchiveError) -> Int { Int(try integer(UInt32.self)) }

  public mutating func double() throws(ArchiveError) -> Double {
    Double(bitPattern: try integer())
  }

  public mutating func bool() throws(ArchiveError) -> Bool { try integer(UInt8.self) != 0 }

  public mutating func text() throws(ArchiveError) -> String {
    String(decoding: try take(try count()), as: UTF8.self)
  }

  public mutating func texts() throws(ArchiveError) -> [String] {
    let count = try count()
    var out: [String] = []
    for _ in 0..<count { out.append(try text()) }
    return out
  }

  public mutating func numbers<T>(_ type: T.Type = T.self) throws(ArchiveError) -> [T]
  where T: BitwiseCopyable {
    let count = try count()
    let raw = try take(count * MemoryLayout<T>.size)
    return [T](unsafeUninitializedCapacity: count) { buffer, filled in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: raw)
      filled = count
    }
  }

  public mutating func align(to alignment: Int) throws(ArchiveError) {
    while offset % alignment != 0 { _ = try take(1) }
  }
}
