import ArgumentParser
import Foundation
import History
import Reporting
import Service
import Triage

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Explain the log on standard input within limits, for `faultline serve`.",
    discussion: "Prints one JSON object. Killing it at any moment harms nothing.",
    shouldDisplay: false)

  @Option(help: "Mebibytes of memory (address space); 0 for no bound.")
  var memory = 1024

  @Option(help: "Seconds of processor time.")
  var seconds = 60

  func run() throws {
    Self.limit(RLIMIT_CPU, seconds)
    if memory > 0 { Self.limit(RLIMIT_AS, memory << 20) }
    Self.limit(RLIMIT_NOFILE, 16)
    Self.limit(RLIMIT_CORE, 0)
    Self.endWithParent()
    guard let triager = try? Embedded.triager(packs: []) else { throw ExitCode(1) }
    let listener = LogListener(name: "log", wantsTests: true) { triager }
    // An empty log is a log, too.
    listener.consume(UnsafeRawBufferPointer(start: nil, count: 0))
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(0, &chunk, chunk.count)
      if count > 0 {
        chunk[..<count].withUnsafeBytes { listener.consume($0) }
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    listener.finish()
    try Terminal.data(Self.answer(listener))
  }

  private static func answer(_ listener: LogListener) throws -> String {
    guard let diagnosis = listener.diagnoses.max(by: { rank($0) < rank($1) }) else {
      throw ExitCode(1)
    }
    let explained = ExplainedLog(
      document: NDJSONReporter(options: .init()).render(Answer(diagnosis)),
      failure: FailureRecord(diagnosis), tests: (listener.results ?? []).map(LoggedTest.init))
    return String(decoding: try JSONEncoder().encode(explained), as: UTF8.self)
  }

  /// Of several logs in one archive, the failed one that is surest of its bucket.
  private static func rank(_ diagnosis: Diagnosis) -> Double {
    diagnosis.failed ? (diagnosis.bucket == .unknown ? 0 : 1) + diagnosis.confidence : -1
  }

  private static func limit(_ resource: __rlimit_resource, _ value: Int) {
    var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
    setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
  }

  /// Whoever wanted the answer is gone: nobody else wants it.
  private static func endWithParent() {
    let parent = getppid()
    let watch = Thread {
      while getppid() == parent { sleep(1) }
      Foundation.exit(1)
    }
    watch.stackSize = 64 << 10
    watch.start()
  }
}
