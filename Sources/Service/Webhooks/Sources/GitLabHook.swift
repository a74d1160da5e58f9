import Foundation
import History
import Pipelines

/// GitLab's Job Hook and Pipeline Hook. Newer instances sign (`webhook-signature: v1,…` over
/// `id.timestamp.body`, key `whsec_` + base64, five minutes); older ones send the secret itself in
/// `X-Gitlab-Token`. A signed delivery is never accepted by its token alone.
enum GitLabHook: WebhookSource {
  static let name = "gitlab"

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    if request.header("webhook-signature") != nil {
      return StandardSignature.isAuthentic(request, secrets)
    }
    return Signature.isSecret(request.header("X-Gitlab-Token"), secrets)
  }

  /// `X-Gitlab-Event-UUID` is shared by the deliveries that one event sets off, so it is no id of
  /// a delivery; `Idempotency-Key` is, also when it is sent again.
  static func id(_ request: WebhookRequest) -> String? {
    request.header("webhook-id") ?? request.header("Idempotency-Key")
  }

  static func event(_ request: WebhookRequest) throws -> WebhookEvent? {
    switch request.header("X-Gitlab-Event") {
    case "Job Hook": try job(WebhookJSON.decode(Build.self, request.body))
    case "Pipeline Hook": try pipeline(WebhookJSON.decode(Pipeline.self, request.body))
    default: nil
    }
  }

  private struct Project: Decodable {
    var pathWithNamespace: String
    var webUrl: String?
    var defaultBranch: String?
  }
  private struct Runner: Decodable {
    var description: String?
    var tags: [String]?
  }
  private struct User: Decodable { var username: String? }

  private struct Build: Decodable {
    var ref: String?
    var tag: Bool?
    var sha: String?
    var buildId: Int
    var buildName: String
    var buildStatus: String
    var buildCreatedAt: String?
    var buildStartedAt: String?
    var buildFinishedAt: String?
    var pipelineId: Int
    var user: User?
    var project: Project
    var runner: Runner?
  }

  private struct Pipeline: Decodable {
    struct Attributes: Decodable {
      var id: Int
      var ref: String?
      var tag: Bool?
      var sha: String?
      var source: String?
    }
    struct MergeRequest: Decodable { var iid: Int? }
    struct Job: Decodable {
      var id: Int
      var name: String
      var status: String
      var createdAt: String?
      var startedAt: String?
      var finishedAt: String?
      var runner: Runner?
    }
    var objectAttributes: Attributes
    var mergeRequest: MergeRequest?
    var user: User?
    var project: Project
    var builds: [Job]?
  }

  private static func job(_ build: Build) -> WebhookEvent? {
    guard let status = status(build.buildStatus) else { return nil }
    var context = context(build.project, run: build.pipelineId, ref: build.ref, tag: build.tag)
    context.job = build.buildName
    context.commit = build.sha
    context.author = build.user?.username
    context.jobURL = build.project.webUrl.map { "\($0)/-/jobs/\(build.buildId)" }
    context.runner = build.runner?.tags?.first ?? build.runner?.description
    context.queued = WebhookTime.seconds(build.buildCreatedAt)
    context.started = WebhookTime.seconds(build.buildStartedAt)
    context.finished = WebhookTime.seconds(build.buildFinishedAt)
    return WebhookEvent(jobs: [.init(context: context, status: status, id: String(build.buildId))])
  }

  private static func pipeline(_ pipeline: Pipeline) -> WebhookEvent? {
    let facts = pipeline.objectAttributes
    var common = context(pipeline.project, run: facts.id, ref: facts.ref, tag: facts.tag)
    common.commit = facts.sha
    common.event = facts.source
    common.author = pipeline.user?.username
    common.pullRequest = pipeline.mergeRequest?.iid.map(String.init) ?? common.pullRequest
    let jobs = (pipeline.builds ?? []).compactMap { job -> WebhookEvent.Job? in
      guard let status = status(job.status) else { return nil }
      var context = common
      context.job = job.name
      context.jobURL = pipeline.project.webUrl.map { "\($0)/-/jobs/\(job.id)" }
      context.runner = job.runner?.tags?.first ?? job.runner?.description
      context.queued = WebhookTime.seconds(job.createdAt)
      context.started = WebhookTime.seconds(job.startedAt)
      context.finished = WebhookTime.seconds(job.finishedAt)
      return .init(context: context, status: status, id: String(job.id))
    }
    return jobs.isEmpty ? nil : WebhookEvent(jobs: jobs)
  }

  private static func context(
    _ project: Project, run: Int, ref: String?, tag: Bool?
  ) -> JobContext {
    var context = JobContext(provider: "gitlab")
    context.repository = project.pathWithNamespace
    context.run = String(run)
    context.defaultBranch = project.defaultBranch
    context.runURL = project.webUrl.map { "\($0)/-/pipelines/\(run)" }
    // A merge request's pipelines run on `refs/merge-requests/12/head`.
    if let ref, ref.hasPrefix("refs/merge-requests/") {
      context.pullRequest = ref.split(separator: "/").dropFirst(2).first.map(String.init)
    } else if tag != true {
      context.branch = ref
    }
    return context
  }

  private static func status(_ word: String) -> JobStatus? {
    switch word {
    case "success": .passed
    case "failed": .failed
    case "canceled": .cancelled
    default: nil
    }
  }
}

/// Standard Webhooks: `webhook-signature: v1,BASE64 v1,BASE64` over `id.timestamp.body`.
enum StandardSignature {
  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    guard let id = request.header("webhook-id"), let time = request.header("webhook-timestamp"),
      let header = request.header("webhook-signature")
    else { return false }
    let keys = secrets.map(key)
    let head = Array("\(id).\(time).".utf8)
    var isOne = false
    for part in header.split(separator: " ").prefix(4) where part.hasPrefix("v1,") {
      let given = Data(base64Encoded: String(part.dropFirst(3))).map(Array.init) ?? []
      if Signature.matches(given, keys, head, request.body) { isOne = true }
    }
    return isOne && ReplayWindow.holds(Int(time), now: request.now)
  }

  /// `whsec_` and the key in base64; any other secret is the key itself.
  private static func key(_ secret: Secret) -> Secret {
    let text = secret.text
    guard text.hasPrefix("whsec_"), let key = Data(base64Encoded: String(text.dropFirst(6))) else {
      return secret
    }
    return Secret(bytes: Array(key))
  }
}
