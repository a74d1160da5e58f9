import History
import Hummingbird
import Testing

@testable import Assistant
@testable import Service

/// What only Slack has.
@Suite struct DoorsSlackTests {
  private static let now = ChatStage.now

  /// The example of Slack's own documentation.
  @Test func theVectorOfTheDocumentationIsRight() {
    let body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
      + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
      + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
      + "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
      + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    var headers = HTTPFields()
    headers[HeaderName("X-Slack-Request-Timestamp")!] = "1531420618"
    headers[HeaderName("X-Slack-Signature")!] =
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    var request = WebhookRequest(headers: headers, body: Array(body.utf8), now: 1_531_420_618)
    let secret = Secret("8f742231b10e8888abcd99yyyzzz85a5")
    #expect(SlackChat.isAuthentic(request, [secret]))
    request.body.append(0x20)
    #expect(!SlackChat.isAuthentic(request, [secret]))
  }

  private func event(_ json: JSON) -> ChatCall {
    ChatKit.slackSigned(
      "events", json.text, "application/json", ChatKit.slackMention.secret, Self.now)
  }

  @Test func theAddressIsVerified() async throws {
    let stage = try ChatStage(.slackMention)
    let call = event(.object(["type": "url_verification", "challenge": "3eZbrw1aB"]))
    let answer = try await stage.send([call])[0]
    #expect(answer.status == 200)
    #expect(JSON(answer.body)?["challenge"] == "3eZbrw1aB")
  }

  private func message(_ members: [String: JSON]) -> ChatCall {
    var event: [String: JSON] = [
      "type": "message", "user": "U1", "text": "why did run 4711 fail?", "ts": "5.1",
      "channel": "C1",
    ]
    event.merge(members) { $1 }
    return self.event(
      .object([
        "type": "event_callback", "event_id": "Ev9", "team_id": .string(ChatKit.team),
        "event": .object(event),
      ]))
  }

  @Test(
    arguments: [
      ["bot_id": "B1"], ["subtype": "message_changed"], ["type": "reaction_added"], [:],
      ["thread_ts": "4.1"],
    ] as [[String: JSON]])
  func whatIsNotForUsIsIgnored(_ members: [String: JSON]) async throws {
    let stage = try ChatStage(.slackMention)
    let answer = try await stage.send([message(members)])[0]
    #expect(answer.status == 200)
    #expect(
      try stage.scratch.store.isFirstDelivery(
        chat: "slack", id: "\(ChatKit.team):C1:5.1", at: Self.now))
  }

  @Test func aFollowUpInAThreadNeedsNoMention() async throws {
    let stage = try ChatStage(.slackMention)
    _ = try await stage.ask(["why did run 4711 fail?"])
    let call = message([
      "channel": "C123ABC456", "thread_ts": "1515449438.000011", "text": "how sure are you?",
    ])
    #expect(try await stage.send([call])[0].status == 200)
    let messages = await stage.outbox.first(2)
    #expect(messages[1].body.text.contains("97 %"))
    #expect(messages[1].body["thread_ts"] == "1515449438.000011")
    #expect(messages[1].address == "https://slack.com/api/chat.postMessage")
    #expect(messages[1].bearer?.text == "xoxb-1")
    #expect(messages[1].body["response_type"] == nil)
  }

  private func press(
    _ value: String, response: String = "https://hooks.slack.com/actions/T1/2/x"
  ) -> ChatCall {
    let payload = JSON.object([
      "type": "block_actions", "user": .object(["id": .string(ChatKit.user)]),
      "team": .object(["id": .string(ChatKit.team)]), "channel": .object(["id": "C1"]),
      "message": .object(["ts": "9.1"]), "response_url": .string(response),
      "actions": .array([
        .object([
          "type": "button", "action_id": "ask-0", "value": .string(value), "action_ts": "10.1",
        ])
      ]),
    ])
    return ChatKit.slackSigned(
      "actions", ChatKit.form([("payload", payload.text)]), "application/x-www-form-urlencoded",
      ChatKit.slackCommand.secret, Self.now)
  }

  private func buttons(_ message: JSON) -> [(title: String, value: String)] {
    let blocks = message["blocks"]?.elements ?? []
    return blocks.filter { $0["type"] == "actions" }.flatMap { $0["elements"]?.elements ?? [] }
      .compactMap { element in
        guard let value = element["value"]?.string else { return nil }
        return (element["text"]?["text"]?.string ?? "", value)
      }
  }

  @Test(arguments: [
    ("Should I retry?", "No: it will fail again"), ("It's something else", "noted your correction"),
  ])
  func aButtonIsAboutItsMessage(_ title: String, _ expected: String) async throws {
    let stage = try ChatStage(.slackCommand)
    let answers = try await stage.ask(["why did run 4711 fail?", "why did run 9 fail?"])
    let button = try #require(buttons(answers[0]).first { $0.title == title })
    #expect(try await stage.send([press(button.value)])[0].body.isEmpty)
    let message = await stage.outbox.first(1)[0]
    #expect(message.body.text.contains(expected))
    #expect(message.address.hasPrefix("https://hooks.slack.com/"))
    if title.hasPrefix("It's") {
      let proposal = try stage.scratch.store.events(.proposal, in: "acme/web").first
      #expect(proposal?.details["run"] == "4711")
      #expect(buttons(message.body).map(\.title).contains("It was infra"))
    }
  }

  /// Only Slack's own address is asked, whatever a request names.
  @Test(arguments: [
    "https://evil.example/", "http://hooks.slack.com/x", "https://hooks.slack.com.evil.example/",
    "https://169.254.169.254/latest", "https://hooks.slack.com@evil.example/",
  ])
  func noOtherAddressIsAsked(_ address: String) async throws {
    let stage = try ChatStage(.slackCommand)
    _ = try await stage.send([press("- help", response: address)])
    let message = await stage.outbox.first(1)[0]
    #expect(message.address == "https://slack.com/api/chat.postMessage")
  }

  @Test func markUpIsTakenOff() async throws {
    let stage = try ChatStage(.slackMention)
    let link = "<https://github.com/acme/web/actions/runs/4711|the run>"
    let answer = try await stage.ask(["why did \(link) fail &amp; now?"])[0]
    #expect(answer.text.contains("left-padd"))
  }
}
