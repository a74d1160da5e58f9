import Foundation
import Pipelines
import Testing

/// The ways a log's transfer goes wrong, over GitHub's fake; the client's part is the same for all.
@Suite struct TransferTests {
  private static let run = FakeRun.all[0]
  private static let last = "make: *** [Makefile:3: install] Error 1\n"

  private func fetch(
    _ scenario: String, waits: Waits = Waits(), limits: APIClient.Limits = .init()
  ) async throws -> KeptLog {
    let client = try Self.run.client(scenario, waits: waits, limits: limits)
    let job = try #require(try await client.wanted(try Self.run.request(scenario)).first)
    let log = KeptLog()
    try await client.log(of: job, into: log)
    return log
  }

  @Test(arguments: ["ok", "redirect", "down-then-up", "truncated-once", "rate-limit", "busy-date"])
  func theLogArrivesWhole(_ scenario: String) async throws {
    let log = try await fetch(scenario)
    #expect(log.text.hasPrefix("Collecting left-padd") && log.text.hasSuffix(Self.last))
    #expect(log.text.count == 223)
  }

  @Test(
    arguments: [
      ("missing", .notFound), ("gone", .gone), ("forbidden", .refused), ("down", .server),
      ("busy-for-an-hour", .limited), ("truncated", .connection), ("redirect-twice", .malformed),
      ("redirect-metadata", .unsafeAddress), ("redirect-private", .unsafeAddress),
      ("redirect-mapped", .unsafeAddress), ("redirect-file", .unsafeAddress),
      ("redirect-user", .unsafeAddress), ("redirect-nowhere", .malformed),
    ] as [(String, FetchError.Kind)])
  func everyFailureHasItsName(_ scenario: String, _ kind: FetchError.Kind) async throws {
    let error = await #expect(throws: FetchError.self) { _ = try await fetch(scenario) }
    #expect(error?.kind == kind, "\(error?.description ?? "")")
    // Neither the token nor a signed address is ever shown.
    for secret in [FakeRun.token, "s3cret"] {
      #expect(error?.description.contains(secret) == false)
    }
  }

  @Test func whatTheAPIAsksForIsWaited() async throws {
    let waits = Waits()
    _ = try await fetch("busy", waits: waits)
    #expect(waits.seconds == [7, 7])
    let dated = Waits()
    _ = try await fetch("busy-date", waits: dated)
    #expect(dated.seconds.allSatisfy { $0 > 0 && $0 <= 9 })
  }

  @Test func requestsAreBounded() async throws {
    _ = try? await fetch("down.bounded")
    let requests = try #require(FakeCI.shared).requests("down.bounded").filter {
      $0.path.hasSuffix("/logs")
    }
    #expect(requests.count == 4)
  }

  @Test func anEndlessLogIsCutOff() async throws {
    var limits = APIClient.Limits()
    limits.log = 5_000_000
    let error = await #expect(throws: FetchError.self) {
      _ = try await fetch("endless", limits: limits)
    }
    #expect(error?.kind == .tooLarge)
  }

  @Test func aDrippingLogIsCutOff() async throws {
    var limits = APIClient.Limits()
    limits.logSeconds = 1
    let error = await #expect(throws: FetchError.self) {
      _ = try await fetch("slow", limits: limits)
    }
    #expect(error?.kind == .tooSlow)
  }

  @Test func aPackedLogArrivesAsItIs() async throws {
    let log = try await fetch("gzip")
    #expect(log.bytes.starts(with: [0x1F, 0x8B]))
  }

  @Test(
    arguments: [
      "http://example.org", "http://10.0.0.1", "ftp://example.org", "https://u:p@example.org",
      "https://", "x", "https://exa mple.org", "http://169.254.169.254", "https://[::1",
    ])
  func aBaseMustBeHTTPS(_ base: String) async throws {
    var request = try Self.run.request("ok")
    request.base = base
    let error = await #expect(throws: FetchError.self) {
      let client = try PipelineClients.make(
        #require(PipelineClients.named("github")), request, environment: FakeRun.environment,
        retry: Waits().policy)
      _ = try await client.jobs()
    }
    // Without a network the name cannot be resolved; nothing was sent either way.
    #expect([.unsafeAddress, .unusable, .connection].contains(error?.kind))
  }

  @Test(arguments: ["a\nb", "a b", "ключ", "a\u{0}"])
  func aTokenThatIsNoneIsRefused(_ token: String) throws {
    #expect(throws: FetchError.self) {
      try Self.run.client("ok", environment: ["GITHUB_TOKEN": token])
    }
  }
}
