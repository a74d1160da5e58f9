import ArgumentParser
import Foundation
import History
import Reporting
import Triage

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Take jobs into the store: why they failed, and what their tests did.",
    discussion: """
      Taking the same job in again changes nothing twice, in any order and from any number of
      processes at once; a job is the same by provider, repository, run, attempt and job name.
      Each line printed is on disk. What has become old is turned into weekly sums at the end, see
      `faultline store prune`, unless `prune: false` in .faultline.yml or FAULTLINE_PRUNE=false;
      what came in just now is spared. A damaged report is named with the byte where it breaks, and
      everything before that, and all other files, are taken in all the same (exit code 1). Where
      nothing else is there, nothing in it failed and no --status is given, its job is not: nobody
      knows whether it passed.

      --jobs takes many jobs at once: one JSON object per line with the keys
        provider repository workflow run attempt job commit branch defaultBranch pullRequest
        event author runURL jobURL runner environment queued started finished commitTime
        status revision logs results
      all optional, times in ISO 8601 or seconds, paths relative to the file. --meta is one such
      object. Without a repository it is `local`, without a run a hash of the content.

      Examples:
        faultline ingest --log build.log --results 'reports/**/*.xml' --repo acme/web --run 4711
        faultline ingest --results report.xml --meta job.json --store faultline.db
        faultline ingest --jobs backfill.ndjson
      """)

  @Option(help: ArgumentHelp("A log of the job. Repeatable.", valueName: "log"))
  var log: [String] = []

  @Option(
    help: ArgumentHelp("Test reports: file, directory or glob. Repeatable.", valueName: "glob"))
  var results: [String] = []

  @Option(help: ArgumentHelp("Many jobs: a file with one JSON object per line.", valueName: "file"))
  var jobs: String?

  @Option(help: "How the job ended: passed, failed, cancelled (default: what log and reports say).")
  var status: String?

  @OptionGroup var context: ContextOptions
  @OptionGroup var store: StoreOptions

  @Option(help: ArgumentHelp("A folder with signatures of your own. Repeatable.", valueName: "dir"))
  var signatures: [String] = []

  @Flag(help: "Print nothing but problems.")
  var quiet = false

  func validate() throws {
    if log.isEmpty, results.isEmpty, jobs == nil, context.meta == nil {
      throw ValidationError("name a --log, --results, or --jobs")
    }
    if jobs != nil, !log.isEmpty || !results.isEmpty {
      throw ValidationError("--jobs names its own logs and results")
    }
    do throws(JobMeta.Problem) {
      if let status { _ = try JobMeta.status(status) }
    } catch {
      throw ValidationError(error.cause)
    }
  }

  func run() throws {
    let isWhole = try Complaint.told {
      var errors: [InputError] = []
      let sources = try sources(&errors)
      for error in errors { Terminal.words(error.description) }
      let store = try store.open(creates: true)
      var batch = IntakeBatch(store: store, isQuiet: quiet)
      let knowledge = KnowledgeOnce(packs: signatures)
      let intake = StoreIntake(triager: try knowledge.triager())
      var corrections = CorrectedIntake(store)
      let progress = Progress("jobs", total: sources.count)
      defer { progress.finish() }
      for (index, job) in sources.enumerated() {
        var reading = try intake.read(job)
        try corrections.apply(to: &reading)
        try batch.add(reading, beforeTelling: progress.finish)
        progress.update(index, "\(batch.tests) tests")
      }
      try batch.finish(beforeTelling: progress.finish)
      return errors.isEmpty && batch.isWhole
    }
    if !isWhole { throw ExitCode(1) }
  }

  private func sources(_ errors: inout [InputError]) throws(InputError) -> [JobSources] {
    var base = try context.sources()
    base.logs = log.isEmpty ? base.logs : log
    base.results = results.isEmpty ? base.results : results
    if let status { base.status = try? JobMeta.status(status) }
    guard let jobs else {
      guard !base.logs.isEmpty || !base.results.isEmpty || base.status != nil else {
        let place = context.meta ?? "ingest"
        throw InputError(path: place, message: "names no logs, no results and no status")
      }
      return [base]
    }
    let manifest = try JobManifest(jobs, base: base)
    errors = manifest.errors
    return manifest.jobs
  }
}

