import Logs
import Patterns
import Signatures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A block of whole lines, copied, with where its lines begin and where the catalog's literals are.
///
/// What a look at the bytes alone tells: no state passes from block to block, so blocks may be
/// scanned ahead, on another thread than the one that reads what they say (``LogScan``).
public struct ScannedBlock: Sendable {
  private(set) var bytes: [UInt8] = []
  /// 1-based number of the first line.
  private(set) var firstLine = 1
  /// Byte offset of the block in the input.
  private(set) var offset = 0
  private(set) var cut: LineCut?
  /// Offset in `bytes` of each line, and the end.
  private(set) var starts: [Int32] = []

  /// The bytes without terminal sequences, if there are such sequences.
  private var stripped: [UInt8] = []
  private var strippedStarts: [Int32] = []
  private var isStripped = false
  private(set) var hits: [LiteralScanner.Hit] = []

  public init() {}

  /// Takes in `block` instead of what was held; memory is used again.
  public mutating func load(_ block: LineBlock, catalog: Catalog) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: block.bytes)
    firstLine = block.firstLine
    offset = block.offset
    cut = block.cut
    Self.index(block.bytes, into: &starts)
    hits.removeAll(keepingCapacity: true)
    isStripped = Decoration.strip(block.bytes, into: &stripped)
    guard isStripped else { return catalog.scanner.scan(block.bytes, into: &hits) }
    stripped.withUnsafeBytes { clean in
      Self.index(clean, into: &strippedStarts)
      catalog.scanner.scan(clean, into: &hits)
    }
  }

  /// Calls `body` with the bytes that `hits` are of, and where each of their lines begins.
  func withScanned<Result>(_ body: (UnsafeRawBufferPointer, [Int32]) -> Result) -> Result {
    isStripped
      ? stripped.withUnsafeBytes { body($0, strippedStarts) }
      : bytes.withUnsafeBytes { body($0, starts) }
  }

  /// Writes the offset of each line of `bytes` into `starts`, and the end.
  private static func index(_ bytes: UnsafeRawBufferPointer, into starts: inout [Int32]) {
    starts.removeAll(keepingCapacity: true)
    guard let base = bytes.baseAddress else {
      starts.append(0)
      return
    }
    var position = 0
    while position < bytes.count {
      starts.append(Int32(position))
      guard let next = memchr(base + position, 0x0A, bytes.count - position) else { break }
      position = UnsafeRawPointer(next) - base + 1
    }
    starts.append(Int32(bytes.count))
  }
}
