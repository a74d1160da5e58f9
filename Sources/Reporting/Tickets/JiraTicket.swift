/// `POST /rest/api/3/issue` of Jira Cloud; the description is an Atlassian document, in which text
/// is text and nothing else.
public struct JiraTicket: TicketForm {
  public static let name = "jira"
  public static let purpose = "POST /rest/api/3/issue; look by JQL for the label before"

  let options: TicketOptions

  public init(options: TicketOptions) { self.options = options }

  public func payload(_ ticket: FailureTicket) -> String {
    let labels = ["faultline", ticket.label] + options.labels
    return TicketJSON.text(
      .object([
        "fields": .object([
          "project": .object(["key": .text(options.project ?? "")]),
          "issuetype": .object(["name": .text(options.type)]),
          "summary": .text(ticket.title(atMost: 255)),
          "description": .object([
            "type": .text("doc"), "version": .number(1), "content": .list(Self.content(ticket)),
          ]),
          "labels": .list(labels.map { .text($0) }),
        ])
      ]))
  }

  private static func content(_ ticket: FailureTicket) -> [MessageJSON] {
    var out = [
      paragraph([text(Visible.text(ticket.summary, atMost: 500))]), list(ticket.facts.map(text)),
    ]
    if !ticket.quotes.isEmpty {
      out += [
        paragraph([text("The log says:")]),
        node("codeBlock", [text(ticket.quotes.joined(separator: "\n"))]),
      ]
    }
    if !ticket.todo.isEmpty {
      out += [paragraph([text("What to do:")]), list(ticket.todo.map(text))]
    }
    if !ticket.pages.isEmpty {
      out += [paragraph([text("Latest:")]), list(ticket.pages.map(link))]
    }
    return out
  }

  private static func node(_ type: String, _ content: [MessageJSON]) -> MessageJSON {
    .object(["type": .text(type), "content": .list(content)])
  }

  private static func paragraph(_ content: [MessageJSON]) -> MessageJSON {
    node("paragraph", content)
  }

  private static func list(_ items: [MessageJSON]) -> MessageJSON {
    node("bulletList", items.map { node("listItem", [paragraph([$0])]) })
  }

  /// A text must not be empty.
  private static func text(_ text: String) -> MessageJSON {
    .object(["type": .text("text"), "text": .text(text.isEmpty ? "–" : text)])
  }

  private static func link(_ address: String) -> MessageJSON {
    .object([
      "type": .text("text"), "text": .text(address),
      "marks": .list([
        .object(["type": .text("link"), "attrs": .object(["href": .text(address)])])
      ]),
    ])
  }
}
