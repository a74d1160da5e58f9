import Logs

/// Takes a log as it arrives.
public protocol LogSink: AnyObject {
  /// What came so far is void: the log is being sent again from its beginning.
  func restart()
  func append(_ bytes: [UInt8])
}

/// Bodies that a server packed although it was asked not to. Logs are unpacked by their reader.
enum Unpacking {
  static let limit = 64 << 20

  /// The bytes themselves unless they are gzip; then at most ``limit`` expanded ones.
  static func bytes(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
    var limits = ReadLimits.default
    limits.maxLine = limit
    limits.lineKeep = limit / 2
    limits.maxExpanded = limit
    let reader = LogReader(limits: limits)
    var out: [UInt8] = []
    let handle: (LogEvent) -> Void = { event in
      if case .block(let block) = event { out.append(contentsOf: block.bytes) }
    }
    bytes.withUnsafeBytes { reader.consume($0, handle) }
    reader.finish(handle)
    return out
  }
}
