import Logs
import TestResults
import Triage

/// Explains a log that arrives piece by piece.
///
/// The knowledge is only opened with the first piece: a hook with nothing to explain starts and ends
/// at once.
final class LogListener {
  private let triager: () -> Triager?
  private let name: String
  private let reader = LogReader()
  private var opened: Triager?
  private var scan: LogPipeline?
  private var member: String?
  private(set) var diagnoses: [Diagnosis] = []
  private let tests: LogTests?

  /// The tests the log itself names, if they were wanted and there are any.
  var results: [TestResult]? {
    guard let results = tests?.results, !results.isEmpty else { return nil }
    return results
  }

  /// - Parameters:
  ///   - wantsTests: whether tests are read out of the lines, which takes as long as all the rest.
  ///   - triager: called at most once; nil when there is no knowledge to be had.
  init(name: String, wantsTests: Bool, triager: @escaping () -> Triager?) {
    self.name = name
    tests = wantsTests ? LogTests() : nil
    self.triager = triager
  }

  func consume(_ bytes: UnsafeRawBufferPointer) {
    if opened == nil { opened = triager() }
    guard opened != nil else { return }
    reader.consume(bytes, handle)
  }

  /// The log is over.
  func finish() {
    guard opened != nil else { return }
    reader.finish(handle)
  }

  private func handle(_ event: LogEvent) {
    guard let triager = opened else { return }
    switch event {
    case .begin(let log):
      scan = LogPipeline(catalog: triager.catalog, provider: log.provider)
      member = log.member
      tests?.begin(log.provider)
    case .block(let block):
      scan?.consume(block)
      tests?.consume(block)
    case .end(let summary):
      tests?.finish()
      guard let gathered = scan?.finish(summary) else { return }
      let name = member.map { self.name + ":" + $0 } ?? name
      diagnoses.append(triager.diagnose(gathered, name: name))
      scan = nil
    }
  }
}
