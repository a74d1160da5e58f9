import Triage

/// What a reporter may be told about its destination.
public struct ReportOptions: Sendable {
  /// Whether escape sequences for colour may be written.
  public var color: Bool
  /// Whether the tokens and weights behind the answer are wanted.
  public var why: Bool
  /// Makes the random words that fence foreign text off; a test gives its own.
  public var token: @Sendable () -> String

  public init(
    color: Bool = false, why: Bool = false,
    token: @escaping @Sendable () -> String = ReportOptions.randomToken
  ) {
    self.color = color
    self.why = why
    self.token = token
  }

  /// 128 random bits in 32 hexadecimal digits.
  public static func randomToken() -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

/// An answer into text for one destination.
///
/// A conformer is one file in `Reporters/` plus its line in ``Reporters/all``; the contract suite
/// checks that hostile log text cannot act in its output.
public protocol Reporter: Sendable {
  /// The word after `--format`.
  static var name: String { get }
  /// One line for a list of the formats: what it is for.
  static var purpose: String { get }
  /// Whether several answers make one document, such as a JSON array: then they must be rendered
  /// together by ``render(_:)-([Answer])``, not one after the other.
  static var isDocument: Bool { get }
  init(options: ReportOptions)
  /// The text for one log, ending in a newline; empty where this destination is told nothing of a
  /// job that did not fail.
  func render(_ answer: Answer) -> String
  /// The text for several logs.
  func render(_ answers: [Answer]) -> String
}

extension Reporter {
  public static var isDocument: Bool { false }

  /// The text for a log that came alone.
  public func render(_ diagnosis: Diagnosis) -> String { render(Answer(diagnosis)) }

  /// One text after the other, with an empty line between.
  public func render(_ answers: [Answer]) -> String {
    answers.map { render($0) }.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

/// A reporter whose answers share one document.
public protocol DocumentReporter: Reporter {
  /// The document for these answers.
  func document(_ answers: [Answer]) -> String
}

extension DocumentReporter {
  public static var isDocument: Bool { true }
  public func render(_ answer: Answer) -> String { document([answer]) }
  public func render(_ answers: [Answer]) -> String { document(answers) }
}

/// The reporters by name.
public enum Reporters {
  public static let all: [any Reporter.Type] = [
    TextReporter.self, JSONReporter.self, NDJSONReporter.self, MarkdownReporter.self,
    AgentReporter.self, GitHubReporter.self, GitHubSummaryReporter.self, CheckRunReporter.self,
    GitHubCommentReporter.self, GitLabNoteReporter.self, CodeQualityReporter.self,
    BuildkiteReporter.self, AzureReporter.self, TeamCityReporter.self, JenkinsReporter.self,
    SARIFReporter.self, RDJSONLReporter.self, CTRFReporter.self, JUnitReporter.self,
  ]

  /// The names, in the order of the help text.
  public static var names: [String] { all.map { $0.name } }

  /// The reporter with this name, or nil.
  public static func named(_ name: String, options: ReportOptions) -> (any Reporter)? {
    all.first { $0.name == name }?.init(options: options)
  }
}
