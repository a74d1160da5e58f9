import History
import Pipelines

/// GitHub's `workflow_job`, `workflow_run` and `check_run`, signed by `X-Hub-Signature-256`:
/// `sha256=` and the HMAC of the raw body. There is no time in it and its headers are not signed, so
/// a repetition is known by its body as well as by `X-GitHub-Delivery`.
enum GitHubHook: WebhookSource {
  static let name = "github"

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    let header = request.header("X-Hub-Signature-256") ?? ""
    let digits = header.hasPrefix("sha256=") ? header.dropFirst(7) : ""
    return Signature.matches(Signature.hex(digits) ?? [], secrets, request.body)
  }

  static func id(_ request: WebhookRequest) -> String? { request.header("X-GitHub-Delivery") }

  static func event(_ request: WebhookRequest) throws -> WebhookEvent? {
    switch request.header("X-GitHub-Event") {
    case "workflow_job": try job(payload(request))
    case "workflow_run": try run(payload(request))
    case "check_run": try check(payload(request))
    default: nil
    }
  }

  private static func payload(_ request: WebhookRequest) throws -> Payload {
    try WebhookJSON.decode(Payload.self, request.body, isSnakeCase: false)
  }

  private struct Payload: Decodable {
    struct Repository: Decodable {
      var fullName: String
      var defaultBranch: String?
      enum CodingKeys: String, CodingKey {
        case fullName = "full_name"
        case defaultBranch = "default_branch"
      }
    }
    struct Login: Decodable { var login: String? }
    struct Job: Decodable {
      var id: Int
      var runId: Int
      var runAttempt: Int?
      var workflowName: String?
      var name: String
      var headSha: String?
      var headBranch: String?
      var htmlUrl: String?
      var conclusion: String?
      var createdAt: String?
      var startedAt: String?
      var completedAt: String?
      var labels: [String]?
      var runnerName: String?
      enum CodingKeys: String, CodingKey {
        case id, name, conclusion, labels
        case runId = "run_id"
        case runAttempt = "run_attempt"
        case workflowName = "workflow_name"
        case headSha = "head_sha"
        case headBranch = "head_branch"
        case htmlUrl = "html_url"
        case createdAt = "created_at"
        case startedAt = "started_at"
        case completedAt = "completed_at"
        case runnerName = "runner_name"
      }
    }
    struct Run: Decodable {
      var id: Int
      var runAttempt: Int?
      enum CodingKeys: String, CodingKey {
        case id
        case runAttempt = "run_attempt"
      }
    }
    struct Check: Decodable {
      struct App: Decodable { var slug: String? }
      var conclusion: String?
      var detailsUrl: String?
      var app: App?
      enum CodingKeys: String, CodingKey {
        case conclusion, app
        case detailsUrl = "details_url"
      }
    }
    var action: String?
    var repository: Repository
    var sender: Login?
    var workflowJob: Job?
    var workflowRun: Run?
    var checkRun: Check?
    enum CodingKeys: String, CodingKey {
      case action, repository, sender
      case workflowJob = "workflow_job"
      case workflowRun = "workflow_run"
      case checkRun = "check_run"
    }
  }

  private static func job(_ payload: Payload) -> WebhookEvent? {
    guard payload.action == "completed", let job = payload.workflowJob,
      let status = status(job.conclusion)
    else { return nil }
    let repository = payload.repository.fullName
    var context = JobContext(provider: "github-actions", attempt: job.runAttempt ?? 1)
    context.repository = repository
    context.workflow = job.workflowName
    context.run = String(job.runId)
    context.job = job.name
    context.commit = job.headSha
    context.branch = job.headBranch
    context.defaultBranch = payload.repository.defaultBranch
    context.author = payload.sender?.login
    context.jobURL = job.htmlUrl
    if let url = job.htmlUrl, let tail = url.firstRange(of: "/job/") {
      context.runURL = String(url[..<tail.lowerBound])
    }
    context.runner = job.labels?.first ?? job.runnerName
    context.queued = WebhookTime.seconds(job.createdAt)
    context.started = WebhookTime.seconds(job.startedAt)
    context.finished = WebhookTime.seconds(job.completedAt)
    return WebhookEvent(jobs: [.init(context: context, status: status, id: String(job.id))])
  }

  /// Whether the run belongs to a pull request is not told by its jobs: the API is asked.
  private static func run(_ payload: Payload) -> WebhookEvent? {
    guard payload.action == "completed", let run = payload.workflowRun else { return nil }
    return WebhookEvent(runs: [
      .init(
        provider: "github-actions", repository: payload.repository.fullName, run: String(run.id),
        attempt: run.runAttempt)
    ])
  }

  /// A check of GitHub Actions names its run in its page's address: `…/actions/runs/ID/job/ID`.
  private static func check(_ payload: Payload) -> WebhookEvent? {
    guard payload.action == "completed", let check = payload.checkRun,
      check.app?.slug == nil || check.app?.slug == "github-actions",
      status(check.conclusion) == .failed
    else { return nil }
    let parts = (check.detailsUrl ?? "").split(separator: "/")
    guard let index = parts.firstIndex(of: "runs"), index + 1 < parts.count,
      let run = Int(parts[index + 1])
    else { return nil }
    return WebhookEvent(runs: [
      .init(
        provider: "github-actions", repository: payload.repository.fullName, run: String(run))
    ])
  }

  private static func status(_ conclusion: String?) -> JobStatus? {
    switch conclusion {
    case "success", "neutral": .passed
    case "failure", "timed_out", "startup_failure", "action_required": .failed
    case "cancelled", "stale": .cancelled
    default: nil
    }
  }
}
