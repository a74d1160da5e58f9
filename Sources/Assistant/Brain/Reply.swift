import History

/// An answer before any destination renders it: plain text, hostile where it comes from a log.
public struct Reply: Sendable, Equatable, Codable {
  /// Where in the store a sentence comes from.
  public enum Basis: Sendable, Equatable, Codable {
    /// The stored diagnosis of a job.
    case job(JobKey)
    /// The history of failures with this fingerprint.
    case failure(String)
    /// The history of a test.
    case test(repository: String, name: String)
    /// What the store as a whole holds.
    case store
    /// How Faultline works; claims nothing about a build.
    case house
  }

  public struct Sentence: Sendable, Equatable, Codable {
    public var text: String
    public var basis: Basis

    public init(text: String, basis: Basis) {
      self.text = text
      self.basis = basis
    }
  }

  /// A line of a stored log.
  public struct Quote: Sendable, Equatable, Codable {
    /// nil for a log that was explained without a store.
    public var job: JobKey?
    /// 1-based.
    public var line: Int
    /// `cause`, `related`, `symptom` or `wrapper`.
    public var role: String
    public var text: String

    public init(job: JobKey?, line: Int, role: String, text: String) {
      self.job = job
      self.line = line
      self.role = role
      self.text = text
    }
  }

  /// One of several things the question may have meant.
  public struct Choice: Sendable, Equatable, Codable {
    public enum Target: Sendable, Equatable, Codable {
      case job(JobKey)
      case test(repository: String, name: String)
    }

    public var label: String
    public var target: Target
  }

  /// Something the asker may do next, as a button where there are any.
  public struct Action: Sendable, Equatable, Codable {
    public var title: String
    /// What is asked when it is pressed, about the same subject.
    public var question: String

    public init(title: String, question: String) {
      self.title = title
      self.question = question
    }
  }

  public var intent: Intent
  public var sentences: [Sentence] = []
  /// The line to look at first.
  public var evidence: [Quote] = []
  public var steps: [String] = []
  public var choices: [Choice] = []
  public var suggestions: [String] = []
  public var actions: [Action] = []
  /// The job the answer is about.
  public var job: JobKey?
  /// Its bucket, such as `infra`.
  public var bucket: String?
  /// Pages to open, https or http.
  public var links: [String] = []
  /// Whether the question could be answered.
  public var isAnswered = true

  public init(_ intent: Intent) { self.intent = intent }

  /// Adds a sentence with where it comes from.
  package mutating func say(_ text: String, _ basis: Basis) {
    sentences.append(Sentence(text: text, basis: basis))
  }
}

/// Who asks.
public struct Asker: Sendable, Equatable {
  /// What a proposal is signed with.
  public var name: String
  /// The login of the CI's host, by which builds are the asker's; nil when nobody linked them.
  public var login: String?
  /// The only repository to look in; nil for all of the store.
  public var repository: String?
  /// A sentence for somebody without a login: how it becomes known.
  public var howToLink: String?

  public init(name: String = "somebody", login: String? = nil, repository: String? = nil) {
    self.name = name
    self.login = login
    self.repository = repository
  }
}

/// What a conversation was about so far: all that follow-up questions need.
public struct Conversation: Sendable, Equatable, Codable {
  public var job: JobKey?
  /// The test last spoken of.
  public var test: String?
  public var testRepository: String?
  /// The choices last offered, and what was asked.
  public var choices: [Reply.Choice] = []
  public var pending: Intent?

  public init() {}

  /// Whether a question may leave its subject out.
  public var hasSubject: Bool { job != nil || test != nil }
}
