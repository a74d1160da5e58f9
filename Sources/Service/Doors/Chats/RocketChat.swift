import Assistant
import Flakiness
import Foundation

/// Rocket.Chat: an outgoing webhook, called by a trigger word. A token that only the server has
/// comes in the body; the message's own time keeps old requests from being sent again.
enum RocketChat: ChatSource {
  static let name = "rocketchat"
  static let paths = [""]
  static let deadline = 4.0

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    let body = JSON(String(decoding: request.body, as: UTF8.self))
    guard Signature.isSecret(body?["token"]?.string, secrets) else { return false }
    let time = body?["timestamp"]?.string.flatMap(Timestamp.seconds)
    return ReplayWindow.holds(time, now: request.now)
  }

  static func read(_ request: WebhookRequest, _ path: String) throws -> ChatMessage {
    guard let body = JSON(String(decoding: request.body, as: UTF8.self)) else {
      throw ChatProblem(words: "not a JSON document")
    }
    // Messages of bots, ours among them, have their name here instead of false.
    guard body["bot"] == nil || body["bot"] == .bool(false) || body["bot"] == .null,
      let text = body["text"]?.string
    else { return .ignored }
    let trigger = body["trigger_word"]?.string ?? ""
    let asked = text.hasPrefix(trigger) ? String(text.dropFirst(trigger.count)) : text
    let channel = try ChatWords.id(body["channel_id"]?.string, "channel_id")
    let thread = body["tmid"]?.string.flatMap { try? ChatWords.id($0, "") }
    let user = try ChatWords.id(body["user_id"]?.string, "user_id")
    return .question(
      ChatQuestion(
        id: try ChatWords.id(body["message_id"]?.string, "message_id"),
        team: body["siteUrl"]?.string.flatMap { try? ChatWords.id($0, "") } ?? "rocketchat",
        user: user, thread: "\(channel):\(thread ?? user)", text: ChatWords.question(asked),
        channel: channel, replyTo: thread))
  }

  static func render(_ reply: Reply) -> JSON { RocketChatDoor().render(reply) }

  /// The setting with the address of an incoming webhook.
  static let webhookSetting = "rocketchat-webhook"

  /// An outgoing webhook is answered at once or never; later, an incoming one takes the answer
  /// into the room and thread it was asked in (docs.rocket.chat, integrations).
  static func late(
    _ reply: Reply, _ question: ChatQuestion, _ settings: ServiceSettings
  ) -> OutgoingMessage? {
    guard let address = settings.secrets[webhookSetting]?.first?.text,
      let channel = question.channel, case .object(var message) = render(reply)
    else { return nil }
    message["roomId"] = .string(channel)
    if let thread = question.replyTo { message["tmid"] = .string(thread) }
    return OutgoingMessage(address: address, bearer: nil, body: .object(message))
  }
}
