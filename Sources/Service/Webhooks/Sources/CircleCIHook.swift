import History
import Pipelines

/// CircleCI's `job-completed` and `workflow-completed`, signed by `circleci-signature: v1=…` over
/// the raw body. `happened_at` is signed with it and bounds how late a copy may come: a day, since
/// CircleCI itself tries again for a while.
enum CircleCIHook: WebhookSource {
  static let name = "circleci"
  private static let latest = 86_400

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    let versions = (request.header("circleci-signature") ?? "").split(separator: ",").prefix(4)
    var isOne = false
    for version in versions where version.hasPrefix("v1=") {
      let given = Signature.hex(version.dropFirst(3)) ?? []
      if Signature.matches(given, secrets, request.body) { isOne = true }
    }
    guard isOne else { return false }
    guard let head = try? WebhookJSON.decode(Head.self, request.body),
      let time = WebhookTime.seconds(head.happenedAt)
    else { return true }
    return abs(request.now - time) <= latest
  }

  static func id(_ request: WebhookRequest) -> String? {
    (try? WebhookJSON.decode(Head.self, request.body))?.id
  }

  private struct Head: Decodable {
    var id: String?
    var happenedAt: String?
  }

  private struct Payload: Decodable {
    struct Project: Decodable { var slug: String }
    struct Workflow: Decodable {
      var id: String
      var name: String?
      var url: String?
    }
    struct Pipeline: Decodable {
      struct Source: Decodable {
        var revision: String?
        var branch: String?
      }
      var createdAt: String?
      var vcs: Source?
    }
    struct Job: Decodable {
      var number: Int?
      var name: String
      var status: String
      var startedAt: String?
      var stoppedAt: String?
    }
    var type: String
    var project: Project
    var workflow: Workflow
    var pipeline: Pipeline?
    var job: Job?
  }

  static func event(_ request: WebhookRequest) throws -> WebhookEvent? {
    let payload = try WebhookJSON.decode(Payload.self, request.body)
    let repository = payload.project.slug.split(separator: "/").suffix(2).joined(separator: "/")
    guard payload.type == "job-completed" else {
      guard payload.type == "workflow-completed" else { return nil }
      return WebhookEvent(runs: [
        .init(provider: "circleci", repository: repository, run: payload.workflow.id)
      ])
    }
    guard let job = payload.job, let status = status(job.status) else { return nil }
    var context = JobContext(provider: "circleci")
    context.repository = repository
    context.workflow = payload.workflow.name
    context.run = payload.workflow.id
    context.job = job.name
    context.commit = payload.pipeline?.vcs?.revision
    context.branch = payload.pipeline?.vcs?.branch
    context.runURL = payload.workflow.url
    context.queued = WebhookTime.seconds(payload.pipeline?.createdAt)
    context.started = WebhookTime.seconds(job.startedAt)
    context.finished = WebhookTime.seconds(job.stoppedAt)
    return WebhookEvent(jobs: [
      .init(context: context, status: status, id: job.number.map(String.init))
    ])
  }

  private static func status(_ word: String) -> JobStatus? {
    switch word {
    case "success": .passed
    case "failed", "error", "unauthorized": .failed
    case "canceled": .cancelled
    default: nil
    }
  }
}
