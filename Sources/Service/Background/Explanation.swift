import Foundation
import History
import Pipelines
import TestResults

/// A failed job whose log is to be fetched and explained: the payload of `explain` work.
struct ExplainTask: Codable, Sendable, Equatable {
  static let kind = "explain"

  var event: WebhookEvent.Job

  /// Work for a job; a job has one piece of it, however often it is heard of.
  func work(at time: Int) -> WorkItem? {
    guard let payload = try? JSONEncoder().encode(self) else { return nil }
    let context = event.context
    let parts = [
      context.provider, context.repository ?? "", context.run ?? "", "\(context.attempt)",
      context.job ?? "",
    ]
    return WorkItem(
      kind: Self.kind, subject: parts.joined(separator: "\u{1F}"),
      payload: String(decoding: payload, as: UTF8.self), due: time, added: time)
  }
}

/// A run whose jobs are to be listed: the payload of `run` work.
struct RunTask: Codable, Sendable, Equatable {
  static let kind = "run"

  var run: WebhookEvent.Run

  func work(at time: Int) -> WorkItem? {
    guard let payload = try? JSONEncoder().encode(self) else { return nil }
    let parts = [run.provider, run.repository, run.run, run.attempt.map(String.init) ?? ""]
    return WorkItem(
      kind: Self.kind, subject: parts.joined(separator: "\u{1F}"),
      payload: String(decoding: payload, as: UTF8.self), due: time, added: time)
  }
}

/// The clients of the CI systems' APIs, with the tokens the service was given.
package struct CIClients: Sendable {
  private let settings: ServiceSettings
  private let environment: [String: String]
  private let transport: any HTTPTransport
  private let retry: RetryPolicy

  /// - Parameter environment: where tokens are that the settings do not name.
  package init(
    settings: ServiceSettings, environment: [String: String],
    transport: any HTTPTransport = NetworkTransport(), retry: RetryPolicy = RetryPolicy()
  ) {
    self.settings = settings
    self.environment = environment
    self.transport = transport
    self.retry = retry
  }

  /// A client for a run of this provider.
  func client(
    _ provider: String, run: String, repository: String, job: String? = nil, attempt: Int? = nil
  ) throws(FetchError) -> any PipelineClient {
    guard let type = PipelineClients.named(provider) else {
      throw FetchError(.unusable, "there is no client for '\(provider)'")
    }
    let (environment, server) = access(type)
    return try PipelineClients.make(
      type,
      FetchRequest(run: run, repository: repository, job: job, attempt: attempt, base: server),
      environment: environment, transport: transport, retry: retry)
  }

  /// The list of a repository's latest runs; nil where the CI has none.
  func recentRuns(of pipeline: Pipeline) throws(FetchError) -> RecentRuns? {
    guard let type = PipelineClients.named(pipeline.provider) else { return nil }
    let (environment, server) = access(type)
    return try RecentRuns(
      type, FetchRequest(run: "", repository: pipeline.repository, base: server),
      environment: environment, transport: transport, retry: retry)
  }

  /// The variables with the token that the settings name, and the server.
  private func access(
    _ type: any PipelineClient.Type
  ) -> (environment: [String: String], server: String?) {
    let named = settings.apis.first {
      PipelineClients.named($0.provider).map { $0.name == type.name } ?? false
    }
    var environment = environment
    if let token = named?.token, let variable = type.tokenVariables.first {
      environment[variable] = token.text
    }
    if let user = named?.user { environment["JENKINS_USER"] = user }
    return (environment, named?.server)
  }
}

extension FetchError {
  /// Whether another try later may do better.
  var mayPass: Bool {
    switch kind {
    case .limited, .server, .tooSlow, .connection, .notFound, .malformed: true
    case .unusable, .refused, .gone, .unsafeAddress, .tooLarge: false
    }
  }
}
