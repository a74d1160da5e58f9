import Crypto
import Foundation
import History
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Service

/// A delivery as its sender makes it: signed with a secret, at a moment.
struct Sender: Sendable {
  let name: String
  let body: String
  /// Headers for a body, a secret, a moment and an id.
  let headers: @Sendable (_ body: String, _ secret: String, _ time: Int, _ id: String) -> HTTPFields
  /// Whether the protocol has a time, by which an old copy is refused.
  let hasTime: Bool

  static func hex(_ secret: String, _ text: String) -> String {
    HMAC<SHA256>.authenticationCode(
      for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8))
    ).map { String(format: "%02x", $0) }.joined()
  }

  static func base64(_ secret: String, _ text: String) -> String {
    Data(
      HMAC<SHA256>.authenticationCode(
        for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8)))
    ).base64EncodedString()
  }

  private static func fields(_ pairs: [(String, String)]) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in pairs { fields[HeaderName(name)!] = value }
    return fields
  }

  static let all: [Sender] = [
    Sender(
      name: "github", body: WebhookBodies.github,
      headers: { body, secret, _, id in
        fields([
          ("X-GitHub-Event", "workflow_job"), ("X-GitHub-Delivery", id),
          ("X-Hub-Signature-256", "sha256=" + hex(secret, body)),
        ])
      }, hasTime: false),
    Sender(
      name: "gitlab", body: WebhookBodies.gitlab,
      headers: { body, secret, time, id in
        fields([
          ("X-Gitlab-Event", "Job Hook"), ("webhook-id", id), ("webhook-timestamp", "\(time)"),
          ("webhook-signature", "v1," + base64(secret, "\(id).\(time).\(body)")),
        ])
      }, hasTime: true),
    Sender(
      name: "jenkins", body: WebhookBodies.jenkins,
      headers: { body, secret, time, id in
        fields([
          ("webhook-id", id), ("webhook-timestamp", "\(time)"),
          ("webhook-signature", "v1," + base64(secret, "\(id).\(time).\(body)")),
        ])
      }, hasTime: true),
    Sender(
      name: "circleci", body: WebhookBodies.circleci,
      headers: { body, secret, _, _ in fields([("circleci-signature", "v1=" + hex(secret, body))])
      }, hasTime: false),
    Sender(
      name: "buildkite", body: WebhookBodies.buildkite,
      headers: { body, secret, time, id in
        fields([
          ("X-Buildkite-Request", id),
          (
            "X-Buildkite-Signature",
            "timestamp=\(time),signature=" + hex(secret, "\(time).\(body)")
          ),
        ])
      }, hasTime: true),
  ]
}

/// The contract of every source, with requests that are really signed.
@Suite struct WebhookTests {
  private static let now = 1_800_000_000

  private static func desk(_ scratch: Scratch, _ name: String) -> Desk {
    var settings = ServiceSettings()
    settings.hooks = [
      .init(name: name, source: name, secrets: [Secret("new secret"), Secret("old secret")])
    ]
    return scratch.desk(settings, now: now)
  }

  private static func post(
    _ scratch: Scratch, _ sender: Sender, _ headers: HTTPFields, _ body: String
  ) async throws -> (status: Int, text: String) {
    try await scratch.ask(desk(scratch, sender.name)) { client in
      try await client.execute(
        uri: "/hooks/\(sender.name)", method: .post, headers: headers,
        body: ByteBuffer(string: body)
      ) { ($0.status.code, String(buffer: $0.body)) }
    }
  }

  @Test(arguments: Sender.all.map(\.name), ["new secret", "old secret"])
  func bothSecretsOpen(_ name: String, _ secret: String) async throws {
    let scratch = try Scratch()
    let sender = try #require(Sender.all.first { $0.name == name })
    let headers = sender.headers(sender.body, secret, Self.now, "d-1")
    let first = try await Self.post(scratch, sender, headers, sender.body)
    #expect(first.status == 202)
    #expect(first.text == #"{"event":"kept"}"#)
    // The same again, by body and by id: answered alike, kept once.
    let again = try await Self.post(scratch, sender, headers, sender.body)
    #expect(again.text == #"{"event":"known"}"#)
    let other = sender.headers(sender.body, secret, Self.now, "d-2")
    #expect(try await Self.post(scratch, sender, other, sender.body).text.contains("known"))
    #expect(try scratch.store.deliveryCount() == 1)
    #expect(try scratch.store.workCounts() == ["event waiting": 1])
  }

