import Logs

/// Compressed files of our own making, which may compress far better than any log.
enum Gunzip {
  /// The unpacked content of `bytes`; an error names `path`.
  static func bytes(_ bytes: [UInt8], path: String) throws(InputError) -> [UInt8] {
    var limits = ReadLimits.default
    limits.maxRatio = .max
    limits.maxLine = 1 << 30
    let reader = LogReader(limits: limits)
    var out: [UInt8] = []
    var problem: String?
    func handle(_ event: LogEvent) {
      switch event {
      case .begin: break
      case .block(let block): out.append(contentsOf: block.bytes)
      case .end(let summary): problem = summary.problems.first { $0.losesText }.map { "\($0)" }
      }
    }
    bytes.withUnsafeBytes { reader.consume($0, handle) }
    reader.finish(handle)
    if let problem { throw InputError(path: path, message: problem) }
    return out
  }
}
