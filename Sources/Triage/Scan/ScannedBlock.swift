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
  /// For each line of the scanned bytes how many of them are the runner's stamp; empty if there
  /// are no stamps.
  private var stampLengths: [UInt16] = []
  /// What was scanned: the lines without their stamps.
  private var pieces: [Range<UInt32>] = []

  public init() {}

  /// Takes in `block` of a log of `provider` instead of what was held; memory is used again.
  public mutating func load(_ block: LineBlock, catalog: Catalog, provider: ProviderID) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: block.bytes)
    firstLine = block.firstLine
    offset = block.offset
    cut = block.cut
    Self.index(block.bytes, into: &starts)
    hits.removeAll(keepingCapacity: true)
    isStripped = Decoration.strip(block.bytes, into: &stripped)
    let stamps = RunnerStamps(provider)
    guard isStripped else { return scan(block.bytes, starts, stamps, catalog) }
    stripped.withUnsafeBytes { Self.index($0, into: &strippedStarts) }
    // Taken out of `self` for the call, which changes the rest of it.
    let (clean, cleanStarts) = (stripped, strippedStarts)
    clean.withUnsafeBytes { scan($0, cleanStarts, stamps, catalog) }
  }

  private mutating func scan(
    _ bytes: UnsafeRawBufferPointer, _ starts: [Int32], _ stamps: RunnerStamps, _ catalog: Catalog
  ) {
    stampLengths.removeAll(keepingCapacity: true)
    guard stamps.isAny else { return catalog.scanner.scan(bytes, into: &hits) }
    pieces.removeAll(keepingCapacity: true)
    stamps.lengths(of: bytes, starts, into: &stampLengths)
    for line in stampLengths.indices {
      let end = UInt32(starts[line + 1])
      pieces.append(min(UInt32(starts[line]) + UInt32(stampLengths[line]), end)..<end)
    }
    catalog.scanner.scan(bytes, pieces: pieces, into: &hits)
  }

  /// Bytes of the runner's stamp on a line of the scanned bytes.
  func stampLength(_ line: Int) -> Int {
    stampLengths.indices.contains(line) ? Int(stampLengths[line]) : 0
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
