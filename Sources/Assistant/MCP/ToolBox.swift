import Flakiness
import History
import Logs
import Signatures
import Triage

/// What the tools of the Model Context Protocol do: reads of one store, and explaining a log.
public struct ToolBox: Sendable {
  let store: Store?
  let triager: @Sendable () -> Triager?
  /// The only repositories that may be read; nil for all of the store.
  let scope: Set<String>?

  /// - Parameters:
  ///   - store: nil when there is none; then only `explain_log` works.
  ///   - triager: the knowledge, asked for when first needed.
  public init(
    store: Store?, scope: String? = nil, triager: @escaping @Sendable () -> Triager?
  ) {
    self.init(store: store, repositories: scope.map { [$0] }, triager: triager)
  }

  /// - Parameter repositories: the only ones that may be read; nil for all of the store.
  public init(
    store: Store?, repositories: Set<String>?, triager: @escaping @Sendable () -> Triager?
  ) {
    self.store = store
    scope = repositories
    self.triager = triager
  }

  /// Why a tool could not do its work, for the caller to read.
  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  func call(_ name: String, _ given: [String: JSON], now: Int) throws(Refusal) -> JSON {
    if name == "explain_log" { return try explain(given["log"]?.string ?? "") }
    guard let store else { throw Refusal(description: "there is no store to look in") }
    // A job's id says its repository.
    let isByID = name == "get_evidence"
    let repository = isByID ? nil : try scoped(given["repository"]?.string)
    do {
      switch name {
      case "why": return try why(store, given, repository)
      case "find_failures": return try failures(store, given, repository, now: now)
      case "flaky_tests":
        return try flaky(store, repository, limit: given["limit"]?.integer ?? 10)
      case "test_history":
        return try history(store, given["test"]?.string ?? "", repository)
      case "weekly_summary":
        return try week(store, given["week"]?.string, repository, now: now)
      default: return try evidence(store, given["job_id"]?.string ?? "")
      }
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw Refusal(description: "the store could not be read")
    }
  }

  /// A repository outside the scope is as unknown as one that does not exist.
  private func scoped(_ repository: String?) throws(Refusal) -> String? {
    guard let scope else { return repository }
    if let repository {
      guard scope.contains(repository) else { throw Refusal(description: "no such repository") }
      return repository
    }
    guard scope.count == 1, let only = scope.first else {
      let names = scope.sorted().prefix(20).joined(separator: ", ")
      throw Refusal(description: "argument 'repository' is missing, expected one of \(names)")
    }
    return only
  }

  func sees(_ repository: String) -> Bool { scope?.contains(repository) ?? true }

  private func explain(_ log: String) throws(Refusal) -> JSON {
    guard let triager = triager() else {
      throw Refusal(description: "the signatures could not be read")
    }
    guard let diagnosis = LogDesk.diagnose(Array(log.utf8), with: triager) else {
      throw Refusal(description: "the log holds no text")
    }
    var members = Self.verdict(FailureRecord(diagnosis))
    members["failed"] = .bool(diagnosis.failed)
    members["untrusted_log_text"] = Untrusted.field(
      diagnosis.evidence.map { ($0.line, $0.text) })
    return .object(members)
  }

  /// Enumerations, numbers and ids only: no word of the log.
  static func verdict(_ failure: FailureRecord?) -> [String: JSON] {
    [
      "bucket": .of(failure?.bucket), "category": .of(failure?.category),
      "confidence": failure.map { .share(Double($0.confidence) / 1e6) } ?? .null,
      "transient": failure.map { .bool($0.isTransient) } ?? .null,
      "actor": .of(failure?.actor), "signature": .of(failure?.signature),
      "fingerprint": .of(failure?.fingerprint),
      "evidence_lines": .array((failure?.evidence ?? []).map { .integer($0.line) }),
    ]
  }

  private func why(
    _ store: Store, _ given: [String: JSON], _ repository: String?
  ) throws -> JSON {
    var query = JobQuery()
    query.repository = repository
    query.run = given["run"]?.string
    query.pullRequest = given["pull_request"]?.string
    query.commit = given["commit"]?.string
    query.branch = given["branch"]?.string
    query.job = given["job"]?.string
    query.author = given["author"]?.string
    if let url = given["url"]?.string {
      query.run = PageAddress(url).run ?? query.run
      query.pullRequest = query.run == nil ? PageAddress(url).pullRequest : query.pullRequest
      guard query.run != nil || query.pullRequest != nil else {
        throw Refusal(description: "the address names no run")
      }
    }
    let jobs = try store.jobs(query, limit: given["limit"]?.integer ?? 10)
    return .object(["jobs": .array(try jobs.map { try Self.card($0, store) })])
  }

