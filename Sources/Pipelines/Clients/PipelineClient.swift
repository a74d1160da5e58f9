import Foundation

/// A job as a CI's API describes it.
public struct FetchedJob: Sendable, Equatable {
  public enum Status: String, Sendable { case passed, failed, cancelled, running, skipped }

  public struct Step: Sendable, Equatable {
    public var name: String
    public var status: Status
  }

  /// The provider's id of the job.
  public var id: String
  public var context: JobContext
  public var status: Status
  public var steps: [Step] = []
  /// The provider's own word for why it failed, such as `runner_system_failure`.
  public var reason: String?
  /// Where the log is, for providers that say so only in their answer.
  var log: [String] = []

  init(id: String, context: JobContext, status: Status) {
    self.id = id
    self.context = context
    self.status = status
  }
}

/// What is asked for, and with what.
public struct FetchRequest: Sendable {
  /// The run: an id, for Jenkins the build's number.
  public var run: String
  /// `owner/name`, the project or job path; some providers need none.
  public var repository: String?
  /// Only this job, by id or name.
  public var job: String?
  /// Only this attempt, where runs have several; the latest without.
  public var attempt: Int?
  /// The server, where it is not the provider's own.
  public var base: String?

  public init(
    run: String, repository: String? = nil, job: String? = nil, attempt: Int? = nil,
    base: String? = nil
  ) {
    self.run = run
    self.repository = repository
    self.job = job
    self.attempt = attempt
    self.base = base
  }
}

/// One CI's API: the jobs of a run and their logs.
///
/// A conformer is one file in `Clients/` plus its line in ``PipelineClients/all``; the contract suite
/// runs it against the fake of its API.
public protocol PipelineClient: Sendable {
  /// The word after `--provider`, as in ``JobContext/provider``.
  static var name: String { get }
  /// The variables a token is looked for in, in this order.
  static var tokenVariables: [String] { get }
  /// The server, by the request and the environment.
  static func base(_ request: FetchRequest, _ environment: [String: String]) -> String?
  /// What a token becomes in a request.
  static func credential(_ token: String, _ environment: [String: String])
    -> (name: String, value: String)
  init(_ api: APIClient, _ request: FetchRequest)
  /// The run's jobs.
  func jobs() async throws(FetchError) -> [FetchedJob]
  /// A job's log.
  func log(of job: FetchedJob, into sink: any LogSink) async throws(FetchError)
  /// The run's test results as JUnit XML, where the API has any.
  func results(of job: FetchedJob) async throws(FetchError) -> String?
}

extension PipelineClient {
  public func results(of job: FetchedJob) async throws(FetchError) -> String? { nil }

  /// The jobs asked for: the one named, else those that failed.
  public func wanted(_ request: FetchRequest) async throws(FetchError) -> [FetchedJob] {
    let all = try await jobs()
    guard let wanted = request.job else { return all.filter { $0.status == .failed } }
    let found = all.filter { $0.id == wanted || $0.context.job == wanted }
    guard !found.isEmpty else {
      throw FetchError(.notFound, "run '\(request.run)' has no job '\(wanted)'")
    }
    return found
  }
}

/// The clients by name.
public enum PipelineClients {
  public static let all: [any PipelineClient.Type] = [
    GitHubClient.self, GitLabClient.self, JenkinsClient.self, CircleCIClient.self,
    BuildkiteClient.self, AzureClient.self,
  ]

  /// `github` is as good as `github-actions`, `azure` as `azure-pipelines`.
  public static func named(_ name: String) -> (any PipelineClient.Type)? {
    all.first { $0.name == name || $0.name.split(separator: "-").first.map(String.init) == name }
  }

  /// A client for `request`, its token taken from `environment` and nowhere else.
  public static func make(
    _ type: any PipelineClient.Type, _ request: FetchRequest, environment: [String: String],
    transport: any HTTPTransport = NetworkTransport(), retry: RetryPolicy = RetryPolicy(),
    limits: APIClient.Limits = APIClient.Limits()
  ) throws(FetchError) -> any PipelineClient {
    let api = try api(
      type, request, environment: environment, transport: transport, retry: retry, limits: limits)
    return type.init(api, request)
  }

  static func api(
    _ type: any PipelineClient.Type, _ request: FetchRequest, environment: [String: String],
    transport: any HTTPTransport, retry: RetryPolicy, limits: APIClient.Limits
  ) throws(FetchError) -> APIClient {
    guard let base = type.base(request, environment) else {
      throw FetchError(.unusable, "which server is meant is not known: name it with --server")
    }
    let token = type.tokenVariables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let isSendable = token?.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ?? true
    guard isSendable else {
      throw FetchError(.unusable, "the token holds characters that no token has")
    }
    return APIClient(
      base: try Endpoint(base), credential: token.map { type.credential($0, environment) },
      transport: transport, retry: retry, limits: limits)
  }
}
