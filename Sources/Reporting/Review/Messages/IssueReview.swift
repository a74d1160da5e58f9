import Reviews

/// The body of a GitHub issue: Markdown within the limit, whole sections left out from the end.
public struct GitHubIssueReview: ReviewReporter {
  public static let name = "github-issue"
  /// Characters of an issue's body (ci-conventions.md 7).
  static let limit = 65_536
  private let options: ReviewOptions

  public init(options: ReviewOptions) { self.options = options }

  public func render(_ review: Review) -> String {
    IssueBody.render(review, options: options, limit: Self.limit)
  }
}

/// The description of a GitLab issue.
public struct GitLabIssueReview: ReviewReporter {
  public static let name = "gitlab-issue"
  /// Characters of a description.
  static let limit = 1_048_576
  private let options: ReviewOptions

  public init(options: ReviewOptions) { self.options = options }

  public func render(_ review: Review) -> String {
    IssueBody.render(review, options: options, limit: Self.limit)
  }
}

/// Markdown that ends at a section's border when it would be too long, and says so.
enum IssueBody {
  static func render(_ review: Review, options: ReviewOptions, limit: Int) -> String {
    let sections = MarkdownSections(review: review, words: ReviewWords(options: options)).all()
    let link = options.link.flatMap { Markup.isWeb($0) ? $0 : nil }
    let page = link.map { "\n\n[The whole page](<\(escaped($0))>)\n" } ?? "\n"
    let ending = "\n\nLeft out, as an issue may not be longer."
    var body = ""
    for section in sections {
      let next = body.isEmpty ? section : body + "\n\n" + section
      // Counted in UTF-16, as both hosts do at most.
      guard (next + ending + page).utf16.count <= limit else {
        return body + ending + page
      }
      body = next
    }
    return body + page
  }

  private static func escaped(_ url: String) -> String {
    Visible.text(url).replacing("<", with: "%3C").replacing(">", with: "%3E")
      .replacing(" ", with: "%20")
  }
}
