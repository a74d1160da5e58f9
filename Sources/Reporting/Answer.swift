import Triage

/// Everything there is to say about one failed job: the diagnosis of its log, and what the store,
/// the checkout and the CI system add to it. A reporter shows what it has room for.
public struct Answer: Sendable {
  public var diagnosis: Diagnosis
  /// What the store knows of the failure; nil without a store.
  public var recurrence: RecurrenceNote?
  /// The tests that failed, the most telling first.
  public var tests: [TestNote]
  /// Where in the checkout the cause is, if the log names a file that is there.
  public var location: SourceLocation?
  /// Which job it was; nil for a log that came alone.
  public var job: JobNote?

  public init(
    _ diagnosis: Diagnosis, recurrence: RecurrenceNote? = nil, tests: [TestNote] = [],
    location: SourceLocation? = nil, job: JobNote? = nil
  ) {
    self.diagnosis = diagnosis
    self.recurrence = recurrence
    self.tests = tests
    self.location = location
    self.job = job
  }
}

/// Whether a failure is new, and where else it was seen.
public struct RecurrenceNote: Sendable, Equatable {
  /// `new`, `known`, `regressed`, `broken-on-main` or `fixed`.
  public var state: String
  /// Jobs that failed like this.
  public var count: Int
  public var repositories: Int
  /// Distinct pull requests.
  public var pullRequests: Int
  /// Seconds since 1970.
  public var first: Int?
  public var last: Int?
  /// The first bad commit of `broken-on-main`, the first good one of `fixed`.
  public var since: String?
  /// One sentence per fact, in plain English: "Seen 14 times in 6 repositories since Monday."
  public var sentences: [String]

  public init(
    state: String, count: Int, repositories: Int, pullRequests: Int = 0, first: Int? = nil,
    last: Int? = nil, since: String? = nil, sentences: [String]
  ) {
    self.state = state
    self.count = count
    self.repositories = repositories
    self.pullRequests = pullRequests
    self.first = first
    self.last = last
    self.since = since
    self.sentences = sentences
  }
}

/// A failed test and what its own record says about it.
public struct TestNote: Sendable, Equatable {
  /// The stable name.
  public var name: String
  public var message: String?
  public var file: String?
  /// 1-based.
  public var line: Int?
  /// `flaky`, `regressed`, …: the verdict of the test's history; nil without a store.
  public var verdict: String?
  /// Probability of the verdict.
  public var probability: Double?
  /// Share of executions that fail, where the test is known.
  public var failureRate: Double?
  /// Share of its runs on the default branch that failed, where enough of them are known.
  public var mainLineRate: Double?
  /// What the default branch is called, where somebody said so.
  public var mainLine: String?
  public var isQuarantined: Bool
  /// The first commit of the default branch that fails, where the branch fails now.
  public var since: String?
  /// A known flake that says what it never said before, so that this failure may be no flake.
  public var isUnusual = false
  /// Who owns the test's file, parted by blanks: "@acme/web".
  public var owner: String?

  public init(
    name: String, message: String? = nil, file: String? = nil, line: Int? = nil,
    verdict: String? = nil, probability: Double? = nil, failureRate: Double? = nil,
    mainLineRate: Double? = nil, mainLine: String? = nil, isQuarantined: Bool = false
  ) {
    self.name = name
    self.message = message
    self.file = file
    self.line = line
    self.verdict = verdict
    self.probability = probability
    self.failureRate = failureRate
    self.mainLineRate = mainLineRate
    self.mainLine = mainLine
    self.isQuarantined = isQuarantined
  }
}

extension TestNote {
  /// Fails by chance, as far as its record and this failure say: no reason to stop anybody.
  var isExpected: Bool { (isQuarantined || verdict == "flaky") && !isUnusual }

  /// Something is to be said of it beside that it failed.
  var isKnown: Bool { verdict != nil || owner != nil || isQuarantined }

  /// "known flake, 97 % sure, fails 7 % of its runs on main, quarantined, owned by @acme/web".
  var words: String {
    func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
    let said = Visible.text(verdict ?? "failed", atMost: 40)
    var parts = [said == "flaky" ? "known flake" : said]
    if let probability { parts.append("\(percent(probability)) sure") }
    if let since { parts.append("fails on the default branch since \(ShortCommit.of(since))") }
    if let mainLineRate {
      let main = mainLine.map { Visible.text($0, atMost: 100) } ?? "the default branch"
      parts.append("fails \(percent(mainLineRate)) of its runs on \(main)")
    } else if let failureRate {
      parts.append("fails \(percent(failureRate)) of its runs")
    }
    if isUnusual { parts.append("but never like this, so it may be this change") }
    if isQuarantined { parts.append("quarantined") }
    if let owner { parts.append("owned by \(Visible.text(owner, atMost: 100))") }
    return parts.joined(separator: ", ")
  }
}

/// Commits in words.
enum ShortCommit {
  /// Seven digits of a hash, or the whole of another name.
  static func of(_ commit: String) -> String {
    let isHash = commit.count >= 12 && commit.allSatisfy(\.isHexDigit)
    return isHash ? String(commit.prefix(7)) : Visible.text(commit, atMost: 40)
  }
}

/// A place in the checkout.
public struct SourceLocation: Sendable, Equatable {
  /// Relative to the checkout, with `/` between its parts.
  public var file: String
  /// 1-based.
  public var line: Int?
  /// 1-based.
  public var column: Int?

  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// The job an answer is about.
public struct JobNote: Sendable, Equatable {
  /// The CI system, such as `github-actions`.
  public var provider: String
  public var repository: String
  public var run: String
  public var attempt: Int
  public var job: String
  public var commit: String?
  public var branch: String?
  public var pullRequest: String?
  public var url: String?

  public init(
    provider: String, repository: String, run: String, attempt: Int = 1, job: String,
    commit: String? = nil, branch: String? = nil, pullRequest: String? = nil, url: String? = nil
  ) {
    self.provider = provider
    self.repository = repository
    self.run = run
    self.attempt = attempt
    self.job = job
    self.commit = commit
    self.branch = branch
    self.pullRequest = pullRequest
    self.url = url
  }
}
