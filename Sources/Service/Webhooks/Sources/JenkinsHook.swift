import Foundation
import History
import Pipelines

/// Jenkins' Notification plugin. Jenkins signs nothing by itself: a step of ours signs by Standard
/// Webhooks, and the plugin itself is let in by a secret in `Authorization: Bearer` or
/// `X-Faultline-Token`, which a proxy in front of Jenkins adds.
enum JenkinsHook: WebhookSource {
  static let name = "jenkins"

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    if request.header("webhook-signature") != nil {
      return StandardSignature.isAuthentic(request, secrets)
    }
    let bearer = request.header("Authorization").flatMap { header in
      header.lowercased().hasPrefix("bearer ") ? String(header.dropFirst(7)) : nil
    }
    return Signature.isSecret(bearer ?? request.header("X-Faultline-Token"), secrets)
  }

  static func id(_ request: WebhookRequest) -> String? { request.header("webhook-id") }

  private struct Payload: Decodable {
    struct Build: Decodable {
      struct Source: Decodable {
        var branch: String?
        var commit: String?
      }
      var fullUrl: String?
      var number: Int
      var phase: String?
      var status: String?
      var timestamp: Number?
      var duration: Int?
      var scm: Source?
    }
    var name: String?
    var url: String?
    var build: Build
  }

  /// Some versions write milliseconds, some a text.
  private struct Number: Decodable {
    var seconds: Int?

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Int.self) {
        seconds = number > 100_000_000_000 ? number / 1000 : number
      } else {
        seconds = WebhookTime.seconds(try value.decode(String.self))
      }
    }
  }

  static func event(_ request: WebhookRequest) throws -> WebhookEvent? {
    let payload = try WebhookJSON.decode(Payload.self, request.body)
    let build = payload.build
    // FINALIZED follows COMPLETED: by then reports are in place.
    guard build.phase == "FINALIZED", let status = status(build.status) else { return nil }
    let path = (payload.url ?? "").split(separator: "/").filter { $0 != "job" }
      .map { String($0).removingPercentEncoding ?? String($0) }.joined(separator: "/")
    let repository = path.isEmpty ? payload.name ?? "" : path
    guard !repository.isEmpty else { return nil }
    var context = JobContext(provider: "jenkins")
    context.repository = repository
    context.workflow = repository
    context.run = "\(repository)#\(build.number)"
    context.job = repository.split(separator: "/").last.map(String.init)
    context.commit = build.scm?.commit
    context.branch = build.scm?.branch.map { branch in
      branch.hasPrefix("origin/") ? String(branch.dropFirst(7)) : branch
    }
    context.runURL = build.fullUrl
    context.jobURL = build.fullUrl
    context.started = build.timestamp?.seconds
    if let start = build.timestamp?.seconds, let duration = build.duration, duration > 0 {
      context.finished = start + duration / 1000
    }
    return WebhookEvent(jobs: [
      .init(
        context: context, status: status, id: String(build.number), run: String(build.number))
    ])
  }

  private static func status(_ word: String?) -> JobStatus? {
    switch word {
    case "SUCCESS": .passed
    case "FAILURE", "UNSTABLE": .failed
    case "ABORTED": .cancelled
    default: nil
    }
  }
}
