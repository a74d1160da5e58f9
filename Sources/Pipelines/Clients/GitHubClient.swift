/// GitHub's REST API, also of GitHub Enterprise.
struct GitHubClient: PipelineClient {
  static let name = "github-actions"
  static let tokenVariables = ["GITHUB_TOKEN", "GH_TOKEN"]

  static func base(_ request: FetchRequest, _ environment: [String: String]) -> String? {
    request.base ?? environment["GITHUB_API_URL"] ?? "https://api.github.com"
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

  private struct Run: Decodable {
    struct Actor: Decodable { var login: String? }
    struct PullRequest: Decodable { var number: Int }
    struct Repository: Decodable { var defaultBranch: String? }
    var name: String?
    var event: String?
    var headBranch: String?
    var headSha: String?
    var htmlUrl: String?
    var runAttempt: Int?
    var pullRequests: [PullRequest]?
    var triggeringActor: Actor?
    var repository: Repository?
  }

  private struct Jobs: Decodable {
    var totalCount: Int
    var jobs: [Job]
  }

  private struct Job: Decodable {
    struct Step: Decodable {
      var name: String
      var conclusion: String?
    }
    var id: Int
    var name: String
    var status: String
    var conclusion: String?
    var htmlUrl: String?
    var createdAt: String?
    var startedAt: String?
    var completedAt: String?
    var runnerName: String?
    var labels: [String]?
    var steps: [Step]?
  }

  func jobs() async throws(FetchError) -> [FetchedJob] {
    let repository = try PathSegment.pair(request.repository)
    let id = try PathSegment.number(request.run, "run")
    let path = "/repos/\(repository)/actions/runs/\(id)"
    let run = try await api.get(path, as: Run.self)
    let attempt = request.attempt ?? run.runAttempt ?? 1
    var out: [FetchedJob] = []
    for page in 1...100 {
      let list = try await api.get(
        "\(path)/attempts/\(attempt)/jobs?per_page=100&page=\(page)", as: Jobs.self)
      out += list.jobs.map { fetched($0, run, attempt) }
      if list.jobs.isEmpty || out.count >= list.totalCount { break }
    }
    return out
  }

  private func fetched(_ job: Job, _ run: Run, _ attempt: Int) -> FetchedJob {
    var context = JobContext(provider: Self.name, attempt: attempt)
    context.repository = request.repository
    context.workflow = run.name
    context.run = request.run
    context.job = job.name
    context.commit = run.headSha
    context.branch = run.headBranch
    context.defaultBranch = run.repository?.defaultBranch
    context.pullRequest = run.pullRequests?.first.map { String($0.number) }
    context.event = run.event
    context.author = run.triggeringActor?.login
    context.runURL = run.htmlUrl
    context.jobURL = job.htmlUrl
    context.runner = job.labels?.first ?? job.runnerName
    context.queued = Moment.seconds(job.createdAt)
    context.started = Moment.seconds(job.startedAt)
    context.finished = Moment.seconds(job.completedAt)
    var out = FetchedJob(
      id: String(job.id), context: context, status: Self.status(job.status, job.conclusion))
    out.steps = (job.steps ?? []).map {
      .init(name: $0.name, status: Self.status("completed", $0.conclusion))
    }
    return out
  }

  private static func status(_ status: String, _ conclusion: String?) -> FetchedJob.Status {
    guard status == "completed" else { return .running }
    return switch conclusion {
    case "failure", "timed_out", "startup_failure", "action_required": .failed
    case "cancelled", "stale": .cancelled
    case "skipped": .skipped
    default: .passed
    }
  }

  /// The API answers with a redirect to a store of its own, good for a minute: followed once, without
  /// the token.
  func log(of job: FetchedJob, into sink: any LogSink) async throws(FetchError) {
    let repository = try PathSegment.pair(request.repository)
    try await api.log("/repos/\(repository)/actions/jobs/\(job.id)/logs", redirects: 1, into: sink)
  }
}
