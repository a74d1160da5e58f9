/// `POST /repos/OWNER/NAME/issues`.
public struct GitHubTicket: TicketForm {
  public static let name = "github"
  public static let purpose = "POST /repos/OWNER/NAME/issues; search for the label before"

  let options: TicketOptions

  public init(options: TicketOptions) { self.options = options }

  public func payload(_ ticket: FailureTicket) -> String {
    let labels = ["faultline", ticket.label] + options.labels
    return TicketJSON.text(
      .object([
        "title": .text(Self.bareTitle(ticket)), "body": .text(Self.body(ticket)),
        "labels": .list(labels.map { .text($0) }),
      ]))
  }

  /// A title is not Markdown, but GitHub acts on mentions in it.
  private static func bareTitle(_ ticket: FailureTicket) -> String {
    ticket.title(atMost: 200).replacing("@", with: "＠").replacing("#", with: "＃")
  }

  private static func body(_ ticket: FailureTicket) -> String {
    var out = [Markdown.escape(Visible.text(ticket.summary, atMost: 500)), ""]
    out += ticket.facts.map { "- " + Markdown.escape($0) }
    if !ticket.quotes.isEmpty { out += ["", "The log says:", ""] + Markdown.fence(ticket.quotes) }
    if !ticket.todo.isEmpty {
      out += ["", "What to do:", ""] + ticket.todo.map { "- " + Markdown.escape($0) }
    }
    if !ticket.pages.isEmpty {
      out += ["", "Latest:", ""] + ticket.pages.map { "- <\($0)>" }
    }
    return (out + ["", "Faultline knows it as `\(ticket.label)`.", ""]).joined(separator: "\n")
  }
}

/// JSON of a payload.
enum TicketJSON {
  static func text(_ value: MessageJSON) -> String {
    (JSONText.encode(value, isPretty: true) ?? "{}") + "\n"
  }
}
