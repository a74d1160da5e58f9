/// A reply as a Slack message of Block Kit blocks.
///
/// Every word from outside stands in a `plain_text` or `rich_text_preformatted` element, where
/// Slack resolves neither mentions nor links. Limits: 50 blocks, 3000 characters of a section,
/// 75 of a button, 2000 of its value.
public struct SlackDoor: Sendable {
  /// Whether everybody in the channel sees the answer, or only who asked.
  public var isInChannel: Bool

  public init(isInChannel: Bool = false) { self.isInChannel = isInChannel }

  /// The message.
  public func render(_ reply: Reply) -> JSON {
    var blocks: [JSON] = []
    for group in Self.groups(reply.sentences.map(\.text)) { blocks.append(Self.section(group)) }
    if !reply.evidence.isEmpty {
      let lines = reply.evidence.prefix(8).map {
        ChatText.plain(ChatText.quote($0, atMost: 240), atMost: 280)
      }
      blocks.append(Self.preformatted(lines.joined(separator: "\n")))
    }
    if !reply.steps.isEmpty {
      let steps = reply.steps.prefix(5).map { "• " + ChatText.plain($0, atMost: 500) }
      blocks.append(Self.section("What to do:\n" + steps.joined(separator: "\n")))
    }
    blocks += reply.choices.prefix(9).enumerated().map { index, choice in
      Self.section("\(index + 1)  " + ChatText.plain(choice.label, atMost: 200))
    }
    let buttons = Self.buttons(reply)
    if !buttons.isEmpty {
      blocks.append(.object(["type": "actions", "elements": .array(Array(buttons.prefix(10)))]))
    }
    return .object([
      "response_type": .string(isInChannel ? "in_channel" : "ephemeral"),
      "text": .string(Self.fallback(reply)), "blocks": .array(Array(blocks.prefix(50))),
      "unfurl_links": false, "unfurl_media": false,
    ])
  }

  /// What a button sends when it is pressed: the job it is about, and the question.
  private static func value(_ question: String, _ reply: Reply) -> String {
    let job = reply.job.map { $0.id + " " } ?? "- "
    return String((job + ChatText.plain(question, atMost: 500)).prefix(2000))
  }

  /// The ``JobKey/id`` and the question of a pressed button.
  public static func pressed(_ value: String) -> (job: String?, question: String) {
    let parts = value.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return (nil, value) }
    return (parts[0] == "-" ? nil : parts[0], parts[1])
  }

  /// What notifications show. This one Slack parses.
  private static func fallback(_ reply: Reply) -> String {
    let text = ChatText.plain(reply.sentences.first?.text ?? "Faultline", atMost: 300)
    var out = ""
    for scalar in text.replacing("://", with: "[:]//").unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "@": out += "＠"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Sentences put together, up to the limit of a section.
  private static func groups(_ sentences: [String]) -> [String] {
    var out: [String] = []
    for sentence in sentences.prefix(20) {
      let text = ChatText.plain(sentence, atMost: 600)
      if let last = out.last, last.count + text.count < 2500 {
        out[out.count - 1] = last + "\n" + text
      } else {
        out.append(text)
      }
    }
    return out
  }

  private static func plain(_ text: String) -> JSON {
    .object(["type": "plain_text", "emoji": false, "text": .string(String(text.prefix(3000)))])
  }

  private static func section(_ text: String) -> JSON {
    .object(["type": "section", "text": plain(text)])
  }

  private static func preformatted(_ text: String) -> JSON {
    .object([
      "type": "rich_text",
      "elements": .array([
        .object([
          "type": "rich_text_preformatted",
          "elements": .array([.object(["type": "text", "text": .string(text)])]),
        ])
      ]),
    ])
  }

  private static func buttons(_ reply: Reply) -> [JSON] {
    var buttons = reply.actions.enumerated().map { index, action in
      button(
        String(ChatText.plain(action.title, atMost: 75).prefix(75)), "ask-\(index)",
        ["value": .string(Self.value(action.question, reply))])
    }
    for (index, link) in reply.links.prefix(2).enumerated() {
      buttons.append(button("Open the page", "open-\(index)", ["url": .string(link)]))
    }
    return buttons
  }

  private static func button(_ title: String, _ id: String, _ more: [String: JSON]) -> JSON {
    var members = more
    members["type"] = "button"
    members["action_id"] = .string(id)
    members["text"] = plain(title)
    return .object(members)
  }
}
