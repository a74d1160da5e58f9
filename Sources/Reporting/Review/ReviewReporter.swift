import Reviews

/// What a review's destination needs to know besides the review.
public struct ReviewOptions: Sendable {
  /// Where the whole page can be read; short forms link to it.
  public var link: String?
  /// Seconds east of UTC, for times of day.
  public var zone: ReviewZone

  public init(link: String? = nil, zone: ReviewZone = .utc) {
    self.link = link
    self.zone = zone
  }
}

/// A review into text for one destination. A conformer is one file in this folder and its line in
/// ``ReviewReporters/all``; the contract suite checks that hostile text cannot act in its output.
public protocol ReviewReporter: Sendable {
  /// The word after `--format`.
  static var name: String { get }
  init(options: ReviewOptions)
  /// The whole text, ending in a newline.
  func render(_ review: Review) -> String
}

/// The reporters by name.
public enum ReviewReporters {
  public static let all: [any ReviewReporter.Type] = [
    HTMLReview.self, EmailReview.self, MarkdownReview.self, JSONReview.self, CSVReview.self,
    SlackReview.self, TeamsReview.self, GitHubIssueReview.self, GitLabIssueReview.self,
  ]

  /// The names, in the order of the help text.
  public static var names: [String] { all.map { $0.name } }

  /// The reporter with this name, or nil.
  public static func named(_ name: String, options: ReviewOptions) -> (any ReviewReporter)? {
    all.first { $0.name == name }?.init(options: options)
  }
}
