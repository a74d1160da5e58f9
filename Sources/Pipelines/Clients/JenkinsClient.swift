import Foundation

/// Jenkins: the job's path as `--repo folder/job`, the build's number as the run.
struct JenkinsClient: PipelineClient {
  static let name = "jenkins"
  static let tokenVariables = ["JENKINS_TOKEN", "JENKINS_API_TOKEN"]

  static func base(_ request: FetchRequest, _ environment: [String: String]) -> String? {
    request.base ?? environment["JENKINS_URL"]
  }

  /// A user's API token needs the user's name, from `JENKINS_USER`.
  static func credential(
    _ token: String, _ environment: [String: String]
  ) -> (name: String, value: String) {
    let user = environment["JENKINS_USER"] ?? environment["JENKINS_USER_ID"] ?? ""
    return ("Authorization", "Basic " + Data((user + ":" + token).utf8).base64EncodedString())
  }

  private let api: APIClient
  private let request: FetchRequest

  init(_ api: APIClient, _ request: FetchRequest) {
    self.api = api
    self.request = request
  }

  private struct Build: Decodable {
    struct Action: Decodable {
      struct Revision: Decodable {
        struct Branch: Decodable { var name: String? }
        var sha: String?
        var branch: [Branch]?

        enum CodingKeys: String, CodingKey {
          case sha = "SHA1"
          case branch
        }
      }
      struct Cause: Decodable { var shortDescription: String? }
      var lastBuiltRevision: Revision?
      var causes: [Cause]?
    }
    var result: String?
    var building: Bool?
    var timestamp: Int?
    var duration: Int?
    var builtOn: String?
    var url: String?
    var actions: [Action?]?
  }

  private struct Description: Decodable {
    struct Stage: Decodable {
      var name: String
      var status: String
    }
    var stages: [Stage]?
  }

  private func path() throws(FetchError) -> String {
    let parts = (request.repository ?? "").split(separator: "/").filter { $0 != "job" }
    guard !parts.isEmpty else {
      throw FetchError(.unusable, "name the job's path: --repo folder/job")
    }
    let job = parts.map { "/job/" + PathSegment.encoded(String($0)) }.joined()
    return job + "/" + (try PathSegment.number(request.run, "run"))
  }

  func jobs() async throws(FetchError) -> [FetchedJob] {
    let path = try path()
    let tree =
      "result,building,timestamp,duration,builtOn,url,"
      + "actions%5Bcauses%5BshortDescription%5D,lastBuiltRevision%5BSHA1,branch%5Bname%5D%5D%5D"
    let build = try await api.get("\(path)/api/json?tree=\(tree)", as: Build.self)
    var context = JobContext(provider: Self.name)
    let revision = build.actions?.lazy.compactMap { $0?.lastBuiltRevision }.first
    context.repository = request.repository
    context.workflow = request.repository
    context.run = "\(request.repository ?? "")#\(request.run)"
    context.job = request.repository?.split(separator: "/").last.map(String.init)
    context.commit = revision?.sha
    context.branch = RefName.branch(revision?.branch?.first?.name)
    context.event = build.actions?.lazy.compactMap { $0?.causes?.first?.shortDescription }.first
    context.runURL = build.url
    context.jobURL = build.url
    context.runner = build.builtOn.flatMap { $0.isEmpty ? nil : $0 }
    context.started = build.timestamp.map { $0 / 1000 }
    if let start = build.timestamp, let duration = build.duration, build.building != true {
      context.finished = (start + duration) / 1000
    }
    var job = FetchedJob(id: request.run, context: context, status: Self.status(build))
    job.steps = await stages(path)
    return [job]
  }

  private static func status(_ build: Build) -> FetchedJob.Status {
    switch build.result {
    case "SUCCESS": .passed
    case "FAILURE", "UNSTABLE": .failed
    case "ABORTED": .cancelled
    case "NOT_BUILT": .skipped
    default: .running
    }
  }

  /// The stages of a pipeline; other jobs, and servers without the plugin, have none.
  private func stages(_ path: String) async -> [FetchedJob.Step] {
    let description = try? await api.get("\(path)/wfapi/describe", as: Description.self)
    return (description?.stages ?? []).map { stage in
      let status: FetchedJob.Status =
        switch stage.status {
        case "SUCCESS": .passed
        case "FAILED", "UNSTABLE": .failed
        case "ABORTED": .cancelled
        case "NOT_EXECUTED": .skipped
        default: .running
        }
      return .init(name: stage.name, status: status)
    }
  }

  func log(of job: FetchedJob, into sink: any LogSink) async throws(FetchError) {
    try await api.log(try path() + "/consoleText", redirects: 1, into: sink)
  }

  private struct Report: Decodable {
    struct Suite: Decodable { var cases: [Case]? }
    struct Case: Decodable {
      var className: String?
      var name: String?
      var status: String?
      var duration: Double?
      var errorDetails: String?
    }
    var suites: [Suite]?
  }

  func results(of job: FetchedJob) async throws(FetchError) -> String? {
    let report: Report
    do throws(FetchError) {
      report = try await api.get(try path() + "/testReport/api/json", as: Report.self)
    } catch {
      // Most builds have no report, and that is no trouble.
      if error.kind == .notFound { return nil }
      throw error
    }
    let cases = (report.suites ?? []).flatMap { $0.cases ?? [] }.map { test in
      FetchedTest(
        className: test.className ?? "", name: test.name ?? "", seconds: test.duration,
        outcome: test.status ?? "", message: test.errorDetails)
    }
    return cases.isEmpty ? nil : FetchedTest.junit(cases)
  }
}
