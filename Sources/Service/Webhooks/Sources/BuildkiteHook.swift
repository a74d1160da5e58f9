import History
import Pipelines

/// Buildkite's `job.finished`, signed by `X-Buildkite-Signature: timestamp=…,signature=…` over
/// `timestamp.body`, five minutes; or with the secret itself in `X-Buildkite-Token`.
enum BuildkiteHook: WebhookSource {
  static let name = "buildkite"

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    guard let header = request.header("X-Buildkite-Signature") else {
      return Signature.isSecret(request.header("X-Buildkite-Token"), secrets)
    }
    var parts: [Substring: Substring] = [:]
    for part in header.split(separator: ",").prefix(4) {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { parts[pair[0]] = pair[1] }
    }
    let time = parts["timestamp"] ?? ""
    let given = Signature.hex(parts["signature"] ?? "") ?? []
    let isOne = Signature.matches(given, secrets, Array("\(time).".utf8), request.body)
    return isOne && ReplayWindow.holds(Int(time), now: request.now)
  }

  static func id(_ request: WebhookRequest) -> String? { request.header("X-Buildkite-Request") }

  private struct Payload: Decodable {
    struct Job: Decodable {
      struct Agent: Decodable { var name: String? }
      var id: String
      var type: String?
      var name: String?
      var stepKey: String?
      var state: String?
      var webUrl: String?
      var retriesCount: Int?
      var runnableAt: String?
      var startedAt: String?
      var finishedAt: String?
      var agent: Agent?
    }
    struct Build: Decodable {
      struct Author: Decodable { var username: String? }
      struct PullRequest: Decodable { var id: String? }
      var id: String
      var number: Int
      var branch: String?
      var commit: String?
      var source: String?
      var webUrl: String?
      var author: Author?
      var pullRequest: PullRequest?
    }
    struct Pipeline: Decodable {
      var slug: String
      var defaultBranch: String?
      var url: String?
    }
    var event: String
    var job: Job?
    var build: Build?
    var pipeline: Pipeline?
  }

  static func event(_ request: WebhookRequest) throws -> WebhookEvent? {
    let payload = try WebhookJSON.decode(Payload.self, request.body)
    guard payload.event == "job.finished", let job = payload.job, let build = payload.build,
      let pipeline = payload.pipeline, job.type ?? "script" == "script",
      let status = status(job.state), let organization = organization(pipeline.url, build.webUrl)
    else { return nil }
    let attempt = max(0, min(job.retriesCount ?? 0, 1_000_000)) + 1
    var context = JobContext(provider: "buildkite", attempt: attempt)
    context.repository = "\(organization)/\(pipeline.slug)"
    context.workflow = pipeline.slug
    context.run = build.id
    context.job = job.name ?? job.stepKey ?? job.id
    context.commit = build.commit
    context.branch = build.branch
    context.defaultBranch = pipeline.defaultBranch
    context.pullRequest = build.pullRequest?.id
    context.event = build.source
    context.author = build.author?.username
    context.runURL = build.webUrl
    context.jobURL = job.webUrl
    context.runner = job.agent?.name
    context.queued = WebhookTime.seconds(job.runnableAt)
    context.started = WebhookTime.seconds(job.startedAt)
    context.finished = WebhookTime.seconds(job.finishedAt)
    return WebhookEvent(jobs: [
      .init(context: context, status: status, id: job.id, run: String(build.number))
    ])
  }

  /// `acme` of `…/v2/organizations/acme/pipelines/…`, else of `https://buildkite.com/acme/…`.
  private static func organization(_ api: String?, _ page: String?) -> String? {
    let parts = (api ?? "").split(separator: "/")
    if let index = parts.firstIndex(of: "organizations"), index + 1 < parts.count {
      return String(parts[index + 1])
    }
    let page = (page ?? "").split(separator: "/")
    return page.count > 2 ? String(page[2]) : nil
  }

  private static func status(_ state: String?) -> JobStatus? {
    switch state {
    case "passed": .passed
    case "failed", "timed_out", "broken", "expired": .failed
    case "canceled": .cancelled
    default: nil
    }
  }
}
