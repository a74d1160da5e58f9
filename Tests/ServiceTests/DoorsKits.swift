import Crypto
import Flakiness
import Foundation
import History
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Assistant
@testable import Service

/// A request as a chat makes it, really signed.
struct ChatCall: Sendable {
  var path: String
  var headers: [String: String]
  var body: String
}

/// A chat as the contract suite drives it: what it would send for a question.
struct ChatKit: Sendable, CustomTestStringConvertible {
  var source: any ChatSource.Type
  var secret: String
  /// Whether the protocol has a time, so that an old request is refused.
  var hasTime = true
  /// Whether the answer comes as a message of our own.
  var isLater = false
  var call: @Sendable (_ text: String, _ id: String, _ secret: String, _ now: Int) -> ChatCall

  var testDescription: String { source.name + (isLater ? " (messages)" : "") }

  static let user = "U2147483697"
  static let team = "T1DC2JH3J"

  static let all: [ChatKit] = [slackCommand, slackMention, teams, mattermost, rocketChat]

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
  }

  static func slackSigned(
    _ path: String, _ body: String, _ type: String, _ secret: String, _ now: Int
  ) -> ChatCall {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("v0:\(now):\(body)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
    return ChatCall(
      path: "/chat/slack/" + path,
      headers: [
        "X-Slack-Request-Timestamp": "\(now)", "X-Slack-Signature": "v0=" + hex(code),
        "Content-Type": type,
      ], body: body)
  }

  static func form(_ fields: [(String, String)]) -> String {
    let plain = CharacterSet.alphanumerics
    return fields.map { name, value in
      name + "=" + (value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")
    }.joined(separator: "&")
  }

  static let slackCommand = ChatKit(source: SlackChat.self, secret: "8f742231b10e8888abcd99") {
    text, id, secret, now in
    slackSigned(
      "command",
      form([
        ("token", "x"), ("team_id", team), ("channel_id", "G8PSS9T3V"), ("user_id", user),
        ("user_name", "roadrunner"), ("command", "/faultline"), ("text", text),
        ("response_url", "https://hooks.slack.com/commands/T1DC2JH3J/39770/96rG"),
        ("trigger_id", id),
      ]), "application/x-www-form-urlencoded", secret, now)
  }

  static let slackMention = ChatKit(
    source: SlackChat.self, secret: "8f742231b10e8888abcd99", isLater: true
  ) { text, id, secret, now in
    slackSigned(
      "events",
      JSON.object([
        "type": "event_callback", "event_id": .string("Ev" + id), "team_id": .string(team),
        "event": .object([
          "type": "app_mention", "user": .string(user), "text": .string("<@U0LAN0Z89> " + text),
          "ts": .string(id), "thread_ts": "1515449438.000011", "channel": "C123ABC456",
        ]),
      ]).text, "application/json", secret, now)
  }

  static let teams = ChatKit(
    source: TeamsChat.self,
    secret: Data("a key of thirty-two bytes, exactly".utf8)
      .base64EncodedString()
  ) { text, id, secret, now in
    let body = JSON.object([
      "type": "message", "id": .string(id), "timestamp": .string(Timestamp.text(now)),
      "serviceUrl": "https://smba.trafficmanager.net/amer/", "channelId": "msteams",
      "from": .object([
        "id": "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQtHieVkKilBZ9XHoq9j7Zaqt7CZ",
        "name": "Ana", "aadObjectId": .string(user),
      ]),
      "conversation": .object(["id": "19:253b1f341670408fb6fe51050b6e5ceb@thread.skype"]),
      "textFormat": "plain", "text": .string("<at>Faultline</at> " + text),
      "channelData": .object([
        "teamsTeamId": "19:712c61d0ef384e5fa681ba90ca943398@thread.skype",
        "tenant": .object(["id": .string(team)]),
      ]),
    ]).text
    let key = SymmetricKey(data: Data(base64Encoded: secret) ?? Data())
    let code = HMAC<SHA256>.authenticationCode(for: Array(body.utf8), using: key)
    return ChatCall(
      path: "/chat/teams",
      headers: [
        "Authorization": "HMAC " + Data(code).base64EncodedString(),
        "Content-Type": "application/json",
      ], body: body)
  }

  static let mattermost = ChatKit(
    source: MattermostChat.self, secret: "kwahqmzhrj8qzkn4gfc6mbnyuo", hasTime: false
  ) { text, id, secret, now in
    ChatCall(
      path: "/chat/mattermost",
      headers: [
        "Authorization": "Token " + secret, "Content-Type": "application/x-www-form-urlencoded",
      ],
      body: form([
        ("team_id", team), ("team_domain", "acme"), ("channel_id", "jo81u3efg7nz"),
        ("channel_name", "town"), ("user_id", user), ("user_name", "ana"),
        ("command", "/faultline"), ("text", text), ("trigger_id", id),
        ("response_url", "https://chat.example/hooks/commands/abc"),
      ]))
  }

  static let rocketChat = ChatKit(source: RocketChat.self, secret: "9fnhzTBn8bcAk") {
    text, id, secret, now in
    ChatCall(
      path: "/chat/rocketchat", headers: ["Content-Type": "application/json"],
      body: JSON.object([
        "token": .string(secret), "bot": false, "channel_id": "GENERAL",
        "channel_name": "general", "message_id": .string(id),
        "timestamp": .string(Timestamp.text(now)), "user_id": .string(user), "user_name": "ana",
        "text": .string("faultline " + text), "trigger_word": "faultline",
        "siteUrl": .string(team),
      ]).text)
  }
}

/// Messages that went out.
actor Outbox {
  private(set) var messages: [OutgoingMessage] = []
  private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

  func add(_ message: OutgoingMessage) {
    messages.append(message)
    for entry in waiting where messages.count >= entry.count { entry.continuation.resume() }
    waiting.removeAll { messages.count >= $0.count }
  }

  /// Waits until so many went out.
  func first(_ count: Int) async -> [OutgoingMessage] {
    if messages.count < count {
      await withCheckedContinuation { waiting.append((count, $0)) }
    }
    return messages
  }
}

/// A chat, its door and a store with somebody's failed build.
struct ChatStage {
  static let now = 1_800_000_000
  let scratch: Scratch
  let kit: ChatKit
  let desk: Desk
  let outbox = Outbox()

  /// - Parameter webhooks: settings that are this `address`.
  init(
    _ kit: ChatKit, secrets: [String]? = nil, only: String? = nil, webhooks: [String] = [],
    at address: String = ""
  ) throws {
    self.kit = kit
    scratch = try Scratch()
    var settings = ServiceSettings()
    settings.secrets[kit.source.name] = (secrets ?? [kit.secret]).map { Secret($0) }
    settings.secrets["slack-bot"] = [Secret("xoxb-1")]
    for name in webhooks { settings.secrets[name] = [Secret(address)] }
    settings.chats[kit.source.name] = ChatRules(repository: only)
    desk = scratch.desk(settings, now: Self.now)
    try scratch.store.takeIn([Self.job("4711", author: "ana"), Self.job("9", author: "bob")])
  }

  static let line = "npm ERR! 404 Not Found - GET left-padd"

  static func job(
    _ run: String, author: String, text: String = line, repository: String = "acme/web",
    branch: String = "feature/login", at second: Int = 0
  ) -> JobReport {
    JobReport(
      key: JobKey(provider: "github-actions", repository: repository, run: run, job: "linux"),
      facts: RunFacts(
        commit: "abc\(run)", branch: branch, isMainLine: branch == "main", author: author,
        url: "https://github.com/\(repository)/actions/runs/\(run)"),
      status: .failed, started: now - 9000 + second,
      failure: FailureRecord(
        bucket: "dependency", category: "package-not-found", confidence: 970_000,
        summary: "npm could not find a package: \(text)", signature: "npm/package-not-found",
        fingerprint: "v1:" + run, actor: "author",
        evidence: [.init(line: 482, role: "cause", text: text)]))
  }

  var door: ChatDoor {
    let outbox = outbox
    return ChatDoor(kit.source, desk: desk, post: { await outbox.add($0) })
  }

  /// What a call is answered with.
  func send(
    _ calls: [ChatCall], through door: ChatDoor? = nil
  ) async throws -> [(status: Int, body: String)] {
    try await scratch.ask(desk, doors: [door ?? self.door]) { client in
      var answers: [(status: Int, body: String)] = []
      for call in calls {
        var headers = HTTPFields()
        for (name, value) in call.headers { headers[HeaderName(name)!] = value }
        let response = try await client.execute(
          uri: call.path, method: .post, headers: headers, body: ByteBuffer(string: call.body))
        answers.append((response.status.code, String(buffer: response.body)))
      }
      return answers
    }
  }

  /// The answers to questions, wherever they come.
  func ask(_ texts: [String], from first: Int = 1) async throws -> [JSON] {
    let calls = texts.enumerated().map { index, text in
      kit.call(text, "\(first + index).5", kit.secret, Self.now)
    }
    guard kit.isLater else {
      return try await send(calls).map {
        #expect($0.status == 200)
        return JSON($0.body) ?? .null
      }
    }
    // Answered side by side: each is waited for, so that a thread's questions keep their order.
    var out: [JSON] = []
    for call in calls {
      let before = await outbox.messages.count
      let answer = try await send([call])[0]
      #expect(answer.status == 200 && answer.body.isEmpty)
      out.append(await outbox.first(before + 1)[before].body)
    }
    return out
  }
}
