import Pipelines
import TestResults
import Triage

/// A job fetched and explained.
struct FetchedAnswer: Sendable {
  var job: FetchedJob
  var diagnoses: [Diagnosis] = []
  var results: [TestResult]?
  /// What of it could not be had.
  var troubles: [String] = []
}

/// Fetches jobs one after the other and explains their logs as they arrive: no log is kept.
struct FetchedLogs: Sendable {
  let client: any PipelineClient
  let triager: Triager

  func answer(for job: FetchedJob) async -> FetchedAnswer {
    var out = FetchedAnswer(job: job)
    let sink = ListenerSink(name: job.context.job ?? job.id, triager: triager)
    do throws(FetchError) {
      try await client.log(of: job, into: sink)
    } catch {
      out.troubles.append(error.description)
    }
    out.diagnoses = sink.finish()
    do throws(FetchError) {
      if let xml = try await client.results(of: job) { out.results = Self.results(xml) }
    } catch {
      out.troubles.append(error.description)
    }
    return out
  }

  private static func results(_ xml: String) -> [TestResult] {
    var out: [TestResult] = []
    let reader = ReportReader { out.append($0) }
    do throws(ReportError) {
      try reader.consume(Array(xml.utf8))
      _ = try reader.finish()
    } catch {
      // Our own XML of an API's words: what was read before the damage stands.
    }
    return out
  }

  /// Explains what arrives, from the beginning again when it is sent again.
  private final class ListenerSink: LogSink {
    private let name: String
    private let triager: Triager
    private var listener: LogListener

    init(name: String, triager: Triager) {
      self.name = name
      self.triager = triager
      listener = LogListener(name: name, wantsTests: false) { triager }
    }

    func restart() {
      listener = LogListener(name: name, wantsTests: false) { [triager] in triager }
    }

    func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { listener.consume($0) } }

    func finish() -> [Diagnosis] {
      listener.finish()
      return listener.diagnoses
    }
  }
}
