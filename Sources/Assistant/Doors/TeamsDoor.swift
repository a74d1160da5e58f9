/// A reply as a Teams message with one Adaptive Card (version 1.4).
///
/// Words from outside stand in text runs, which know no Markdown; mentions would need an entity,
/// and none is ever made. The whole stays below 28 KB.
public struct TeamsDoor: Sendable {
  public init() {}

  /// The message.
  public func render(_ reply: Reply) -> JSON {
    var body = reply.sentences.prefix(12).enumerated().map { index, sentence in
      Self.block(ChatText.plain(sentence.text, atMost: 500), isStrong: index == 0)
    }
    body += reply.evidence.prefix(6).map {
      Self.block(
        ChatText.plain(ChatText.quote($0, atMost: 200), atMost: 240), isMonospaced: true)
    }
    body += reply.steps.prefix(4).map { Self.block("• " + ChatText.plain($0, atMost: 400)) }
    body += reply.choices.prefix(9).enumerated().map { index, choice in
      Self.block("\(index + 1)  " + ChatText.plain(choice.label, atMost: 200))
    }
    if !reply.suggestions.isEmpty {
      let words = reply.suggestions.prefix(4).map { ChatText.plain($0, atMost: 80) }
      body.append(Self.block("Ask: " + words.joined(separator: " · "), isSubtle: true))
    }
    let card: JSON = .object([
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
      "version": "1.4", "msteams": .object(["width": "Full"]), "body": .array(body),
      "actions": .array(
        reply.links.prefix(2).map {
          .object(["type": "Action.OpenUrl", "title": "Open the page", "url": .string($0)])
        }),
    ])
    return .object([
      "type": "message",
      "attachments": .array([
        .object([
          "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null,
          "content": card,
        ])
      ]),
    ])
  }

  private static func block(
    _ text: String, isStrong: Bool = false, isMonospaced: Bool = false, isSubtle: Bool = false
  ) -> JSON {
    var run: [String: JSON] = ["type": "TextRun", "text": .string(text)]
    if isStrong { run["weight"] = "Bolder" }
    if isMonospaced { run["fontType"] = "Monospace" }
    if isSubtle { run["isSubtle"] = true }
    return .object(["type": "RichTextBlock", "inlines": .array([.object(run)])])
  }
}
