/// `POST /api/now/table/incident`.
public struct ServiceNowTicket: TicketForm {
  public static let name = "servicenow"
  public static let purpose =
    "POST /api/now/table/incident; query active=true^correlation_id=… before"

  let options: TicketOptions

  public init(options: TicketOptions) { self.options = options }

  public func payload(_ ticket: FailureTicket) -> String {
    // 1 is high: what breaks the default branch stops everybody.
    let isBroken = ticket.state == "broken-on-main"
    var fields: [String: MessageJSON] = [
      "short_description": .text(Self.plain(ticket.title(atMost: 160))),
      "description": .text(Self.plain(Self.description(ticket))),
      "category": .text("software"), "subcategory": .text(ticket.bucket),
      "urgency": .text(isBroken ? "2" : "3"),
      "impact": .text(ticket.repositories.count > 1 ? "2" : "3"),
      "correlation_id": .text("faultline:" + ticket.fingerprint),
      "correlation_display": .text("Faultline"),
    ]
    if let group = options.group { fields["assignment_group"] = .text(group) }
    return TicketJSON.text(.object(fields))
  }

  private static func description(_ ticket: FailureTicket) -> String {
    var out = [Visible.text(ticket.summary, atMost: 500), ""] + ticket.facts
    if !ticket.quotes.isEmpty { out += ["", "The log says:"] + ticket.quotes }
    if !ticket.todo.isEmpty { out += ["", "What to do:"] + ticket.todo.map { "- " + $0 } }
    if !ticket.pages.isEmpty { out += ["", "Latest:"] + ticket.pages }
    return out.joined(separator: "\n")
  }

  /// `[code]` makes what follows HTML where ServiceNow shows a journal.
  private static func plain(_ text: String) -> String {
    text.replacing("[code]", with: "[ code]").replacing("[/code]", with: "[ /code]")
      .replacing("[CODE]", with: "[ CODE]")
  }
}
