import Foundation

/// A run as a CI's list shows it.
public struct ListedRun: Sendable, Equatable {
  /// What ``FetchRequest/run`` takes.
  public var run: String
  /// The id by which its jobs are kept: ``JobContext/run``.
  public var id: String
  public var attempt: Int
}

/// Runs that ended lately, for finding what no webhook told of.
public struct RecentRuns: Sendable {
  private let api: APIClient
  private let provider: String
  private let repository: String

  /// - Returns: nil where there is no such list.
  public init?(
    _ type: any PipelineClient.Type, _ request: FetchRequest, environment: [String: String],
    transport: any HTTPTransport = NetworkTransport(), retry: RetryPolicy = RetryPolicy()
  ) throws(FetchError) {
    guard Self.providers.contains(type.name), let repository = request.repository else {
      return nil
    }
    provider = type.name
    self.repository = repository
    api = try PipelineClients.api(
      type, request, environment: environment, transport: transport, retry: retry,
      limits: APIClient.Limits())
  }

  /// The clients' names.
  public static let providers: Set<String> = [
    "github-actions", "gitlab", "jenkins", "circleci", "buildkite",
  ]

  /// The runs that ended after `time`, seconds since 1970; at most some hundred.
  public func since(_ time: Int) async throws(FetchError) -> [ListedRun] {
    switch provider {
    case "github-actions": try await gitHub(time)
    case "gitlab": try await gitLab(time)
    case "jenkins": try await jenkins(time)
    case "circleci": try await circleCI(time)
    default: try await buildkite(time)
    }
  }

  private static func stamp(_ time: Int) -> String {
    Date(timeIntervalSince1970: Double(time)).formatted(.iso8601).replacing(":", with: "%3A")
  }

  private struct GitHubRuns: Decodable {
    struct Run: Decodable {
      var id: Int
      var runAttempt: Int?
      var status: String?
      var updatedAt: String?
    }
    var workflowRuns: [Run]
  }

  /// By creation, a day further back: the list cannot be asked for by its end.
  private func gitHub(_ time: Int) async throws(FetchError) -> [ListedRun] {
    let repository = try PathSegment.pair(repository)
    let created = "%3E%3D" + Self.stamp(time - 86_400)
    var out: [ListedRun] = []
    for page in 1...5 {
      let list = try await api.get(
        "/repos/\(repository)/actions/runs?created=\(created)&per_page=100&page=\(page)",
        as: GitHubRuns.self)
      for run in list.workflowRuns where run.status == "completed" {
        guard Moment.seconds(run.updatedAt).map({ $0 >= time }) ?? true else { continue }
        out.append(
          ListedRun(run: String(run.id), id: String(run.id), attempt: run.runAttempt ?? 1))
      }
      if list.workflowRuns.count < 100 { break }
    }
    return out
  }

  private struct GitLabPipeline: Decodable { var id: Int }

  private func gitLab(_ time: Int) async throws(FetchError) -> [ListedRun] {
    let list = try await api.get(
      "/projects/\(PathSegment.encoded(repository))/pipelines?scope=finished&per_page=100"
        + "&updated_after=\(Self.stamp(time))", as: [GitLabPipeline].self)
    return list.map { ListedRun(run: String($0.id), id: String($0.id), attempt: 1) }
  }

  private struct JenkinsBuilds: Decodable {
    struct Build: Decodable {
      var number: Int
      var building: Bool?
      var timestamp: Int?
      var duration: Int?
    }
    var builds: [Build]
  }

  private func jenkins(_ time: Int) async throws(FetchError) -> [ListedRun] {
    let path = repository.split(separator: "/").filter { $0 != "job" }
      .map { "/job/" + PathSegment.encoded(String($0)) }.joined()
    let list = try await api.get(
      "\(path)/api/json?tree=builds%5Bnumber,building,timestamp,duration%5D%7B0,100%7D",
      as: JenkinsBuilds.self)
    return list.builds.filter { build in
      build.building != true
        && ((build.timestamp ?? 0) + (build.duration ?? 0)) / 1000 >= time
    }.map { ListedRun(run: String($0.number), id: "\(repository)#\($0.number)", attempt: 1) }
  }

  private struct BuildkiteBuild: Decodable {
    var id: String
    var number: Int
  }

  private func buildkite(_ time: Int) async throws(FetchError) -> [ListedRun] {
    let pair = try PathSegment.pair(repository).split(separator: "/")
    let list = try await api.get(
      "/v2/organizations/\(pair[0])/pipelines/\(pair[1])/builds?per_page=100"
        + "&finished_from=\(Self.stamp(time))", as: [BuildkiteBuild].self)
    return list.map { ListedRun(run: String($0.number), id: $0.id, attempt: 1) }
  }

  private struct CircleCIPipelines: Decodable {
    struct Pipeline: Decodable {
      var id: String
      var createdAt: String?
    }
    var items: [Pipeline]
    var nextPageToken: String?
  }

  private struct CircleCIWorkflows: Decodable {
    struct Workflow: Decodable {
      var id: String
      var stoppedAt: String?
    }
    var items: [Workflow]
  }

  /// Pipelines begin the list that began last; a run is one of a pipeline's workflows, which are
  /// asked for one by one: of the latest fifty, and those a day older than what is looked for.
  private func circleCI(_ time: Int) async throws(FetchError) -> [ListedRun] {
    var out: [ListedRun] = []
    for pipeline in try await circleCIPipelines(since: time - 86_400).prefix(50) {
      let list = try await api.get(
        "/api/v2/pipeline/\(PathSegment.encoded(pipeline.id))/workflow", as: CircleCIWorkflows.self)
      for workflow in list.items {
        guard let ended = Moment.seconds(workflow.stoppedAt), ended >= time else { continue }
        out.append(ListedRun(run: workflow.id, id: workflow.id, attempt: 1))
      }
    }
    return out
  }

  /// The list is by the project's slug, which begins with its host's; that is not kept, so the
  /// three there are are tried, the most frequent first.
  private func circleCIPipelines(
    since time: Int
  ) async throws(FetchError) -> [CircleCIPipelines.Pipeline] {
    let project = try PathSegment.pair(repository)
    var missing: FetchError?
    for host in ["gh", "bb", "circleci"] {
      do throws(FetchError) {
        return try await circleCIPipelines("/api/v2/project/\(host)/\(project)/pipeline", time)
      } catch {
        guard error.kind == .notFound else { throw error }
        missing = missing ?? error
      }
    }
    throw missing ?? FetchError(.notFound, "the project has no pipelines")
  }

  private func circleCIPipelines(
    _ path: String, _ time: Int
  ) async throws(FetchError) -> [CircleCIPipelines.Pipeline] {
    var out: [CircleCIPipelines.Pipeline] = []
    var page = ""
    for _ in 0..<3 {
      let list = try await api.get(path + page, as: CircleCIPipelines.self)
      let recent = list.items.filter { Moment.seconds($0.createdAt).map { $0 >= time } ?? true }
      out += recent
      guard recent.count == list.items.count, let next = list.nextPageToken, !next.isEmpty else {
        break
      }
      page = "?page-token=" + PathSegment.encoded(next)
    }
    return out
  }
}