  static func card(_ job: StoredJob, _ store: Store) throws(StoreError) -> JSON {
    var members = verdict(job.failure)
    members["job_id"] = .string(job.key.id)
    members["repository"] = Untrusted.name(job.key.repository)
    members["run"] = Untrusted.name(job.key.run)
    members["attempt"] = .integer(job.key.attempt)
    members["status"] = .string(job.status.rawValue)
    members["started"] = .string(Timestamp.text(job.started))
    let known = try store.recurrence(of: job.key)
    members["state"] = .of(known?.state.name)
    members["seen"] = .integer(known?.count ?? 0)
    members["untrusted_names"] = .object([
      "job": Untrusted.name(job.key.job), "branch": Untrusted.name(job.facts.branch),
    ])
    return .object(members)
  }

  private func failures(
    _ store: Store, _ given: [String: JSON], _ repository: String?, now: Int
  ) throws -> JSON {
    let list = try store.failureList(
      in: repository, since: now - (given["days"]?.integer ?? 7) * 86_400, now: now,
      bucket: given["bucket"]?.string, limit: given["limit"]?.integer ?? 10)
    let entries = list.entries.compactMap { entry -> JSON? in
      guard let group = entry.latest else { return nil }
      return .object([
        "bucket": .string(group.bucket), "category": .of(group.category),
        "signature": .of(group.signature), "fingerprint": .of(group.fingerprint),
        "state": .of(entry.state?.name), "count": .integer(entry.count),
        "pull_requests": .integer(entry.pullRequests),
        "repositories": .array(entry.groups.prefix(10).map { Untrusted.name($0.repository) }),
        "last": .string(Timestamp.text(entry.lastTime)),
        "untrusted_log_text": Untrusted.words(group.summary),
      ])
    }
    return .object([
      "failures": .array(entries), "incidents": .integer(list.incidents.count),
    ])
  }

  private func flaky(_ store: Store, _ repository: String?, limit: Int) throws -> JSON {
    var flakes: [TestFlake] = []
    for repository in try repository.map({ [$0] }) ?? store.repositories() {
      flakes += try store.flakes(of: repository, verdicts: [.flaky, .probablyFlaky])
    }
    flakes.sort { ($1.report.rate.mean, $0.test) < ($0.report.rate.mean, $1.test) }
    return .object([
      "tests": .array(
        flakes.prefix(limit).map { flake in
          .object([
            "verdict": .string(flake.report.verdict.rawValue),
            "probability": .share(flake.report.probability),
            "failure_rate": .share(flake.report.rate.mean),
            "repository": Untrusted.name(flake.repository),
            "untrusted_names": .object(["test": Untrusted.name(flake.test)]),
          ])
        })
    ])
  }

  private func history(_ store: Store, _ name: String, _ repository: String?) throws -> JSON {
    let inquiry = Inquiry(brain: Brain(store: store), asker: Asker(repository: repository), now: 0)
    let found = try inquiry.tests(named: name)
    guard let test = found.first, found.count == 1 else {
      throw Refusal(
        description: found.isEmpty
          ? "no such test" : "the name is part of \(found.count) tests' names")
    }
    let flake = try store.flake(test.name, in: test.repository)
    let history = try store.history(of: test.name, in: test.repository, latest: 50)
    return .object([
      "verdict": .of(flake?.report.verdict.rawValue),
      "probability": flake.map { .share($0.report.probability) } ?? .null,
      "failure_rate": flake.map { .share($0.report.rate.mean) } ?? .null,
      "executions": .integer(flake?.record.executions ?? history?.entries.count ?? 0),
      "failures": .integer(flake?.record.failures ?? 0),
      "latest": .array(
        (history?.entries ?? []).map { entry in
          .object([
            "run": Untrusted.name(entry.run.id), "outcome": .string("\(entry.outcome)"),
            "time": .string(Timestamp.text(entry.run.time)),
          ])
        }),
      "untrusted_names": .object(["test": Untrusted.name(test.name)]),
    ])
  }

  private func evidence(_ store: Store, _ id: String) throws -> JSON {
    guard let job = try store.job(id: id), sees(job.key.repository),
      let failure = job.failure
    else { throw Refusal(description: "no such job") }
    return .object([
      "job_id": .string(job.key.id),
      "lines": .array(failure.evidence.map { .integer($0.line) }),
      "untrusted_log_text": Untrusted.field(failure.evidence.map { ($0.line, $0.text) }),
    ])
  }
}

/// Explains a log that is in memory.
enum LogDesk {
  /// The diagnosis of the first log in `bytes`; nil when there is none.
  static func diagnose(_ bytes: [UInt8], with triager: Triager) -> Diagnosis? {
    let reader = LogReader()
    var scan: LogScan?
    var first: Diagnosis?
    func handle(_ event: LogEvent) {
      switch event {
      case .begin(let log): scan = LogScan(catalog: triager.catalog, provider: log.provider)
      case .block(let block): scan?.consume(block)
      case .end(let summary):
        if first == nil, let gathered = scan?.finish(summary) {
          first = triager.diagnose(gathered, name: "log")
        }
        scan = nil
      }
    }
    bytes.withUnsafeBytes { reader.consume($0, handle) }
    reader.finish(handle)
    return first
  }
}
