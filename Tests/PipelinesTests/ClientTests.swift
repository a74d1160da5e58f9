import Foundation
import Pipelines
import Testing

/// What every client must do, run over the fake of its API.
@Suite struct ClientTests {
  private static let log = "ERROR: No matching distribution found for left-padd==9.9"

  @Test(arguments: FakeRun.all) func theFailedJobAndItsLogAreFound(_ run: FakeRun) async throws {
    let client = try run.client("ok")
    let jobs = try await client.wanted(try run.request("ok"))
    #expect(jobs.map { $0.context.job } == [run.failed])
    let job = try #require(jobs.first)
    #expect(job.status == .failed)
    #expect(job.context.repository == "acme/shop")
    #expect(job.context.commit == String(repeating: "1", count: 40))
    #expect(job.context.run != nil && job.context.started != nil)
    let log = KeptLog()
    try await client.log(of: job, into: log)
    #expect(log.text.contains(Self.log))
  }

  @Test(arguments: FakeRun.all) func aJobIsFoundByNameAndUnknownOnesAreNamed(_ run: FakeRun)
    async throws
  {
    var request = try run.request("ok")
    request.job = "no such job"
    let client = try run.client("ok")
    await #expect(throws: FetchError.self) { try await client.wanted(request) }
    request.job = run.failed
    #expect(try await client.wanted(request).first?.context.job == run.failed)
  }

  @Test(arguments: FakeRun.all) func theTokenIsSentToTheAPIAlone(_ run: FakeRun) async throws {
    let scenario = (run.provider == "github" ? "redirect." : "ok.") + run.provider
    let client = try run.client(scenario)
    for job in try await client.wanted(try run.request(scenario)) {
      try await client.log(of: job, into: KeptLog())
    }
    let seen = try #require(FakeCI.shared).requests(scenario)
    let own = seen.filter { $0.host == "api" }
    // Basic credentials are the token in base64.
    let isBasic = ["jenkins", "azure"].contains(run.provider)
    #expect(!own.isEmpty && own.allSatisfy { $0.credentials.count == 1 })
    for request in own {
      let credential = request.credentials[0]
      #expect(isBasic ? credential.hasPrefix("Basic ") : credential.hasSuffix(FakeRun.token))
    }
    #expect(seen.filter { $0.host == "other" }.allSatisfy { $0.credentials.isEmpty })
  }

  @Test(arguments: FakeRun.all) func aPackedAnswerIsUnpacked(_ run: FakeRun) async throws {
    let client = try run.client("gzip")
    #expect(try await client.wanted(try run.request("gzip")).count == 1)
  }

  @Test(arguments: FakeRun.all) func aPageInsteadOfDataIsNamed(_ run: FakeRun) async throws {
    let error = await #expect(throws: FetchError.self) {
      try await run.client("html").wanted(try run.request("html"))
    }
    #expect(error?.kind == .malformed)
  }

  @Test(arguments: FakeRun.all) func aDocumentHasALimit(_ run: FakeRun) async throws {
    var limits = APIClient.Limits()
    limits.document = 1_000_000
    let client = try run.client("huge-document", limits: limits)
    let error = await #expect(throws: FetchError.self) {
      try await client.wanted(try run.request("huge-document"))
    }
    #expect(error?.kind == .tooLarge)
  }

  @Test(arguments: FakeRun.all) func noTokenAndAWrongOneAreTold(_ run: FakeRun) async throws {
    let error = await #expect(throws: FetchError.self) {
      try await run.client("unauthorized").wanted(try run.request("unauthorized"))
    }
    #expect(error?.kind == .refused)
    #expect(error?.description.contains(FakeRun.token) == false)
  }

  /// What cannot be a part of an address is refused before anything is asked.
  @Test(
    arguments: FakeRun.all.filter { $0.provider != "circleci" }, ["../x", "1/2", "", "1%2F", "٣"])
  func anIdIsANumber(_ run: FakeRun, _ id: String) async throws {
    var other = run
    other.run = id
    let error = await #expect(throws: FetchError.self) {
      try await other.client("ok").wanted(try other.request("ok"))
    }
    #expect(error?.kind == .unusable)
  }

  @Test(arguments: ["gitlab", "jenkins", "circleci"])
  func testResultsComeAsJUnit(_ provider: String) async throws {
    let run = try #require(FakeRun.all.first { $0.provider == provider })
    let client = try run.client("ok")
    let job = try #require(try await client.wanted(try run.request("ok")).first)
    let xml = try #require(try await client.results(of: job))
    #expect(xml.contains("<failure>expected 3"))
    #expect(!xml.contains("not ours") && !xml.contains("\u{1B}"))
  }

  @Test func theContextIsThatOfTheRun() async throws {
    let github = FakeRun.all[0]
    let job = try #require(try await github.client("ok").wanted(try github.request("ok")).first)
    #expect(job.context.pullRequest == "12" && job.context.attempt == 2)
    #expect(job.context.defaultBranch == "main" && job.context.runner == "ubuntu-24.04")
    #expect(job.context.queued == 1_795_370_400 && job.context.started == 1_795_370_430)
    let gitlab = FakeRun.all[1]
    let other = try #require(try await gitlab.client("ok").wanted(try gitlab.request("ok")).first)
    #expect(other.context.pullRequest == "34" && other.reason == "runner_system_failure")
    let azure = FakeRun.all[5]
    let third = try #require(try await azure.client("ok").wanted(try azure.request("ok")).first)
    #expect(
      third.steps.map(\.name) == ["Install", "Test"] && third.context.branch == "feature/cart")
  }
}