  @Test(arguments: Sender.all.map(\.name))
  func whatIsNotSignedIsRefused(_ name: String) async throws {
    let scratch = try Scratch()
    let sender = try #require(Sender.all.first { $0.name == name })
    let changed = sender.body.replacing("acme", with: "evil")
    let refused: [(HTTPFields, String)] = [
      (sender.headers(sender.body, "wrong secret", Self.now, "d-1"), sender.body),
      (sender.headers(sender.body, "new secret", Self.now, "d-1"), changed),
      (sender.headers(sender.body, "", Self.now, "d-1"), sender.body),
      ([:], sender.body),
    ]
    for (headers, body) in refused {
      #expect(try await Self.post(scratch, sender, headers, body).status == 401)
    }
    #expect(try scratch.store.deliveryCount() == 0)
  }

  @Test(arguments: Sender.all.filter(\.hasTime).map(\.name), [-301, 301])
  func oldCopiesAreRefused(_ name: String, _ seconds: Int) async throws {
    let scratch = try Scratch()
    let sender = try #require(Sender.all.first { $0.name == name })
    let headers = sender.headers(sender.body, "new secret", Self.now + seconds, "d-1")
    #expect(try await Self.post(scratch, sender, headers, sender.body).status == 401)
    let fresh = sender.headers(sender.body, "new secret", Self.now + seconds / 2, "d-1")
    #expect(try await Self.post(scratch, sender, fresh, sender.body).status == 202)
  }

  @Test(arguments: Sender.all.map(\.name))
  func anEventBecomesAJob(_ name: String) async throws {
    let scratch = try Scratch()
    let sender = try #require(Sender.all.first { $0.name == name })
    let headers = sender.headers(sender.body, "new secret", Self.now, "d-1")
    _ = try await Self.post(scratch, sender, headers, sender.body)
    let desk = Self.desk(scratch, name)
    let crew = Crew(
      desk: desk, clients: CIClients(settings: desk.settings, environment: [:]),
      explain: { _ in .notAnalysed("no") })
    #expect(try crew.takeEvents() == 1)
    #expect(try crew.takeEvents() == 0)
    var query = JobQuery()
    query.repository = "acme/shop"
    let job = try #require(try scratch.store.jobs(query).first)
    #expect(job.key.attempt >= 1)
    #expect(job.status == .failed)
    #expect(job.started > 1_700_000_000 && job.started < Self.now + 601)
    #expect(try scratch.store.workCounts() == ["explain waiting": 1])
  }

  @Test func anUnknownHookIsNotFound() async throws {
    let scratch = try Scratch()
    try await scratch.ask(Self.desk(scratch, "github")) { client in
      try await client.execute(uri: "/hooks/gitlab", method: .post) {
        #expect($0.status == .notFound)
      }
    }
  }

  @Test func eventsOfNoUseAreTakenAndForgotten() async throws {
    let scratch = try Scratch()
    let sender = Sender.all[0]
    let body = #"{"action":"queued","repository":{"full_name":"acme/shop"}}"#
    let headers = sender.headers(body, "new secret", Self.now, "d-1")
    let answer = try await Self.post(scratch, sender, headers, body)
    #expect(answer.status == 202)
    #expect(try scratch.store.deliveryCount() == 0)
  }

  @Test func deepJSONIsRefused() async throws {
    let scratch = try Scratch()
    let sender = Sender.all[0]
    let body = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
    let headers = sender.headers(body, "new secret", Self.now, "d-1")
    #expect(try await Self.post(scratch, sender, headers, body).status == 400)
  }

  /// The vectors of the providers' own documentation.
  @Test func documentedVectors() {
    let github = WebhookRequest(
      headers: [
        HeaderName("X-Hub-Signature-256")!:
          "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      ], body: Array("Hello, World!".utf8), now: 0)
    #expect(GitHubHook.isAuthentic(github, [Secret("It's a Secret to Everybody")]))
    #expect(!GitHubHook.isAuthentic(github, [Secret("It's a secret to everybody")]))
    let circle = WebhookRequest(
      headers: [
        HeaderName("circleci-signature")!:
          "v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a"
      ], body: Array("hello world".utf8), now: 0)
    #expect(CircleCIHook.isAuthentic(circle, [Secret("secret")]))
  }

  @Test func deliveriesAtOnceAreKeptOnce() async throws {
    let scratch = try Scratch()
    let commit = GroupCommit(store: scratch.store)
    let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<600 {
        group.addTask {
          let number = index % 400
          return try await commit.keep(
            DeliveryRecord(
              hook: "h", digest: [UInt8(number % 256), UInt8(number / 256)], id: "\(number)",
              received: 1, payload: "{}"))
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(kept == 400)
    #expect(try scratch.store.deliveryCount() == 400)
    #expect(try scratch.store.workCounts() == ["event waiting": 400])
  }
}
