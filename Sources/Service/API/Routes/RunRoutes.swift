import Assistant
import Foundation
import History

/// Explaining a log, and runs.
enum RunRoutes {
  static let all = [explain, runs, run]

  private static let explain = Operation(
    method: .post, path: "/explain", id: "explainLog",
    summary: "Explain a log: plain text, gzip or zip, known by its content.", scope: .ingest,
    parameters: [
      .init(name: "name", kind: .text(max: 200), about: "What the answer calls the log."),
      .init(
        name: "repository", kind: .text(max: 300),
        about: "Where it failed: adds whether the store has seen the failure before."),
      .init(name: "job", kind: .text(max: 300), about: "The job's name, with `repository`."),
    ],
    body: .log, answer: .reference("Diagnosis"), problems: [.invalid],
    work: { call in
      let repository = call.text("repository") == nil ? nil : try call.repository()
      switch await call.desk.explain(call.log, call.text("name") ?? "log") {
      case .notAnalysed(let reason): throw APIProblem(.invalid, "not analysed: \(reason)")
      case .document(let text, let failure):
        guard let repository, let failure, case .object(var members)? = JSON(text) else {
          return .text(text)
        }
        members["recurrence"] = try recurrence(failure, repository, call)
        return .json(.object(members))
      }
    })

  /// What the store knows of a failure, in the words of `faultline.diagnosis/1`. Whoever sees only
  /// some repositories is told of these alone.
  private static func recurrence(
    _ failure: FailureRecord, _ repository: String, _ call: APICall
  ) throws -> JSON {
    let known = try call.store.recurrence(
      of: failure, in: repository, job: call.text("job"), time: call.now)
    var members: [String: JSON] = ["state": .string(known.state.name)]
    if let since = known.state.since { members["since"] = .string(since) }
    guard call.seesAll else {
      let seen = try failure.fingerprint.flatMap {
        try call.store.failureGroups($0, in: call.sight)
      }
      members["count"] = .integer(seen?.count ?? 0)
      members["repositories"] = .integer(seen?.groups.count ?? 0)
      members["pullRequests"] = .integer(seen?.pullRequests ?? 0)
      members["sentences"] = .array([])
      return .object(members)
    }
    members["count"] = .integer(known.count)
    members["repositories"] = .integer(known.repositories)
    let requests = Set(known.places.compactMap { $0.pullRequest.map { [$0] } })
    members["pullRequests"] = .integer(requests.count)
    members["sentences"] = .array(known.sentences(now: call.now).map { .string($0) })
    return .object(members)
  }

  private static let runs = Operation(
    path: "/runs", id: "listRuns", summary: "Runs, those that began last first.",
    parameters: [
      .repository,
      .init(name: "branch", kind: .text(max: 300), about: "Of one branch."),
      .init(name: "pullRequest", kind: .text(max: 40), about: "Of one pull or merge request."),
      .init(
        name: "commit", kind: .text(max: 64, pattern: "^[0-9a-zA-Z]{4,64}$"),
        about: "Of one commit: its hash or the beginning."),
      .init(name: "author", kind: .text(max: 100), about: "Of one author: the login."),
      .init(
        name: "outcome", kind: .choice(JobStatus.allCases.map(\.rawValue)),
        about: "Only those that ended so."),
      .limit, .cursor,
    ],
    answer: .page(of: RunShapes.run.reference),
    work: { call in
      var query = RunQuery()
      query.repositories = try call.repositories()
      query.branch = call.text("branch")
      query.pullRequest = call.text("pullRequest")
      query.commit = call.text("commit")
      query.author = call.text("author")
      query.outcome = call.text("outcome").flatMap(JobStatus.init)
      let page = try call.store.runs(
        query, after: try call.place("runs"), limit: call.number("limit"))
      return call.page(page.runs.map(RunShapes.run.json), Cursor("runs", page.next))
    })

  private static let run = Operation(
    path: "/runs/{run}", id: "getRun", summary: "A run with its jobs and why they failed.",
    parameters: [
      .segment("run", Operation.Parameter.idPattern, "The run's id, as the list of runs gives it.")
    ],
    answer: RunShapes.detail.reference,
    work: { call in
      guard let found = try call.store.run(id: call.text("run") ?? ""),
        call.visitor.sees(found.run.repository)
      else { throw APIProblem.notFound }
      let jobs = try found.jobs.map { job in
        RunShapes.Job(
          job: job,
          failedTests: job.status == .passed ? [] : try call.store.failedTests(of: job.key))
      }
      return .json(RunShapes.detail.json((found.run, jobs)))
    })
}
