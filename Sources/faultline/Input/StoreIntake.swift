import Foundation
import History
import Logs
import Pipelines
import TestResults
import Triage

/// What is known of one job before anything was read: what it is called, and where its log and
/// reports are.
struct JobSources {
  var context: JobContext
  /// Logs: files, directories, globs, `-`.
  var logs: [String] = []
  /// Test reports: files, directories, globs.
  var results: [String] = []
  /// How the job ended; nil to conclude it from log and reports.
  var status: JobStatus?
  /// See ``JobReport/revision``.
  var revision = 0
  /// What relative paths are relative to; nil for the working directory.
  var folder: String?
}

/// One job read: ready for ``Store/takeIn(_:)``, together with what people are told about it.
struct JobReading {
  var report: JobReport
  /// Of the log that says most; nil when there was no log.
  var diagnosis: Diagnosis?
  /// Executed tests and failed ones.
  var tests = 0
  var failedTests = 0
  /// Whether the tests were read out of the log, because there was no report.
  var isFromLog = false
  /// What could not be read; the rest is in the report all the same.
  var errors: [InputError] = []
  /// Whether how the job ended is known: it was said, or something was read to its end, or fails.
  var isConclusive = true
}

/// The one way into the store, for `ingest`, the hooks and the service: logs and reports of a job
/// in, a report for ``Store/takeIn(_:)`` out.
///
///     let intake = StoreIntake(triager: triager)
///     let reading = intake.read(JobSources(context: context, logs: ["build.log"]))
///     try store.takeIn(reading.report)
///
/// What the context does not say is filled in so that taking the same in again changes nothing:
/// repository `local`, job `job`, run a hash of the content, commit one of its own per run (so
/// that two runs of unknown commits are never taken for one), branch none (no commit order is
/// assumed), start the earliest time in the reports, else that of the file.
struct StoreIntake {
  /// Explains logs; asked for only when there is one.
  let triager: () throws -> Triager
  var baseline: Baseline?
  /// Tests are read from the log where no report has any.
  var readsTestsFromLog = true

  init(triager: @escaping @autoclosure () throws -> Triager) {
    self.triager = triager
  }

  /// Reads everything of one job. What cannot be read is in ``JobReading/errors``.
  ///
  /// - Throws: what `triager` throws; nothing else.
  func read(_ sources: JobSources) throws -> JobReading {
    var files = ReportFiles(sources.results, in: sources.folder, isHashed: true)
    var reading = JobReading(report: Self.emptyReport)
    reading.errors = files.errors
    var log = JobLog()
    if !sources.logs.isEmpty {
      let wantsTests = readsTestsFromLog && files.reports == 0
      let explainer = LogExplainer(triager: try triager(), baseline: baseline)
      log = JobLog(sources.logs, in: sources.folder, with: explainer, wantsTests: wantsTests)
      reading.errors += log.errors
      files.hash.add(log.hash)
    }
    var results: [TestResult]? = files.reports > 0 ? files.results : nil
    if results == nil, !log.results.isEmpty {
      results = log.results
      reading.isFromLog = true
    }
    reading.diagnosis = log.diagnosis
    for result in results ?? [] where !result.isCached {
      reading.tests += result.outcome == .skipped ? 0 : 1
      reading.failedTests += result.outcome.isFailure ? 1 : 0
    }
    let facts = ContentFacts(
      hash: files.hash.text, started: Self.earliest(results ?? []),
      fileTime: Self.fileTime(sources))
    let isFailed = log.diagnosis?.failed == true || reading.failedTests > 0
    let isWhole = files.whole > 0 || log.diagnosis != nil
    reading.isConclusive = reading.errors.isEmpty || isWhole || isFailed || sources.status != nil
    let status = sources.status ?? (isFailed ? .failed : .passed)
    reading.report = Self.report(
      sources.context, facts: facts, status: status, revision: sources.revision)
    reading.report.results = results
    if status != .passed { reading.report.failure = log.diagnosis.flatMap(FailureRecord.init) }
    return reading
  }

  /// What the content itself says about the job.
  struct ContentFacts {
    var hash: String
    /// Seconds since 1970.
    var started: Int?
    var fileTime: Int?
  }

