import Assistant
import History
import Reporting

/// Tests in quarantine, proposals, and the way to make one.
enum QuarantinePages {
  static func list(_ call: PageCall) throws -> [Markup] {
    let names = try call.names()
    let entries = try names.flatMap { name in
      try call.store.quarantine(of: name).map { (name, $0) }
    }
    let known = Set(entries.map { $0.0 + "\n" + $0.1.test })
    let proposals = try names.flatMap { try call.store.proposals("quarantine", in: $0) }
      .filter { !known.contains($0.repository + "\n" + $0.subject) }
      .sorted { $0.time > $1.time }
    return [
      call.text("proposed") == nil
        ? .none : .tag("p", ["class": "note", "role": "status"], "The proposal is written down."),
      Page.section("muted", "In quarantine", [muted(entries, call)]),
      Page.section("proposed", "Proposed", [proposed(Array(proposals.prefix(100)), call)]),
    ]
  }

  private static func muted(
    _ entries: [(String, QuarantineEntry)], _ call: PageCall
  ) -> Markup {
    guard !entries.isEmpty else { return PageWords.nothing("Nothing is quarantined.") }
    return Page.table(
      ["Test", "Owner", "Since", "Until", "Why"],
      entries.prefix(200).map { repository, entry in
        [
          PageWords.name(entry.test, PagePath.test(entry.test, in: repository))
            + Page.small(repository),
          .text(entry.owner ?? "–"), PageWords.ago(entry.added, call.now),
          PageWords.time(entry.expires)
            + (entry.isInForce(at: call.now) ? .none : Page.tag("expired", "overdue")),
          .text(Visible.text(entry.reason, atMost: 200)),
        ]
      }, isCard: true)
  }

  private static func proposed(_ events: [Event], _ call: PageCall) -> Markup {
    guard !events.isEmpty else { return PageWords.nothing("Nothing is proposed.") }
    return Page.table(
      ["Test", "By", "When", "Why"],
      events.map { event in
        [
          PageWords.name(event.subject, PagePath.test(event.subject, in: event.repository))
            + Page.small(event.repository),
          .text(Visible.text(event.actor, atMost: 60)), PageWords.ago(event.time, call.now),
          .text(Visible.text(event.details["reason"] ?? "", atMost: 200)),
        ]
      }, isCard: true)
  }

  /// Writes the proposal down; the values are those of the form on the test's page.
  static func propose(_ call: PageCall) throws {
    let repository = try call.repository()
    guard let test = call.text("test"),
      try call.store.history(of: test, in: repository, latest: 1) != nil
    else { throw PageCall.Missing() }
    let verdict = try call.store.flake(test, in: repository)?.report.verdict
    try call.store.record(
      Event(
        repository: repository, kind: .proposal, subject: test, time: call.now,
        actor: call.visitor.name ?? "a visitor", verb: "quarantine",
        details: [
          "reason": String(ProposedText.clean(call.text("reason")).prefix(500)),
          "verdict": verdict?.rawValue ?? "unknown",
        ]))
  }
}
