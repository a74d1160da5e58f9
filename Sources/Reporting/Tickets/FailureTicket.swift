/// A failure on its way into somebody's tracker: what is said, before any tracker's form.
public struct FailureTicket: Sendable {
  /// A line of a log.
  public struct Line: Sendable {
    public var number: Int
    public var text: String

    public init(number: Int, text: String) {
      self.number = number
      self.text = text
    }
  }

  public var fingerprint: String
  public var bucket: String
  public var category: String?
  public var summary: String
  /// `new`, `known`, `regressed`, `broken-on-main` or `fixed`.
  public var state: String?
  public var count: Int
  public var pullRequests: Int
  /// Most frequent first.
  public var repositories: [String]
  /// `2026-03-02 09:12`, in UTC.
  public var first: String
  public var last: String
  public var lines: [Line]
  public var steps: [String]
  /// Pages of the latest occurrences.
  public var pages: [String]
  /// Whose turn it is.
  public var actor: String

  public init(
    fingerprint: String, bucket: String, category: String?, summary: String, state: String?,
    count: Int, pullRequests: Int, repositories: [String], first: String, last: String,
    lines: [Line], steps: [String], pages: [String], actor: String
  ) {
    self.fingerprint = fingerprint
    self.bucket = bucket
    self.category = category
    self.summary = summary
    self.state = state
    self.count = count
    self.pullRequests = pullRequests
    self.repositories = repositories
    self.first = first
    self.last = last
    self.lines = lines
    self.steps = steps
    self.pages = pages.enumerated().filter { index, page in
      Self.isPage(page) && !pages[..<index].contains(page)
    }.map(\.element)
    self.actor = actor
  }

  /// One line, made harmless, at most `length` characters.
  func title(atMost length: Int) -> String {
    Visible.text("CI fails: " + summary, atMost: length)
  }

  /// What is known, a sentence each; words of a log only where ``Visible`` made them harmless.
  var facts: [String] {
    var facts = [
      "Kind: \(kind)", seen,
      "In \(Visible.text(repositories.prefix(5).joined(separator: ", "), atMost: 300))"
        + (repositories.count > 5 ? " and \(repositories.count - 5) more." : "."),
    ]
    if pullRequests > 0 { facts.append("In \(pullRequests) pull requests.") }
    if let state { facts.append("State: \(Visible.text(state, atMost: 40)).") }
    facts.append("Whose turn it is: \(Visible.text(actor, atMost: 40)).")
    return facts
  }

  private var seen: String {
    if count == 1 { return "Seen once, \(last) (UTC)." }
    return "Seen \(count == 2 ? "twice" : "\(count) times"), first \(first), last \(last) (UTC)."
  }

  var kind: String {
    Visible.text(bucket + (category.map { " / " + $0 } ?? ""), atMost: 80)
  }

  /// `482: npm ERR! 404`; at most ten lines.
  var quotes: [String] {
    lines.prefix(10).map { "\($0.number): \(Visible.text($0.text, atMost: 500))" }
  }

  var todo: [String] { steps.prefix(5).map { Visible.text($0, atMost: 400) } }

  /// Finds the ticket again: letters, digits and hyphens, so that every tracker takes it as a label.
  var label: String {
    "faultline-"
      + String(fingerprint.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  /// An address that can be no more than an address.
  private static func isPage(_ text: String) -> Bool {
    (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.count <= 2000
      && text.utf8.allSatisfy {
        (0x21...0x7E).contains($0) && !"\"'<>|\\^`{}()[]*".utf8.contains($0)
      }
  }
}

/// A tracker's form of a ticket: the body of the request that opens it, as JSON. Nothing is sent.
public protocol TicketForm: Sendable {
  /// The word after `--format`.
  static var name: String { get }
  /// Where the body goes and how a second ticket is avoided, for the help text.
  static var purpose: String { get }
  func payload(_ ticket: FailureTicket) -> String
}

/// What a tracker needs to know besides.
public struct TicketOptions: Sendable {
  /// Jira's project key.
  public var project: String?
  /// Jira's issue type.
  public var type = "Bug"
  /// ServiceNow's assignment group.
  public var group: String?
  /// Further labels.
  public var labels: [String] = []

  public init() {}
}

/// The forms by name.
public enum TicketForms {
  public static let all: [any TicketForm.Type] = [
    GitHubTicket.self, JiraTicket.self, ServiceNowTicket.self,
  ]
  public static var names: [String] { all.map { $0.name } }

  /// nil when there is no form of that name.
  public static func named(_ name: String, options: TicketOptions) -> (any TicketForm)? {
    switch name {
    case GitHubTicket.name: GitHubTicket(options: options)
    case JiraTicket.name: JiraTicket(options: options)
    case ServiceNowTicket.name: ServiceNowTicket(options: options)
    default: nil
    }
  }
}
