import ArgumentParser
import Flakiness
import History
import Reporting

struct TicketCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ticket",
    abstract: "Print the body of a request that opens a ticket about a failure.",
    discussion: """
      Nothing is sent: no credentials are needed. The same failure has the same label, so that a
      second ticket can be avoided. Forms:
      \(TicketForms.all.map { "  \($0.name): \($0.purpose)" }.joined(separator: "\n"))

      Examples:
        faultline ticket --format github v1:0123456789abcdef01234567 | gh api repos/acme/web/issues --input -
        faultline ticket --format jira --project CI v1:0123456789abcdef01234567
        faultline ticket --format servicenow --group platform v1:0123456789abcdef01234567
      """)

  @OptionGroup var store: StoreOptions

  @Option(help: "github, jira or servicenow.") var format: String

  @Option(help: ArgumentHelp("Of one repository only.", valueName: "repository"))
  var repo: String?

  @Option(help: ArgumentHelp("Jira's project.", valueName: "key")) var project: String?
  @Option(help: ArgumentHelp("Jira's issue type.", valueName: "name")) var type = "Bug"
  @Option(help: ArgumentHelp("ServiceNow's assignment group.", valueName: "name"))
  var group: String?
  @Option(help: ArgumentHelp("A further label. Repeatable.", valueName: "name"))
  var label: [String] = []

  @Argument(help: "The failure's fingerprint, as `faultline failures` prints it.")
  var fingerprint: String

  func validate() throws {
    guard TicketForms.names.contains(format) else {
      throw ValidationError(
        "format '\(format)' is not known, expected \(TicketForms.names.joined(separator: ", "))")
    }
    if format == JiraTicket.name, project == nil {
      throw ValidationError("a Jira issue needs --project")
    }
    if let label = label.first(where: { $0.isEmpty || $0.contains(" ") }) {
      throw ValidationError("label '\(label)' is empty or has a blank, which Jira refuses")
    }
  }

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let repositories = repo.map { [$0] }
      guard let entry = try store.failureGroups(fingerprint, in: repositories) else {
        throw Complaint("no failure '\(Visible.text(fingerprint, atMost: 60))' in the store")
      }
      let latest = try store.failedJobs(fingerprint, in: repositories, limit: 5).jobs
      var options = TicketOptions()
      options.project = project
      options.type = type
      options.group = group
      options.labels = label
      guard let form = TicketForms.named(format, options: options) else { return }
      Terminal.data(form.payload(Self.ticket(fingerprint, entry, latest)))
    }
  }

  private static func ticket(
    _ fingerprint: String, _ entry: FailureList.Entry, _ latest: [StoredJob]
  ) -> FailureTicket {
    let failure = latest.first?.failure
    let signature = entry.latest?.signature
    return FailureTicket(
      fingerprint: fingerprint, bucket: entry.latest?.bucket ?? "unknown",
      category: entry.latest?.category, summary: entry.latest?.summary ?? "",
      state: entry.state?.name, count: entry.count, pullRequests: entry.pullRequests,
      repositories: entry.groups.map(\.repository), first: Moment.minute(entry.firstTime),
      last: Moment.minute(entry.lastTime),
      lines: (failure?.evidence ?? []).map { .init(number: $0.line, text: $0.text) },
      steps: signature.map { AdviceBook.shared.steps(for: $0) } ?? [],
      pages: latest.compactMap { $0.url ?? $0.facts.url }, actor: failure?.actor ?? "nobody")
  }
}