/// The knowledge, opened when the first log needs it.
final class KnowledgeOnce {
  private let packs: [String]
  private var opened: Triager?

  init(packs: [String]) { self.packs = packs }

  func triager() throws -> Triager {
    if let opened { return opened }
    let triager = try Knowledgeable.triager(packs: packs)
    opened = triager
    return triager
  }
}

/// Jobs on their way into the store, many to a transaction, as each transaction waits for the disk.
struct IntakeBatch {
  /// Tests and jobs after which a batch is written.
  static let testLimit = 100_000
  static let jobLimit = 256

  let store: Store
  let isQuiet: Bool
  private(set) var tests = 0
  /// Whether everything named could be read.
  private(set) var isWhole = true
  private var pending: [JobReading] = []
  private var pendingTests = 0
  private var repositories: Set<String> = []
  /// When the oldest job that was new to the store began.
  private var oldest: Int?

  init(store: Store, isQuiet: Bool) {
    self.store = store
    self.isQuiet = isQuiet
  }

  /// Adds a job; `beforeTelling` is called before anything is printed.
  mutating func add(_ reading: JobReading, beforeTelling: () -> Void) throws {
    if !reading.errors.isEmpty {
      beforeTelling()
      isWhole = false
      for error in reading.errors { Terminal.words(error.description) }
    }
    // A job of which nothing was read to its end is not a job that passed.
    guard reading.isConclusive else {
      Terminal.words(
        "\(Self.name(reading.report.key)): not stored, as nothing says how it ended; --status does")
      return
    }
    pending.append(reading)
    pendingTests += reading.report.results?.count ?? 0
    tests += reading.report.results?.count ?? 0
    if pendingTests >= Self.testLimit || pending.count >= Self.jobLimit {
      try write(beforeTelling)
    }
  }

  /// Writes what is left, decides about the tests of the repositories that changed, and prunes.
  mutating func finish(beforeTelling: () -> Void) throws {
    try write(beforeTelling)
    try Upkeep.settle(store, repositories.sorted(), sparing: oldest)
  }

  private mutating func write(_ beforeTelling: () -> Void) throws {
    let taken = try store.takeIn(pending.map(\.report))
    beforeTelling()
    for (reading, intake) in zip(pending, taken) {
      if intake == .stored {
        repositories.insert(reading.report.key.repository)
        oldest = min(oldest ?? .max, reading.report.started)
      }
      if !isQuiet { Terminal.data(Self.line(reading, intake) + "\n") }
    }
    pending = []
    pendingTests = 0
  }

  /// `stored acme/web 4711 linux: failed, test/assertion, 120 tests, 2 failed`.
  static func line(_ reading: JobReading, _ intake: Intake) -> String {
    let report = reading.report
    var facts = [report.status.rawValue]
    if let failure = report.failure {
      facts.append(failure.bucket + (failure.category.map { "/" + $0 } ?? ""))
    }
    if report.results != nil {
      let source = reading.isFromLog ? " named by the log" : ""
      facts.append("\(reading.tests) tests\(source)")
      if reading.failedTests > 0 { facts.append("\(reading.failedTests) failed") }
    }
    return "\(intake.rawValue) \(name(report.key)): \(facts.joined(separator: ", "))"
  }

  /// `acme/web 4711#2 linux`.
  private static func name(_ key: JobKey) -> String {
    let attempt = key.attempt > 1 ? "#\(key.attempt)" : ""
    return Visible.text("\(key.repository) \(key.run)\(attempt) \(key.job)")
  }
}