  /// The job's name and facts, the missing parts filled in.
  static func report(
    _ context: JobContext, facts: ContentFacts, status: JobStatus, revision: Int
  ) -> JobReport {
    let run = context.run ?? "content:" + facts.hash
    let started =
      context.started ?? facts.started ?? context.finished ?? facts.fileTime
      ?? Int(Date().timeIntervalSince1970)
    return JobReport(
      key: JobKey(
        provider: context.provider, repository: context.repository ?? "local", run: run,
        attempt: context.attempt, job: context.job ?? context.workflow ?? "job"),
      facts: RunFacts(
        commit: context.commit ?? "run:" + run, branch: context.branch ?? "",
        isMainLine: context.isMainLine, pullRequest: context.pullRequest,
        commitTime: context.commitTime, workflow: context.workflow, event: context.event,
        author: context.author, url: context.runURL),
      status: status, started: started, finished: context.finished, queued: context.queued,
      runner: context.runner, url: context.jobURL,
      environment: context.environment ?? context.runner ?? "", revision: revision)
  }

  private static let emptyReport = JobReport(
    key: JobKey(provider: "", repository: "", run: "", job: ""),
    facts: RunFacts(commit: "", branch: "", isMainLine: false), status: .passed, started: 0)

  /// The first day of 1980 in milliseconds since 1970: until its end stamps are those of builds
  /// without a clock (zip's epoch, `SOURCE_DATE_EPOCH` of 0 or 1).
  private static let noClock: Int64 = 315_619_200_000

  private static func earliest(_ results: [TestResult]) -> Int? {
    var earliest: Int64?
    for result in results {
      guard let stamp = result.attempts.first?.timestamp, stamp > noClock else { continue }
      earliest = min(earliest ?? stamp, stamp)
    }
    return earliest.map { Int($0 / 1000) }
  }

  /// When the first file that is there was last written, in seconds since 1970.
  private static func fileTime(_ sources: JobSources) -> Int? {
    let inputs = LogInputs(
      (sources.results + sources.logs).filter { $0 != "-" }
        .map { ReportFiles.absolute($0, in: sources.folder) })
    for path in inputs.paths {
      var status = stat()
      if stat(path, &status) == 0 { return Int(status.st_mtim.tv_sec) }
    }
    return nil
  }
}

/// The logs of one job: the diagnosis that says most, and the tests they name.
struct JobLog {
  var diagnosis: Diagnosis?
  var results: [TestResult] = []
  var errors: [InputError] = []
  var hash = ContentHash()

  init() {}

  init(
    _ logs: [String], in folder: String?, with explainer: LogExplainer, wantsTests: Bool
  ) {
    let inputs = LogInputs(logs.map { ReportFiles.absolute($0, in: folder) })
    errors = inputs.errors
    var hash = hash
    for path in inputs.paths {
      let tests = wantsTests ? LogTests() : nil
      do throws(InputError) {
        try explainer.explain(path, tests: tests, bytes: { hash.add($0) }, { add($0) })
      } catch {
        errors.append(error)
      }
      results += tests?.results ?? []
    }
    self.hash = hash
  }

  /// Keeps the failed diagnosis that is surest of its bucket.
  private mutating func add(_ other: Diagnosis) {
    guard let known = diagnosis else {
      diagnosis = other
      return
    }
    if other.telling > known.telling { diagnosis = other }
  }
}

extension Diagnosis {
  /// How much it says, for choosing among the logs of one job: whether it failed, whether the
  /// bucket is known, how sure that is.
  var telling: Double { failed ? (bucket == .unknown ? 0 : 1) + confidence : -1 }
}

/// Test results out of the lines of a log.
final class LogTests {
  private(set) var results: [TestResult] = []
  private var reader: LogResults?
  private var cleaner = LineCleaner(provider: .plain)

  /// A log begins.
  func begin(_ provider: ProviderID) {
    cleaner = LineCleaner(provider: provider)
    reader = LogResults { [unowned self] in results.append($0.result) }
  }

  func consume(_ block: LineBlock) {
    let bytes = block.bytes
    var number = block.firstLine
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let line = cleaner.clean(
        UnsafeRawBufferPointer(rebasing: bytes[start..<end]), number: number,
        offset: block.offset + start)
      if !line.isEcho {
        for segment in line.segments { reader?.consume(Array(line.text[segment]), number: number) }
      }
      number += 1
      start = end + 1
    }
  }

  /// What was found since the last time somebody took it.
  func take() -> [TestResult] {
    defer { results = [] }
    return results
  }

  /// The log is over.
  func finish() {
    reader?.finish()
    reader = nil
  }
}
