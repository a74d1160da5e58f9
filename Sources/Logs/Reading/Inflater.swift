import CZlib

/// Expands deflate data piece by piece; a thin wrapper around zlib's stream.
final class Inflater {
  enum Format: Int32 {
    case gzip = 31
    /// Raw deflate, as zip entries hold it.
    case deflate = -15
  }

  enum Outcome: Equatable {
    /// All input was used; more is needed.
    case hungry
    /// The compressed data ended after `used` bytes of this input.
    case ended(used: Int)
    case damaged(used: Int)
    /// `produce` refused to go on.
    case stopped
  }

  private static let outputSize = 128 << 10

  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableRawBufferPointer
  private let isReady: Bool

  init(_ format: Format) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(byteCount: Self.outputSize, alignment: 16)
    isReady =
      inflateInit2_(stream, format.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
    output.deallocate()
  }

  /// Starts on the next member or entry.
  func reset() { if isReady { inflateReset(stream) } }

  /// Expands `input`; `produce` gets pieces of at most 128 KiB and says whether to go on.
  func run(
    _ input: UnsafeRawBufferPointer, _ produce: (UnsafeRawBufferPointer) -> Bool
  ) -> Outcome {
    guard isReady else { return .damaged(used: 0) }
    guard let base = input.baseAddress else { return .hungry }
    // zlib declares its input mutable but does not write to it.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: base.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(clamping: input.count)
    while true {
      stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(Self.outputSize)
      let status = inflate(stream, Z_NO_FLUSH)
      let made = Self.outputSize - Int(stream.pointee.avail_out)
      if made > 0, !produce(UnsafeRawBufferPointer(rebasing: output[..<made])) { return .stopped }
      let used = input.count - Int(stream.pointee.avail_in)
      switch status {
      case Z_STREAM_END: return .ended(used: used)
      case Z_OK: if made < Self.outputSize && stream.pointee.avail_in == 0 { return .hungry }
      case Z_BUF_ERROR: return .hungry
      default: return .damaged(used: used)
      }
    }
  }
}

/// What compressed input may still expand to. Shared by all entries of an archive.
struct ExpansionBudget {
  private let limits: ReadLimits
  private(set) var input = 0
  private(set) var output = 0
  private(set) var problem: ReadProblem?

  init(limits: ReadLimits) { self.limits = limits }

  mutating func took(_ bytes: Int) { input += bytes }

  /// Books `bytes` of output; false once a limit is hit.
  mutating func made(_ bytes: Int) -> Bool {
    output += bytes
    if output > limits.maxExpanded {
      problem = .sizeLimit(limits.maxExpanded)
    } else if output > limits.ratioFree, output / limits.maxRatio > max(input, 1) {
      problem = .ratioLimit(limits.maxRatio)
    }
    return problem == nil
  }
}
