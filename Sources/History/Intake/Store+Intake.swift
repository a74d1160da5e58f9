import GRDB
import TestResults

extension Store {
  /// Takes one job in, in one transaction: its run, why it failed, its tests.
  ///
  /// Sending a job again, in parts, in any order or from several processes at once changes nothing
  /// twice. When this returns, the record survives `kill -9` and a power cut.
  @discardableResult
  public func takeIn(_ report: JobReport) throws(StoreError) -> Intake {
    try takeIn([report]).first ?? .known
  }

  /// Takes many jobs in, in one transaction: all or none. Much faster than one by one, as each
  /// transaction waits for the disk.
  ///
  /// - Returns: what became of each, in the order given.
  @discardableResult
  public func takeIn(_ reports: [JobReport]) throws(StoreError) -> [Intake] {
    let prepared = reports.map(PreparedJob.init)
    return try write { try Self.takeIn(prepared, in: $0) }
  }

  /// The same inside a transaction of the caller.
  static func takeIn(_ jobs: [PreparedJob], in database: Database) throws -> [Intake] {
    let origin = try Int64.fetchOne(database, sql: "SELECT origin FROM identity") ?? 0
    return try jobs.map { try $0.store(in: database, origin: origin) }
  }
}

/// A report turned into rows: everything that needs no database is done before the transaction,
/// so that the only writer holds the lock as shortly as possible.
struct PreparedJob {
  typealias Values = [(any DatabaseValueConvertible)?]

  let repository: Int64
  let job: Int64
  let started: Int
  private let name: String
  private let revision: Int
  private let runRow: Values
  private let jobRow: Values
  private let failureRow: Values?
  private let excerptRow: Values?
  private let results: ResultDigest?

  init(_ report: JobReport) {
    let key = report.key
    repository = key.repositoryNumber
    job = key.jobNumber
    started = report.started
    name = key.repository
    revision = report.revision
    runRow = Self.runRow(report)
    jobRow = Self.jobRow(report)
    let digest = report.failure.map { Self.digest($0, report) } ?? 0
    failureRow = report.failure.map { Self.failureRow($0, report, digest) }
    excerptRow = report.failure.flatMap { Self.excerptRow($0, report, digest) }
    results = report.results.map(ResultDigest.init)
  }

  func store(in database: Database, origin: Int64) throws -> Intake {
    let joiner = Joiner(database: database)
    let horizon = try Horizon.fetch(database, repository)
    guard started >= horizon.jobs else { return .expired }
    let before = database.totalChangesCount
    try joiner.join([repository, name], into: .repository)
    try joiner.join(runRow, into: .run)
    try joiner.join(jobRow, into: .job)
    try joiner.join([repository, job, origin], into: .jobOrigin)
    var isExpired = false
    if let failureRow {
      isExpired = started < horizon.failures
      if !isExpired { try joiner.join(failureRow, into: .failure) }
    }
    if let excerptRow, started >= horizon.excerpts { try joiner.join(excerptRow, into: .excerpt) }
    if let results {
      if started >= horizon.results { try store(results, with: joiner) } else { isExpired = true }
    }
    if database.totalChangesCount > before { return .stored }
    return isExpired ? .expired : .known
  }

  private func store(_ results: ResultDigest, with joiner: Joiner) throws {
    let isNew = try [results.ran, results.skipped, results.failed].filter { roster in
      guard roster.count > 0, try !joiner.has(.roster, [repository, roster.number]) else {
        return false
      }
      try joiner.join([repository, roster.number, roster.bytes.data], into: .roster)
      return true
    }
    if !isNew.isEmpty {
      for name in results.names { try joiner.join([repository, name.test, name.key], into: .test) }
    }
    let digest = results.digest
    try joiner.join(
      [
        repository, job, results.ran.number, results.skipped.number, results.failed.number,
        results.ran.count, results.skipped.count, results.failures, results.flaky,
        results.duration, revision, digest,
      ], into: .results)
    for row in results.rows {
      try joiner.join(
        [
          repository, row.test, job, digest, row.outcome, row.attempts, row.duration, row.raw,
          row.message, row.fingerprint,
        ], into: .execution)
    }
  }

  private static func runRow(_ report: JobReport) -> Values {
    let key = report.key
    let facts = report.facts
    let digest = Fullness.digest(
      [facts.commit, facts.branch, "\(facts.isMainLine)"],
      [
        facts.pullRequest, facts.commitTime.map(String.init), facts.workflow, facts.event,
        facts.author, facts.url,
      ])
    return [
      key.repositoryNumber, key.runNumber, key.provider, key.run, facts.commit, facts.branch,
      facts.isMainLine, facts.pullRequest, facts.commitTime, facts.workflow, facts.event,
      facts.author, facts.url, report.revision, digest,
    ]
  }

  private static func jobRow(_ report: JobReport) -> Values {
    let key = report.key
    let digest = Fullness.digest(
      [report.environment, report.status.rawValue, "\(report.started)"],
      [
        report.finished.map(String.init), report.queued.map(String.init), report.runner,
        report.url,
      ])
    return [
      key.repositoryNumber, key.jobNumber, key.runNumber, key.attempt, key.job,
      report.environment, report.status.rawValue, report.started, report.finished, report.queued,
      report.runner, report.url, report.revision, digest,
    ]
  }

  private static func evidence(_ failure: FailureRecord) -> String {
    StoredJSON.text(
      failure.evidence.map {
        FailureRecord.Evidence(line: $0.line, role: $0.role, text: StoredText.clean($0.text))
      })
  }

  private static func time(_ report: JobReport) -> Int { report.finished ?? report.started }

  /// By which stores agree on one of two diagnoses of a job.
  private static func digest(_ failure: FailureRecord, _ report: JobReport) -> Int64 {
    NameNumber.of(
      failure.bucket, failure.category ?? "", "\(failure.confidence)",
      StoredText.clean(failure.summary), failure.signature ?? "", failure.fingerprint ?? "",
      "\(failure.isTransient)", failure.actor, StoredText.clean(failure.template),
      evidence(failure), "\(time(report))")
  }

  private static func failureRow(
    _ failure: FailureRecord, _ report: JobReport, _ digest: Int64
  ) -> Values {
    let template = StoredText.clean(failure.template)
    return [
      report.key.repositoryNumber, report.key.jobNumber, time(report), failure.bucket,
      failure.category, failure.confidence, StoredText.clean(failure.summary), failure.signature,
      failure.fingerprint, failure.isTransient, failure.actor, template,
      Sketch(template).bytes.data, evidence(failure), report.revision, digest,
    ]
  }

  private static func excerptRow(
    _ failure: FailureRecord, _ report: JobReport, _ digest: Int64
  ) -> Values? {
    let lines = Excerpt.bounded(failure.excerpt, without: Set(failure.evidence.map(\.line)))
    guard !lines.isEmpty else { return nil }
    let json = StoredJSON.text(lines)
    return [
      report.key.repositoryNumber, report.key.jobNumber, digest, json, report.revision,
      NameNumber.of(json),
    ]
  }
}
