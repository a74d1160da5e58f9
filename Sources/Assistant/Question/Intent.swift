/// What somebody wants to know.
public enum Intent: String, Sendable, Codable, CaseIterable {
  case whyFailed = "why-failed"
  case isFlaky = "is-flaky"
  case whatChanged = "what-changed"
  case meOrInfra = "me-or-infra"
  case whoElse = "who-else"
  case topFailures = "top-failures"
  case brokenOnMain = "broken-on-main"
  case serviceDown = "service-down"
  case shouldRetry = "should-retry"
  case proposeQuarantine = "propose-quarantine"
  case howSure = "how-sure"
  case showLine = "show-line"
  case explainMore = "explain-more"
  /// The answer before was wrong: a proposal, never a change.
  case feedback
  /// One of the choices the answer before offered.
  case choose
  case help
  case unknown

  /// Whether the question is about the whole store rather than one failure.
  var isGeneral: Bool {
    switch self {
    case .topFailures, .brokenOnMain, .serviceDown, .help, .unknown: true
    default: false
    }
  }
}

/// What a question is about.
public enum Subject: Sendable, Codable, Hashable, CustomStringConvertible {
  case none
  /// The latest failed build of whoever asks.
  case mine
  /// The latest failed build of anybody.
  case last
  /// What the conversation was about.
  case thread
  /// The failed build before the one the conversation was about.
  case previous
  /// One of the choices offered, from 1; 0 is the last one.
  case choice(Int)
  case job(String)
  case run(String)
  case pullRequest(String)
  case commit(String)
  case branch(String)
  case url(String)
  case test(String)
  /// A log on this machine.
  case file(String)
  case repository(String)
  case service(String)
  /// A job, a branch or a test: the store knows which.
  case name(String)

  /// `run:4711`, `mine`, `-`: as the table of phrasings writes it.
  public var description: String {
    switch self {
    case .none: "-"
    case .mine: "mine"
    case .last: "last"
    case .thread: "thread"
    case .previous: "previous"
    case .choice(let number): number == 0 ? "choice:last" : "choice:\(number)"
    case .job(let text): "job:" + text
    case .run(let text): "run:" + text
    case .pullRequest(let text): "pr:" + text
    case .commit(let text): "commit:" + text
    case .branch(let text): "branch:" + text
    case .url(let text): "url:" + text
    case .test(let text): "test:" + text
    case .file(let text): "file:" + text
    case .repository(let text): "repo:" + text
    case .service(let text): "service:" + text
    case .name(let text): "name:" + text
    }
  }
}

/// A question understood.
public struct Question: Sendable, Equatable {
  public var intent: Intent
  public var subject: Subject
  /// The repository named beside the subject.
  public var repository: String?
  /// How far back, in days, where the question says so.
  public var days: Int?
  /// The bucket a correction names.
  public var bucket: String?
  /// The question's own words, bounded.
  public var text: String

  public init(_ intent: Intent, _ subject: Subject = .none, text: String = "") {
    self.intent = intent
    self.subject = subject
    self.text = text
  }

  /// `feedback:infra`: as the table of phrasings writes it.
  public var intentWords: String { intent.rawValue + (bucket.map { ":" + $0 } ?? "") }
}
