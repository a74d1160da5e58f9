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
    struct Repository: Decodable { var default_branch: String? }
    var name: String?
    var event: String?
    var head_branch: String?
    var head_sha: String?
    var html_url: String?
    var run_attempt: Int?
    var pull_requests: [PullRequest]?
    var triggering_actor: Actor?
    var repository: Repository?
  }

  private struct Jobs: Decodable {
    var total_count: Int
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
    var html_url: String?
    var created_at: String?
    var started_at: String?
    var completed_at: String?
    var runner_name: String?
    var labels: [String]?
    var steps: [Step]?
  }

  func jobs() async throws(FetchError) -> [FetchedJob] {
    let repository = try PathSegment.pair(request.repository)
    let id = try PathSegment.number(request.run, "run")
    let path = "/repos/\(repository)/actions/runs/\(id)"
    let run = try await api.get(path, as: Run.self)
    let attempt = request.attempt ?? run.run_attempt ?? 1
    var out: [FetchedJob] = []
    for page in 1...100 {
      let list = try await api.get(
        "\(path)/attempts/\(attempt)/jobs?per_page=100&page=\(page)", as: Jobs.self)
      out += list.jobs.map { fetched($0, run, attempt) }
      if list.jobs.isEmpty || out.count >= list.total_count { break }
    }
    return out
  }

  private func fetched(_ job: Job, _ run: Run, _ attempt: Int) -> FetchedJob {
    var context = JobContext(provider: Self.name, attempt: attempt)
    context.repository = request.repository
    context.workflow = run.name
    context.run = request.run
    context.job = job.name
    context.commit = run.head_sha
    context.branch = run.head_branch
    context.defaultBranch = run.repository?.default_branch
    context.pullRequest = run.pull_requests?.first.map { String($0.number) }
    context.event = run.event
    context.author = run.triggering_actor?.login
    context.runURL = run.html_url
    context.jobURL = job.html_url
    context.runner = job.labels?.first ?? job.runner_name
    context.queued = Moment.seconds(job.created_at)
    context.started = Moment.seconds(job.started_at)
    context.finished = Moment.seconds(job.completed_at)
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
