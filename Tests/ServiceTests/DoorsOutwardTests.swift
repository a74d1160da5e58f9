import Foundation
import History
import Testing

@testable import Assistant
@testable import Pipelines
@testable import Service

/// When a channel is told of something, and of what.
@Suite struct DoorsOutwardTests {
  private static let now = 1_800_000_000

  private func job(_ name: String, isBroken: Bool, fingerprint: String? = nil) -> Outlook.BranchJob
  {
    Outlook.BranchJob(
      key: JobKey(provider: "p", repository: "acme/web", run: "1", job: name), commit: "c1",
      isBroken: isBroken,
      failure: fingerprint.map {
        FailureRecord(bucket: "test", confidence: 900_000, summary: "it broke", fingerprint: $0)
      })
  }

  private func top(_ fingerprint: String, _ count: Int = 9) -> Outlook.Top {
    Outlook.Top(
      fingerprint: fingerprint, summary: "it fails", bucket: "infra", count: count,
      pullRequests: 3, repositories: ["acme/web"])
  }

  /// What is told at each step, as words.
  private func told(
    _ steps: [(Int, Outlook)], _ rules: AnnouncementRules = AnnouncementRules()
  ) -> [[String]] {
    var known = Announced()
    return steps.map { step in
      known.news(step.1, rules, now: Self.now + step.0 * 60).map { news in
        switch news {
        case .broke(let job): "broke \(job.key.job)"
        case .recovered(let job, _): "recovered \(job.key.job)"
        case .top(let top): "top \(top.fingerprint)"
        }
      }
    }
  }

  private var green: Outlook { Outlook(jobs: [job("unit", isBroken: false)]) }
  private var red: Outlook { Outlook(jobs: [job("unit", isBroken: true)]) }

  @Test func breakingAndRecoveringIsToldOnce() {
    let told = told([(0, green), (1, red), (2, red), (40, red), (41, green), (42, green)])
    #expect(told == [[], ["broke unit"], [], [], ["recovered unit"], []])
  }

  @Test func whatIsBrokenAtTheFirstLookIsNoNews() {
    #expect(told([(0, red), (1, red), (40, green)]) == [[], [], ["recovered unit"]])
  }

  @Test func flappingIsNotToldEachTime() {
    let told = told([(0, green), (1, red), (2, green), (3, red), (4, green), (40, green)])
    #expect(told == [[], ["broke unit"], [], [], [], ["recovered unit"]])
  }

  @Test func quietHoursHoldBackAndForget() {
    // 1 800 000 000 is 08:00 UTC.
    var rules = AnnouncementRules()
    rules.quiet = (7 * 60, 9 * 60)
    let steps = [(-120, green), (1, red), (30, red), (61, red)]
    #expect(told(steps, rules) == [[], [], [], ["broke unit"]])
    #expect(told([(-120, green), (1, red), (30, green), (61, green)], rules).joined().isEmpty)
    rules.quiet = (22 * 60, 9 * 60)
    #expect(rules.isQuiet(Self.now) && !rules.isQuiet(Self.now + 3600))
    rules.zone = TimeZone(secondsFromGMT: 3600) ?? rules.zone
    #expect(!rules.isQuiet(Self.now))
  }

  @Test func anHourHasALimitAndTheRestIsToldLater() {
    var rules = AnnouncementRules()
    rules.perHour = 2
    let all = ["a", "b", "c"]
    let green = Outlook(jobs: all.map { job($0, isBroken: false) })
    let red = Outlook(jobs: all.map { job($0, isBroken: true) })
    #expect(
      told([(0, green), (1, red), (2, red), (62, red)], rules)
        == [[], ["broke a", "broke b"], [], ["broke c"]])
  }

  @Test func aTopFailureIsNewsOncePerWeek() {
    let none = Outlook()
    let some = Outlook(tops: [top("v1:a"), top("v1:b", 4)])
    let day = 24 * 60
    #expect(
      told([(0, none), (1, some), (2, some), (6 * day, some), (8 * day, some)])
        == [[], ["top v1:a"], [], [], ["top v1:a"]])
  }

  @Test func theSameFailureIsNotToldTwiceInOtherWords() {
    let red = Outlook(
      jobs: [job("unit", isBroken: true, fingerprint: "v1:a")], tops: [top("v1:a")])
    #expect(told([(0, green), (1, red), (2, red)]) == [[], ["broke unit"], []])
  }

  @Test(arguments: Injections.all) func newsIsNotInjected(_ injection: Injection) {
    var broken = job(injection.text, isBroken: true, fingerprint: "v1:a")
    broken.page = injection.text
    broken.failure?.summary = injection.text
    let slack = SlackDoor().render(Announcement.broke(broken).reply).text
    for mark in ["<!", "<@", "<#", "mrkdwn", "\"url\""] { #expect(!slack.contains(mark)) }
  }

  /// From the store to both channels, once, also over a restart.
  @Test func channelsAreTold() async throws {
    let scratch = try Scratch()
    var settings = ServiceSettings()
    settings.secrets["slack-webhook"] = [Secret("https://hooks.slack.com/services/T/B/x")]
    settings.secrets["teams-webhook"] = [Secret("https://prod.example/workflows/1")]
    let desk = scratch.desk(settings, now: Self.now)
    let outbox = Outbox()
    func look() async throws {
      try await Announcer(desk: desk, post: { await outbox.add($0) }).look()
    }
    func run(_ id: String, _ isFailed: Bool, _ minute: Int) throws {
      var report = ChatStage.job(id, author: "ana", branch: "main", at: minute * 60)
      report.status = isFailed ? .failed : .passed
      if !isFailed { report.failure = nil }
      try scratch.store.takeIn([report])
    }
    try run("1", false, 1)
    try await look()
    try run("2", true, 2)
    try await look()
    try await look()
    let messages = await outbox.messages
    #expect(
      messages.map(\.address) == [
        "https://hooks.slack.com/services/T/B/x", "https://prod.example/workflows/1",
      ])
    #expect(messages.allSatisfy { $0.body.text.contains("fails on the default branch") })
    #expect(messages[0].body["response_type"] == nil)
    #expect(messages[1].body["attachments"]?.elements.count == 1)
  }

  /// A transport that only remembers.
  private struct Recorder: HTTPTransport {
    let seen: @Sendable (HTTPCall) -> Int
    func send(
      _ call: HTTPCall, head: (HTTPHead) throws(FetchError) -> Void,
      body: ([UInt8]) throws(FetchError) -> Void
    ) async throws(FetchError) {
      try head(HTTPHead(status: seen(call), headers: [:]))
      try body(Array("ok".utf8))
    }
  }

  @Test func aWebhooksAddressIsASecret() async throws {
    let poster = MessagePoster(transport: Recorder { _ in 404 })
    await #expect(throws: FetchError(.notFound, "127.0.0.1: there is no such webhook any more")) {
      try await poster.post("{}", to: "http://127.0.0.1:9/services/T/B/secret?sig=1")
    }
    let fine = MessagePoster(
      transport: Recorder { call in
        let isRight =
          call.method == "POST" && call.endpoint.path == "/services/x"
          && call.endpoint.query == "sig=1" && call.body == Array("{}".utf8)
          && call.headers.contains { $0 == ("Authorization", "Bearer t") }
        return isRight ? 200 : 400
      })
    let answer = try await fine.post(
      "{}", to: "http://127.0.0.1:9/services/x?sig=1", bearer: "t")
    #expect(String(decoding: answer, as: UTF8.self) == "ok")
  }
}
