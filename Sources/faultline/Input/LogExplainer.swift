import Logs
import Triage

/// Runs one input through reader, scan and triager: a diagnosis per log in it.
struct LogExplainer {
  let triager: Triager
  var baseline: Baseline?

  /// Explains `path`; an archive gives one diagnosis per member. Calls `body` as each is done.
  ///
  /// - Parameters:
  ///   - tests: collects the tests that the log names.
  ///   - bytes: sees the input as it is read.
  func explain(
    _ path: String, tests: LogTests? = nil, bytes: (UnsafeRawBufferPointer) -> Void = { _ in },
    _ body: (Diagnosis) -> Void
  ) throws(InputError) {
    let source = try ByteSource(path)
    let reader = LogReader()
    var scan: LogPipeline?
    var name = path == "-" ? "standard input" : path
    func handle(_ event: LogEvent) {
      switch event {
      case .begin(let log):
        scan = LogPipeline(catalog: triager.catalog, provider: log.provider)
        tests?.begin(log.provider)
        if let member = log.member { name = path + ":" + member }
      case .block(let block):
        scan?.consume(block)
        tests?.consume(block)
      case .end(let summary):
        tests?.finish()
        if let gathered = scan?.finish(summary) {
          body(triager.diagnose(gathered, name: name, baseline: baseline))
        }
        scan = nil
      }
    }
    try source.forEachChunk { chunk in
      bytes(chunk)
      reader.consume(chunk, handle)
    }
    reader.finish(handle)
  }
}

extension Baseline {
  /// Learns every line of every log in `path`.
  mutating func learn(path: String) throws(InputError) { try learn(try ByteSource(path)) }

  /// Learns every line of every log in `source`.
  mutating func learn(_ source: ByteSource) throws(InputError) {
    let reader = LogReader()
    var cleaner = LineCleaner(provider: .plain)
    var learned = Baseline()
    let handle: (LogEvent) -> Void = { event in
      switch event {
      case .begin(let log): cleaner = LineCleaner(provider: log.provider)
      case .block(let block): learned.learn(block, cleaner: &cleaner)
      case .end: break
      }
    }
    try source.forEachChunk { reader.consume($0, handle) }
    reader.finish(handle)
    merge(learned)
  }
}
