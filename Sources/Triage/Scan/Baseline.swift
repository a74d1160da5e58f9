import Logs
import Signatures

/// The masked lines of green logs of a job: what stands here is normal, however alarming it reads.
///
/// A set of 64-bit template hashes, so that ten green logs of 50,000 lines take a few megabytes.
public struct Baseline: Sendable, Equatable {
  public private(set) var hashes: Set<UInt64> = []

  public init() {}

  /// Learns every line of a block. Lines are cleaned like those of the log to be explained.
  public mutating func learn(_ block: LineBlock, cleaner: inout LineCleaner) {
    var number = block.firstLine
    var start = 0
    let bytes = block.bytes
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      let line = cleaner.clean(
        UnsafeRawBufferPointer(rebasing: bytes[start..<end]), number: number,
        offset: block.offset + start)
      for segment in line.segments { learn(line.text[segment]) }
      number += 1
      start = end + 1
    }
  }

  /// Learns one clean line.
  public mutating func learn(_ text: some Collection<UInt8>) {
    if let hash = Self.hash(text) { hashes.insert(hash) }
  }

  /// Whether a clean line stands in a green log, up to what differs from run to run.
  public func contains(_ text: some Collection<UInt8>) -> Bool {
    Self.hash(text).map(hashes.contains) ?? false
  }

  /// Adds what another baseline knows; order does not matter.
  public mutating func merge(_ other: Baseline) { hashes.formUnion(other.hashes) }

  private static func hash(_ text: some Collection<UInt8>) -> UInt64? {
    let template = LineTemplate.mask(text)
    return template.isEmpty ? nil : StableHash.hash(template)
  }
}

// MARK: - The file that a CI cache carries

extension Baseline {
  /// The first bytes of a saved baseline; the masking's version is part of them.
  public static let magic: [UInt8] = Array("faultline-baseline/\(LineTemplate.version)\n".utf8)

  /// The hashes in ascending order behind the magic: equal baselines are equal bytes.
  public func archive() -> [UInt8] {
    var out = ByteWriter()
    for hash in hashes.sorted() { out.write(hash) }
    return Self.magic + out.bytes
  }

  /// Reads what ``archive()`` wrote.
  public init(archive bytes: [UInt8]) throws(ArchiveError) {
    guard bytes.starts(with: Self.magic), (bytes.count - Self.magic.count) % 8 == 0 else {
      throw ArchiveError(offset: 0, message: "not a baseline of this version, or cut short")
    }
    var hashes: Set<UInt64> = []
    hashes.reserveCapacity((bytes.count - Self.magic.count) / 8)
    bytes.withUnsafeBytes { raw in
      for offset in stride(from: Self.magic.count, to: raw.count, by: 8) {
        let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        hashes.insert(UInt64(littleEndian: word))
      }
    }
    self.hashes = hashes
  }
}
