import Foundation

/// CircleCI: jobs by API v2, their output by v1.1, which alone has it.
struct CircleCIClient: PipelineClient {
  static let name = "circleci"
  static let tokenVariables = ["CIRCLE_TOKEN", "CIRCLECI_TOKEN", "CIRCLECI_CLI_TOKEN"]

  static func base(_ request: FetchRequest, _ environment: [String: String]) -> String? {
    request.base ?? "https://circleci.com"
  }

  static func credential(
    _ token: String, _ environment: [String: String]
  ) -> (name: String, value: String) { ("Circle-Token", token) }

  private let api: APIClient
  private let request: FetchRequest

  init(_ api: APIClient, _ request: FetchRequest) {
    self.api = api
    self.request = request
  }

  private struct Jobs: Decodable {
    struct Job: Decodable {
      var name: String
      var status: String
      var jobNumber: Int?
      var projectSlug: String?
      var startedAt: String?
      var stoppedAt: String?
    }
    var items: [Job]
    var nextPageToken: String?
  }

  private struct Build: Decodable {
    struct Step: Decodable {
      struct Action: Decodable {
        var name: String?
        var status: String?
        var outputUrl: String?
      }
      var name: String?
      var actions: [Action]?
    }
    struct PullRequest: Decodable { var url: String? }
    var steps: [Step]?
    var branch: String?
    var vcsRevision: String?
    var buildUrl: String?
    var pullRequests: [PullRequest]?
  }

  func jobs() async throws(FetchError) -> [FetchedJob] {
    let run = PathSegment.encoded(request.run)
    var out: [FetchedJob] = []
    var page = ""
    for _ in 0..<100 {
      let list = try await api.get("/api/v2/workflow/\(run)/job\(page)", as: Jobs.self)
      for job in list.items { out.append(try await fetched(job)) }
      guard let next = list.nextPageToken, !next.isEmpty else { break }
      page = "?page-token=" + PathSegment.encoded(next)
    }
    return out
  }

  private func fetched(_ job: Jobs.Job) async throws(FetchError) -> FetchedJob {
    var context = JobContext(provider: Self.name)
    let slug = job.projectSlug ?? request.repository ?? ""
    let parts = slug.split(separator: "/")
    context.repository = parts.suffix(2).joined(separator: "/")
    context.run = request.run
    context.job = job.name
    context.started = Moment.seconds(job.startedAt)
    context.finished = Moment.seconds(job.stoppedAt)
    let number = job.jobNumber.map(String.init) ?? ""
    var out = FetchedJob(id: number, context: context, status: Self.status(job.status))
    // Green jobs are not asked about: each would be a request of its own.
    let isWanted = request.job.map { $0 == number || $0 == job.name } ?? (out.status == .failed)
    guard isWanted, !number.isEmpty, parts.count == 3 else { return out }
    let path = parts.map { PathSegment.encoded(String($0)) }.joined(separator: "/")
    let build = try await api.get("/api/v1.1/project/\(path)/\(number)", as: Build.self)
    out.context.branch = build.branch
    out.context.commit = build.vcsRevision
    out.context.jobURL = build.buildUrl
    out.context.pullRequest = RefName.lastNumber(build.pullRequests?.first?.url)
    for step in build.steps ?? [] {
      for action in step.actions ?? [] {
        out.steps.append(
          .init(name: action.name ?? step.name ?? "", status: Self.status(action.status ?? "")))
        if let address = action.outputUrl { out.log.append(address) }
      }
    }
    return out
  }

  private static func status(_ word: String) -> FetchedJob.Status {
    switch word {
    case "success", "fixed": .passed
    case "failed", "infrastructure_fail", "timedout", "failure": .failed
    case "canceled": .cancelled
    case "not_run", "skipped": .skipped
    default: .running
    }
  }

  /// The outputs of all steps one after the other. They are at addresses of a store that are signed
  /// themselves: the token does not go there.
  func log(of job: FetchedJob, into sink: any LogSink) async throws(FetchError) {
    for address in job.log {
      let part = Part()
      try await api.log(try Endpoint(address), redirects: 0, into: part)
      struct Message: Decodable { var message: String? }
      let bytes = Unpacking.bytes(part.bytes)
      guard let messages = try? JSONDecoder().decode([Message].self, from: Data(bytes)) else {
        throw FetchError(.malformed, "a step's output is not the list of messages it should be")
      }
      for message in messages { sink.append(Array((message.message ?? "").utf8)) }
    }
  }

  /// One step's output, which must be whole to be read.
  private final class Part: LogSink {
    var bytes: [UInt8] = []
    func restart() { bytes = [] }
    func append(_ more: [UInt8]) { bytes += more }
  }

  private struct Tests: Decodable {
    struct Test: Decodable {
      var classname: String?
      var name: String?
      var result: String?
      var runTime: Double?
      var message: String?
      var file: String?
    }
    var items: [Test]
    var nextPageToken: String?
  }

  func results(of job: FetchedJob) async throws(FetchError) -> String? {
    guard let repository = job.context.repository, !job.id.isEmpty else { return nil }
    let slug =
      "gh/"
      + repository.split(separator: "/").map { PathSegment.encoded(String($0)) }
      .joined(separator: "/")
    let list = try await api.get("/api/v2/project/\(slug)/\(job.id)/tests", as: Tests.self)
    let tests = list.items.map {
      FetchedTest(
        className: $0.classname ?? "", name: $0.name ?? "", file: $0.file, seconds: $0.runTime,
        outcome: $0.result ?? "", message: $0.message)
    }
    return tests.isEmpty ? nil : FetchedTest.junit(tests)
  }
}
