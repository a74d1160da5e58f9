/// GitLab's REST API.
struct GitLabClient: PipelineClient {
  static let name = "gitlab"
  static let tokenVariables = ["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"]

  static func base(_ request: FetchRequest, _ environment: [String: String]) -> String? {
    if let base = request.base { return base.hasSuffix("/api/v4") ? base : base + "/api/v4" }
    return environment["CI_API_V4_URL"] ?? "https://gitlab.com/api/v4"
  }

  static func credential(
    _ token: String, _ environment: [String: String]
  ) -> (name: String, value: String) { ("PRIVATE-TOKEN", token) }

  private let api: APIClient
  private let request: FetchRequest

  init(_ api: APIClient, _ request: FetchRequest) {
    self.api = api
    self.request = request
  }

  private struct Job: Decodable {
    struct Pipeline: Decodable {
      var id: Int
      var webUrl: String?
      var source: String?
    }
    struct Commit: Decodable {
      var id: String?
      var committedDate: String?
    }
    struct User: Decodable { var username: String? }
    struct Runner: Decodable { var description: String? }
    var id: Int
    var name: String
    var status: String
    var ref: String?
    var tag: Bool?
    var webUrl: String?
    var failureReason: String?
    var createdAt: String?
    var startedAt: String?
    var finishedAt: String?
    var commit: Commit?
    var pipeline: Pipeline?
    var user: User?
    var runner: Runner?
    var tagList: [String]?
  }

  private var project: String { "/projects/" + PathSegment.encoded(request.repository ?? "") }

  func jobs() async throws(FetchError) -> [FetchedJob] {
    guard request.repository?.isEmpty == false else {
      throw FetchError(.unusable, "name the project: --repo group/name")
    }
    let run = try PathSegment.number(request.run, "run")
    var out: [FetchedJob] = []
    for page in 1...100 {
      let list = try await api.get(
        "\(project)/pipelines/\(run)/jobs?per_page=100&include_retried=false&page=\(page)",
        as: [Job].self)
      out += list.map(fetched)
      if list.count < 100 { break }
    }
    return out
  }

  private func fetched(_ job: Job) -> FetchedJob {
    var context = JobContext(provider: Self.name)
    context.repository = request.repository
    context.run = request.run
    context.job = job.name
    context.commit = job.commit?.id
    context.commitTime = Moment.seconds(job.commit?.committedDate)
    // A merge request's pipelines run on `refs/merge-requests/12/head`.
    if let ref = job.ref, ref.hasPrefix("refs/merge-requests/") {
      context.pullRequest = ref.split(separator: "/").dropFirst(2).first.map(String.init)
    } else if job.tag != true {
      context.branch = RefName.branch(job.ref)
    }
    context.event = job.pipeline?.source
    context.author = job.user?.username
    context.runURL = job.pipeline?.webUrl
    context.jobURL = job.webUrl
    context.runner = job.tagList?.first ?? job.runner?.description
    context.queued = Moment.seconds(job.createdAt)
    context.started = Moment.seconds(job.startedAt)
    context.finished = Moment.seconds(job.finishedAt)
    var out = FetchedJob(id: String(job.id), context: context, status: Self.status(job.status))
    out.reason = job.failureReason
    return out
  }

  private static func status(_ word: String) -> FetchedJob.Status {
    switch word {
    case "success": .passed
    case "failed": .failed
    case "canceled", "canceling": .cancelled
    case "skipped", "manual": .skipped
    default: .running
    }
  }

  /// The trace may be in an object store, which answers a redirect.
  func log(of job: FetchedJob, into sink: any LogSink) async throws(FetchError) {
    try await api.log("\(project)/jobs/\(job.id)/trace", redirects: 2, into: sink)
  }

  private struct Report: Decodable {
    struct Suite: Decodable {
      var name: String?
      var testCases: [Case]?
    }
    struct Case: Decodable {
      var status: String?
      var name: String?
      var classname: String?
      var file: String?
      var executionTime: Double?
      var systemOutput: Output?
    }
    /// A text, or now and then an object.
    struct Output: Decodable {
      var text: String?
      init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
      }
    }
    var testSuites: [Suite]?
  }

  /// A suite bears the name of the job that reported it.
  func results(of job: FetchedJob) async throws(FetchError) -> String? {
    let run = try PathSegment.number(request.run, "run")
    let report = try await api.get("\(project)/pipelines/\(run)/test_report", as: Report.self)
    let suites = (report.testSuites ?? []).filter { $0.name == job.context.job }
    let cases = suites.flatMap { $0.testCases ?? [] }.map { test in
      FetchedTest(
        className: test.classname ?? "", name: test.name ?? "", file: test.file,
        seconds: test.executionTime, outcome: test.status ?? "",
        message: test.systemOutput?.text)
    }
    return cases.isEmpty ? nil : FetchedTest.junit(cases)
  }
}
