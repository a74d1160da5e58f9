/// A reply in the Markdown of Mattermost and Rocket.Chat.
struct ChatMarkdown {
  static func render(_ reply: Reply) -> String {
    var out = reply.sentences.prefix(15).map { ChatText.markdown($0.text, atMost: 500) }
    if !reply.evidence.isEmpty {
      out.append(ChatText.fenced(reply.evidence.prefix(6).map { ChatText.quote($0, atMost: 240) }))
    }
    out += reply.steps.prefix(5).map { "- " + ChatText.markdown($0, atMost: 400) }
    out += reply.choices.prefix(9).enumerated().map { index, choice in
      "\(index + 1). " + ChatText.markdown(choice.label, atMost: 200)
    }
    out += reply.links.prefix(2).map { "[the build's page](\($0.replacing(")", with: "%29")))" }
    return String(out.joined(separator: "\n").prefix(14_000))
  }
}

/// A reply as Mattermost's slash commands answer: the shape of Slack, with Markdown.
public struct MattermostDoor: Sendable {
  /// Whether everybody in the channel sees the answer, or only who asked.
  public var isInChannel: Bool

  public init(isInChannel: Bool = false) { self.isInChannel = isInChannel }

  /// The message.
  public func render(_ reply: Reply) -> JSON {
    .object([
      "response_type": .string(isInChannel ? "in_channel" : "ephemeral"),
      "text": .string(ChatMarkdown.render(reply)),
    ])
  }
}

/// A reply as Rocket.Chat's outgoing webhooks answer.
public struct RocketChatDoor: Sendable {
  public init() {}

  /// The message.
  public func render(_ reply: Reply) -> JSON {
    .object([
      "text": .string(ChatMarkdown.render(reply)), "parseUrls": false,
    ])
  }
}
