import History
import Testing

@testable import Assistant

@Suite struct DoorTests {
  /// A reply whose every word somebody else chose.
  private static func reply(_ text: String) -> Reply {
    var reply = Reply(.whyFailed)
    let key = JobKey(provider: "p", repository: "a/b", run: "1", job: text)
    reply.say("'\(text)' failed: \(text)", .job(key))
    reply.evidence = [.init(job: key, line: 3, role: "cause", text: text)]
    reply.steps = [text]
    reply.choices = [.init(label: text, target: .job(key))]
    reply.suggestions = [text]
    reply.actions = [.init(title: text, question: text)]
    return reply
  }

  /// Every string in a payload.
  private static func strings(_ json: JSON) -> [(path: String, text: String)] {
    switch json {
    case .string(let text): [("", text)]
    case .array(let all): all.flatMap(strings)
    case .object(let members):
      members.flatMap { key, value in
        strings(value).map { ($0.path.isEmpty ? key : key + "." + $0.path, $0.text) }
      }
    default: []
    }
  }

  private static func isQuiet(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
          && !(0x200B...0x200F).contains(scalar.value) && !(0x202A...0x202E).contains(scalar.value)
          && !(0xE0000...0xE0FFF).contains(scalar.value)
    }
  }

  @Test(arguments: Injections.all) func slackIsNotInjected(_ injection: Injection) {
    let text = injection.text
    let payload = SlackDoor().render(Self.reply(text))
    for entry in Self.strings(payload) {
      for mark in ["<!", "<@", "<#"] { #expect(!entry.text.contains(mark)) }
      #expect(Self.isQuiet(entry.text))
      #expect(entry.text != "mrkdwn")
    }
    #expect(payload["text"]?.string?.contains("@") == false)
    #expect(!payload.text.contains("\"url\""))
    let blocks = payload["blocks"]?.elements ?? []
    #expect((1...50).contains(blocks.count))
    for block in blocks {
      #expect((block["text"]?["text"]?.string ?? "").count <= 3000)
      for element in block["elements"]?.elements ?? [] {
        #expect((element["text"]?["text"]?.string ?? "").count <= 75)
        #expect((element["value"]?.string ?? "").count <= 2000)
      }
    }
  }

  @Test(arguments: Injections.all) func teamsIsNotInjected(_ injection: Injection) {
    let text = injection.text
    let payload = TeamsDoor().render(Self.reply(text))
    let card = payload["attachments"]?.elements.first?["content"]
    for block in card?["body"]?.elements ?? [] {
      #expect(block["type"] == "RichTextBlock")
      for run in block["inlines"]?.elements ?? [] {
        #expect(run["type"] == "TextRun")
        #expect(run["text"]?.string?.contains("<at") == false)
        #expect(Self.isQuiet(run["text"]?.string ?? ""))
      }
    }
    #expect(card?["actions"]?.elements.isEmpty == true)
    #expect(card?["msteams"]?["entities"] == nil)
    #expect(payload.text.utf8.count < 28_000)
  }

  @Test(arguments: Injections.all) func markdownIsNotInjected(_ injection: Injection) {
    let text = injection.text
    let payload = MattermostDoor().render(Self.reply(text))["text"]?.string ?? ""
    #expect(RocketChatDoor().render(Self.reply(text))["text"]?.string == payload)
    let lines = payload.split(separator: "\n", omittingEmptySubsequences: false)
    guard let open = lines.firstIndex(where: { $0.hasPrefix("```") }) else {
      Issue.record("there is no code block")
      return
    }
    let fence = lines[open]
    let close = lines[(open + 1)...].firstIndex(of: fence)
    #expect(close == open + 2)
    for (index, line) in lines.enumerated() where index < open || index > open + 2 {
      #expect(!line.contains("@"))
      #expect(!line.contains("://"))
      #expect(!line.contains("www.e"))
      for mark in ["[", "]", "<", "`", "!"] {
        #expect(!line.replacing("\\" + mark, with: "").contains(mark))
      }
    }
  }

  @Test(arguments: Injections.all) func theTerminalIsNotInjected(_ injection: Injection) {
    let text = injection.text
    #expect(Self.isQuiet(TerminalDoor().render(Self.reply(text))))
  }

  @Test(arguments: [
    ("https://ci.example/1", true), ("javascript:alert(1)", false), ("https://x/\"y", false),
    ("https://x/a b", false), ("https://x/>y", false), ("ftp://x", false),
    ("https://x/\u{202E}", false),
  ])
  func onlyPagesAreLinked(_ url: String, _ isPage: Bool) {
    #expect(Inquiry.isPage(url) == isPage)
  }
}
