import Foundation
import History
import Logging
import Pipelines
import Synchronization
import TestResults

/// What the service does by itself: takes events into the record, asks for runs, fetches and
/// explains the logs of failed jobs.
///
/// Everything still to do is a row of the store, struck off when it is done and done again after a
/// crash; taking the same in twice changes nothing.
package struct Crew: Sendable {
  /// Tries of one piece of work before it is given up.
  static let tries = 8
  /// Events of one transaction: small, so that deliveries need not wait long for the disk.
  static let batch = 40

  let desk: Desk
  let clients: CIClients
  /// Explains what was fetched.
  let explain: @Sendable (LogFile) async -> LogAnswer
  let duty = Duty()

  package init(
    desk: Desk, clients: CIClients, explain: @escaping @Sendable (LogFile) async -> LogAnswer
  ) {
    self.desk = desk
    self.clients = clients
    self.explain = explain
  }

  // MARK: - Events

  /// Takes kept events into the record. Returns how many there were.
  package func takeEvents() throws(StoreError) -> Int {
    let now = desk.clock()
    let items = try desk.store.dueWork("event", at: now, limit: Self.batch)
    guard !items.isEmpty else { return 0 }
    var reports: [JobReport] = []
    var work: [WorkItem] = []
    for item in items {
      // Written by this program: one that cannot be read is of another version, and given up.
      guard let event = Self.decode(WebhookEvent.self, item.payload) else { continue }
      for job in event.jobs {
        guard let report = job.report(now: now) else { continue }
        reports.append(report)
        guard report.status == .failed else { continue }
        work += [ExplainTask(event: job).work(at: now)].compactMap { $0 }
      }
      work += event.runs.compactMap { RunTask(run: $0).work(at: now) }
    }
    try desk.store.takeIn(reports, adding: work, finishing: items.map(\.number))
    return items.count
  }

  // MARK: - Runs

  /// Lists the jobs of a run, takes them in, and sets those that failed to be explained.
  func list(_ task: RunTask) async throws(CrewError) {
    let run = task.run
    let now = desk.clock()
    var jobs: [WebhookEvent.Job] = []
    do throws(FetchError) {
      let client = try clients.client(
        run.provider, run: run.run, repository: run.repository, attempt: run.attempt)
      for job in try await client.jobs() {
        guard let status = Self.status(job.status) else { continue }
        jobs.append(.init(context: job.context, status: status, id: job.id, run: run.run))
      }
    } catch {
      throw CrewError(error)
    }
    do throws(StoreError) {
      try desk.store.takeIn(jobs.compactMap { $0.report(now: now) })
      var work: [WorkItem] = []
      for job in jobs where job.status == JobStatus.failed.rawValue {
        guard let report = job.report(now: now), try !isExplained(report.key) else { continue }
        work += [ExplainTask(event: job).work(at: now)].compactMap { $0 }
      }
      try desk.store.addWork(work)
    } catch {
      throw CrewError(reason: error.description, mayPass: true)
    }
  }

  private func isExplained(_ key: JobKey) throws(StoreError) -> Bool {
    try desk.store.job(key)?.failure != nil
  }

  static func status(_ status: FetchedJob.Status) -> JobStatus? {
    switch status {
    case .passed: .passed
    case .failed: .failed
    case .cancelled: .cancelled
    case .running, .skipped: nil
    }
  }

  // MARK: - Logs

  /// Fetches a failed job's log and reports, has them explained, and takes the answer in.
  func explain(_ task: ExplainTask) async throws(CrewError) {
    guard var report = task.event.report(now: desk.clock()) else { return }
    let fetched = try await fetch(task)
    let answer = await explain(fetched.log)
    // A worker that was ended together with the service says nothing about its log.
    guard !Task.isCancelled else { throw CrewError(reason: "the service ended", mayPass: true) }
    switch answer {
    case .explained(let explained):
      report.failure = explained.failure ?? Self.unexplained("the log does not say why it failed")
      report.results = fetched.results ?? Self.results(explained.tests)
    case .notAnalysed(let reason):
      desk.meter.add(to: Instruments.worked, "not-analysed")
      desk.logger.warning(
        "a log was not analysed",
        metadata: ["repository": "\(report.key.repository)", "cause": "\(reason)"])
      report.failure = Self.unexplained("not analysed: \(reason)")
      report.results = fetched.results
    }
    do throws(StoreError) { try desk.store.takeIn(report) } catch {
      throw CrewError(reason: error.description, mayPass: true)
    }
  }

  private func fetch(
    _ task: ExplainTask
  ) async throws(CrewError) -> (log: LogFile, results: [TestResult]?) {
    let event = task.event
    let context = event.context
    guard let log = LogFile() else {
      throw CrewError(reason: "there is no room for the log", mayPass: true)
    }
    do throws(FetchError) {
      let wanted = event.id ?? context.job
      let client = try clients.client(
        context.provider, run: event.run ?? context.run ?? "",
        repository: context.repository ?? "", job: wanted, attempt: context.attempt)
      let request = FetchRequest(
        run: event.run ?? context.run ?? "", repository: context.repository, job: wanted)
      guard let job = try await client.wanted(request).first else {
        throw FetchError(.notFound, "the run has no such job")
      }
      try await client.log(of: job, into: log)
      let xml = try? await client.results(of: job)
      return (log, xml.flatMap { $0 }.map(Self.results))
    } catch {
      throw CrewError(error)
    }
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

  private static func results(_ tests: [LoggedTest]) -> [TestResult]? {
    let results = tests.compactMap(\.result)
    return results.isEmpty ? nil : results
  }

  /// What is kept of a failure that nobody can explain.
  static func unexplained(_ reason: String) -> FailureRecord {
    let summary = reason.prefix(1).uppercased() + reason.dropFirst() + "."
    return FailureRecord(bucket: "unknown", confidence: 0, summary: summary)
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ payload: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(payload.utf8))
  }
}

/// Why a piece of work was not done.
struct CrewError: Error, Sendable {
  var reason: String
  /// Whether it is tried again.
  var mayPass: Bool

  init(reason: String, mayPass: Bool) {
    self.reason = reason
    self.mayPass = mayPass
  }

  init(_ error: FetchError) { self.init(reason: error.description, mayPass: error.mayPass) }
}
