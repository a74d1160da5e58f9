import Triage

/// What a reporter may be told about its destination.
public struct ReportOptions: Sendable {
  /// Whether escape sequences for colour may be written.
  public var color: Bool
  /// Whether the tokens and weights behind the answer are wanted.
  public var why: Bool

  public init(color: Bool = false, why: Bool = false) {
    self.color = color
    self.why = why
  }
}

/// An answer into text for one destination.
///
/// A conformer is one file in `Reporters/` plus its line in ``Reporters/all``; the contract suite
/// checks that hostile log text cannot act in its output.
public protocol Reporter: Sendable {
  /// The word after `--format`.
  static var name: String { get }
  init(options: ReportOptions)
  /// The text for one log, ending in a newline.
  func render(_ answer: Answer) -> String
}

extension Reporter {
  /// The text for a log that came alone.
  public func render(_ diagnosis: Diagnosis) -> String { render(Answer(diagnosis)) }
}

/// The reporters by name.
public enum Reporters {
  public static let all: [any Reporter.Type] = [
    TextReporter.self, JSONReporter.self, NDJSONReporter.self, MarkdownReporter.self,
  ]

  /// The names, in the order of the help text.
  public static var names: [String] { all.map { $0.name } }

  /// The reporter with this name, or nil.
  public static func named(_ name: String, options: ReportOptions) -> (any Reporter)? {
    all.first { $0.name == name }?.init(options: options)
  }
}
