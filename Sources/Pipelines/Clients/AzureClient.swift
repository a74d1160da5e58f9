import Foundation

/// Azure Pipelines: `--repo organization/project`, the build's id as the run.
struct AzureClient: PipelineClient {
  static let name = "azure-pipelines"
  static let tokenVariables = ["AZURE_DEVOPS_EXT_PAT", "SYSTEM_ACCESSTOKEN"]

  static func base(_ request: FetchRequest, _ environment: [String: String]) -> String? {
    request.base ?? "https://dev.azure.com"
  }

  static func credential(
    _ token: String, _ environment: [String: String]
  ) -> (name: String, value: String) {
    ("Authorization", "Basic " + Data((":" + token).utf8).base64EncodedString())
  }

  private let api: APIClient
  private let request: FetchRequest

  init(_ api: APIClient, _ request: FetchRequest) {
    self.api = api
    self.request = request
  }

  private struct Build: Decodable {
    struct Definition: Decodable { var name: String? }
    struct Repository: Decodable { var id: String? }
    struct Person: Decodable { var displayName: String? }
    var sourceBranch: String?
    var sourceVersion: String?
    var reason: String?
    var definition: Definition?
    var repository: Repository?
    var requestedFor: Person?
    var triggerInfo: [String: String]?
  }

  private struct Timeline: Decodable {
    struct Record: Decodable {
      struct Log: Decodable { var id: Int }
      var id: String
      var parentId: String?
      var type: String?
      var name: String?
      var state: String?
      var result: String?
      var startTime: String?
      var finishTime: String?
      var attempt: Int?
      var order: Int?
      var workerName: String?
      var log: Log?
    }
    var records: [Record]
  }

  private func path() throws(FetchError) -> String {
    let pair = try PathSegment.pair(request.repository)
    return "/\(pair)/_apis/build/builds/\(try PathSegment.number(request.run, "run"))"
  }

  func jobs() async throws(FetchError) -> [FetchedJob] {
    let path = try path()
    let build = try await api.get("\(path)?api-version=7.1", as: Build.self)
    let timeline = try await api.get("\(path)/timeline?api-version=7.1", as: Timeline.self)
    return timeline.records.filter { $0.type == "Job" }
      .map { fetched($0, build, timeline.records, path) }
  }

  private func fetched(
    _ job: Timeline.Record, _ build: Build, _ records: [Timeline.Record], _ path: String
  ) -> FetchedJob {
    var context = JobContext(provider: Self.name, attempt: max(1, job.attempt ?? 1))
    context.repository = build.repository?.id ?? request.repository
    context.workflow = build.definition?.name
    context.run = request.run
    context.job = job.name
    context.commit = build.triggerInfo?["pr.sourceSha"] ?? build.sourceVersion
    context.pullRequest = build.triggerInfo?["pr.number"]
    context.branch = RefName.branch(build.triggerInfo?["pr.sourceBranch"] ?? build.sourceBranch)
    context.event = build.reason
    context.author = build.requestedFor?.displayName
    context.runner = job.workerName
    context.started = Moment.seconds(job.startTime)
    context.finished = Moment.seconds(job.finishTime)
    var out = FetchedJob(id: job.id, context: context, status: Self.status(job))
    let tasks = records.filter { $0.parentId == job.id }.sorted {
      ($0.order ?? 0) < ($1.order ?? 0)
    }
    out.steps = tasks.map { .init(name: $0.name ?? "", status: Self.status($0)) }
    // The job's own log has those of its tasks in it.
    let logs = job.log.map { [$0.id] } ?? tasks.compactMap { $0.log?.id }
    out.log = logs.map { "\(path)/logs/\($0)?api-version=7.1" }
    return out
  }

  private static func status(_ record: Timeline.Record) -> FetchedJob.Status {
    guard record.state ?? "completed" == "completed" else { return .running }
    return switch record.result {
    case "succeeded": .passed
    case "failed", "succeededWithIssues": .failed
    case "canceled", "abandoned": .cancelled
    case "skipped": .skipped
    default: .running
    }
  }

  func log(of job: FetchedJob, into sink: any LogSink) async throws(FetchError) {
    for path in job.log {
      let part = PartialSink(sink)
      try await api.log(path, redirects: 1, into: part)
      part.finish()
    }
  }

  /// A part of a log: a repeated request voids this part only.
  private final class PartialSink: LogSink {
    private var bytes: [UInt8] = []
    private let whole: any LogSink
    init(_ whole: any LogSink) { self.whole = whole }
    func restart() { bytes = [] }
    func append(_ more: [UInt8]) { bytes += more }
    func finish() { whole.append(bytes) }
  }
}
