import Assistant
import Foundation

/// Slack: slash command, mentions and threads, buttons.
///
/// `X-Slack-Signature` is HMAC-SHA256 over `v0:TIME:BODY`, not older than five minutes
/// (api.slack.com, verifying requests). Everything in a body is believed only after that.
enum SlackChat: ChatSource {
  static let name = "slack"
  static let paths = ["command", "events", "actions"]
  static let deadline = 2.2
  /// The setting with the bot's token, for answers to mentions.
  static let botSecret = "slack-bot"

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    guard let time = request.header("X-Slack-Request-Timestamp"),
      let given = request.header("X-Slack-Signature"), given.hasPrefix("v0=")
    else { return false }
    return Signature.matches(
      Signature.hex(given.dropFirst(3)) ?? [], secrets, Array("v0:\(time):".utf8), request.body)
      && ReplayWindow.holds(Int(time), now: request.now)
  }

  static func read(_ request: WebhookRequest, _ path: String) throws -> ChatMessage {
    switch path {
    case "command": return try command(request)
    case "actions": return try action(request)
    default: return try event(request)
    }
  }

  private static func command(_ request: WebhookRequest) throws -> ChatMessage {
    guard let form = FormBody(request.body) else { throw ChatProblem(words: "not a form") }
    if form["ssl_check"] == "1" { return .ignored }
    let team = try ChatWords.id(form["team_id"], "team_id")
    let user = try ChatWords.id(form["user_id"], "user_id")
    let channel = try ChatWords.id(form["channel_id"], "channel_id")
    return .question(
      ChatQuestion(
        id: try ChatWords.id(form["trigger_id"], "trigger_id"), team: team, user: user,
        thread: "\(channel):\(user)", text: words(form["text"] ?? ""), channel: channel,
        responseURL: form["response_url"]))
  }

  private static func event(_ request: WebhookRequest) throws -> ChatMessage {
    guard let body = JSON(String(decoding: request.body, as: UTF8.self)) else {
      throw ChatProblem(words: "not a JSON document")
    }
    if body["type"] == "url_verification" {
      let challenge = body["challenge"]?.string ?? ""
      return .handshake(.object(["challenge": .string(String(challenge.prefix(1000)))]))
    }
    guard body["type"] == "event_callback", let event = body["event"],
      let type = event["type"]?.string, ["app_mention", "message"].contains(type),
      // Bots, edits and joins are nobody's question; ours would answer itself for ever.
      event["bot_id"] == nil, event["subtype"] == nil, let text = event["text"]?.string
    else { return .ignored }
    let channel = try ChatWords.id(event["channel"]?.string, "channel")
    let time = try ChatWords.id(event["ts"]?.string, "ts")
    let thread = event["thread_ts"]?.string ?? time
    let isDirect = event["channel_type"] == "im"
    guard type == "app_mention" || isDirect || thread != time else { return .ignored }
    return .question(
      ChatQuestion(
        // A mention in a thread comes as two events: the message's own time is what they share.
        id: "\(channel):\(time)", team: try ChatWords.id(body["team_id"]?.string, "team_id"),
        user: try ChatWords.id(event["user"]?.string, "user"),
        thread: isDirect ? channel : "\(channel):\(try ChatWords.id(thread, "thread_ts"))",
        text: words(text), way: .message,
        isFollowUp: type == "message" && !isDirect, channel: channel,
        replyTo: isDirect ? nil : thread))
  }

  private static func action(_ request: WebhookRequest) throws -> ChatMessage {
    guard let form = FormBody(request.body), let payload = form["payload"].flatMap({ JSON($0) })
    else { throw ChatProblem(words: "not a form with a payload") }
    guard payload["type"] == "block_actions", let action = payload["actions"]?.elements.first,
      let button = action["value"]?.string.map(SlackDoor.pressed)
    else { return .ignored }
    let user = try ChatWords.id(payload["user"]?["id"]?.string, "user")
    let channel = try ChatWords.id(payload["channel"]?["id"]?.string, "channel")
    let message = payload["message"]
    let thread = message?["thread_ts"]?.string ?? message?["ts"]?.string
    let time = try ChatWords.id(action["action_ts"]?.string, "action_ts")
    return .question(
      ChatQuestion(
        id: "\(channel):\(user):\(time)",
        team: try ChatWords.id(payload["team"]?["id"]?.string, "team"), user: user,
        thread: thread.map { "\(channel):\($0)" } ?? "\(channel):\(user)",
        text: ChatWords.question(button.question), job: button.job, way: .message,
        channel: channel, replyTo: message?["thread_ts"]?.string,
        responseURL: payload["response_url"]?.string))
  }

  /// Text without the mark-up of Slack: `<@U1> why <https://x|x>` is `why https://x`.
  private static func words(_ text: String) -> String {
    var out = ""
    var rest = text.prefix(4000)
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      out += rest[..<open]
      let inside = rest[rest.index(after: open)..<close]
      if !inside.hasPrefix("@"), !inside.hasPrefix("!"), !inside.hasPrefix("#") {
        out += inside.split(separator: "|").first ?? ""
      }
      rest = rest[rest.index(after: close)...]
    }
    return ChatWords.question(ChatWords.unescaped(out + rest))
  }

  static func render(_ reply: Reply) -> JSON { SlackDoor().render(reply) }

  /// By the address the request names, which must be Slack's own; else as the bot, in the thread.
  static func late(
    _ reply: Reply, _ question: ChatQuestion, _ settings: ServiceSettings
  ) -> OutgoingMessage? {
    guard case .object(var message) = SlackDoor().render(reply) else { return nil }
    if let address = question.responseURL, isSlacks(address) {
      message["replace_original"] = false
      return OutgoingMessage(address: address, bearer: nil, body: .object(message))
    }
    guard let channel = question.channel, let token = settings.secrets[botSecret]?.first else {
      return nil
    }
    message["response_type"] = nil
    message["channel"] = .string(channel)
    message["link_names"] = false
    if let thread = question.replyTo { message["thread_ts"] = .string(thread) }
    return OutgoingMessage(
      address: "https://slack.com/api/chat.postMessage", bearer: token, body: .object(message))
  }

  /// No other address in a payload is ever asked.
  static func isSlacks(_ address: String) -> Bool {
    ["https://hooks.slack.com/", "https://hooks.slack-gov.com/"].contains {
      address.hasPrefix($0)
    }
  }
}
