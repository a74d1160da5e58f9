/// Buildkite: `--repo organization/pipeline`, the build's number as the run.
struct BuildkiteClient: PipelineClient {
  static let name = "buildkite"
  static let tokenVariables = ["BUILDKITE_API_TOKEN", "BUILDKITE_TOKEN"]

  static func base(_ request: FetchRequest, _ environment: [String: String]) -> String? {
    request.base ?? "https://api.buildkite.com"
  }

  static func credential(
    _ token: String, _ environment: [String: String]
  ) -> (name: String, value: String) { ("Authorization", "Bearer " + token) }

  private let api: APIClient
  private let request: FetchRequest

  init(_ api: APIClient, _ request: FetchRequest) {
    self.api = api
    self.request = request
  }

  private struct Build: Decodable {
    struct PullRequest: Decodable { var id: String? }
    struct Author: Decodable { var username: String? }
    struct Pipeline: Decodable {
      var slug: String?
      var defaultBranch: String?
    }
    var id: String
    var branch: String?
    var commit: String?
    var source: String?
    var webUrl: String?
    var author: Author?
    var pullRequest: PullRequest?
    var pipeline: Pipeline?
    var jobs: [Job]?
  }

  private struct Job: Decodable {
    struct Agent: Decodable { var name: String? }
    var id: String
    var type: String?
    var name: String?
    var stepKey: String?
    var state: String?
    var exitStatus: Int?
    var signalReason: String?
    var webUrl: String?
    var retried: Bool?
    var retriesCount: Int?
    var runnableAt: String?
    var startedAt: String?
    var finishedAt: String?
    var agent: Agent?
  }

  private func path() throws(FetchError) -> String {
    let pair = try PathSegment.pair(request.repository).split(separator: "/")
    let number = try PathSegment.number(request.run, "run")
    return "/v2/organizations/\(pair[0])/pipelines/\(pair[1])/builds/\(number)"
  }

  /// The script jobs; those that were retried stand for nothing any more.
  func jobs() async throws(FetchError) -> [FetchedJob] {
    let build = try await api.get(try path(), as: Build.self)
    return (build.jobs ?? []).filter { $0.type ?? "script" == "script" }
      .filter { $0.retried != true || request.job == $0.id }.map { fetched($0, build) }
  }

  private func fetched(_ job: Job, _ build: Build) -> FetchedJob {
    let attempt = max(0, min(job.retriesCount ?? 0, 1_000_000)) + 1
    var context = JobContext(provider: Self.name, attempt: attempt)
    context.repository = request.repository
    context.workflow = build.pipeline?.slug
    context.run = build.id
    context.job = job.name ?? job.stepKey ?? job.id
    context.commit = RefName.commit(build.commit)
    context.branch = build.branch
    context.defaultBranch = build.pipeline?.defaultBranch
    context.pullRequest = build.pullRequest?.id
    context.event = build.source
    context.author = build.author?.username
    context.runURL = build.webUrl
    context.jobURL = job.webUrl
    context.runner = job.agent?.name
    context.queued = Moment.seconds(job.runnableAt)
    context.started = Moment.seconds(job.startedAt)
    context.finished = Moment.seconds(job.finishedAt)
    var out = FetchedJob(id: job.id, context: context, status: Self.status(job.state ?? ""))
    // -1: the agent was lost.
    out.reason = job.signalReason ?? (job.exitStatus == -1 ? "agent_lost" : nil)
    return out
  }

  private static func status(_ state: String) -> FetchedJob.Status {
    switch state {
    case "passed": .passed
    case "failed", "timed_out", "broken", "expired": .failed
    case "canceled": .cancelled
    case "skipped": .skipped
    default: .running
    }
  }

  func log(of job: FetchedJob, into sink: any LogSink) async throws(FetchError) {
    let id = PathSegment.encoded(job.id)
    try await api.log(try path() + "/jobs/\(id)/log.txt", redirects: 1, into: sink)
  }
}
