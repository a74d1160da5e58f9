extension Review {
  /// Failures of one bucket.
  public struct BucketRow: Sendable, Equatable, Codable {
    public var bucket: String
    public var failures: Int
    public var before: Int?
    /// Of all explained and unexplained failures.
    public var share: Double
    public var minutes: Double
    public var change: Figure.Change?
  }

  /// Failures of one category, the causes of the Pareto chart.
  public struct CategoryRow: Sendable, Equatable, Codable {
    public var bucket: String
    public var category: String
    public var failures: Int
    public var before: Int?
    public var minutes: Double
  }

  /// Failures of one day by bucket.
  public struct BucketDay: Sendable, Equatable, Codable {
    public var date: String
    public var words: String
    /// In the order of ``Review/bucketOrder``.
    public var failures: [Int]
  }

  /// Buckets in the order every table and chart has them; `none` for failures nobody looked at.
  public static let bucketOrder = ["infra", "test", "dependency", "config", "unknown", "none"]

  /// Failures that are the same.
  public struct FailureRow: Sendable, Equatable, Codable {
    public enum Tag: String, Sendable, Codable {
      /// Never seen before the window.
      case new
      /// Not seen for fourteen days, and back.
      case regressed
      case steady
      /// Seen in the window before, not in this one.
      case resolved
    }

    public struct Example: Sendable, Equatable, Codable {
      public var repository: String
      public var run: String
      public var job: String
      public var url: String?
      /// 1-based.
      public var line: Int?
      public var text: String?

      public init(
        repository: String, run: String, job: String, url: String? = nil, line: Int? = nil,
        text: String? = nil
      ) {
        self.repository = repository
        self.run = run
        self.job = job
        self.url = url
        self.line = line
        self.text = text
      }
    }

    /// nil when nothing specific is known: then it is grouped by its masked line.
    public var fingerprint: String?
    public var bucket: String
    public var category: String?
    public var signature: String?
    public var summary: String
    public var tag: Tag
    public var count: Int
    public var pullRequests: Int
    /// Commits of default branches with it.
    public var mainCommits: Int
    public var repositories: [String]
    public var runners: [String]
    /// Seconds since 1970 on record, and the last within the window.
    public var first: Moment
    public var last: Moment
    public var minutes: Double
    /// Failures in the window before.
    public var before: Int
    public var owner: String
    public var remediation: [String]
    public var example: Example?
  }

  /// Many unrelated jobs failing in the same minutes.
  public struct IncidentRow: Sendable, Equatable, Codable {
    public var from: Moment
    public var to: Moment
    public var failures: Int
    public var runs: Int
    public var pullRequests: Int
    public var repositories: [String]
    public var minutes: Double
    public var bucket: String
    /// What most of them have in common and the rest of the week has not.
    public var common: [Common]
    public var summary: String?
  }

  /// Something that most failures of an incident share.
  public struct Common: Sendable, Equatable, Codable {
    /// `runner`, `environment`, `provider`, `repository`, `category` or `signature`.
    public var kind: String
    public var name: String
    public var share: Proportion
    /// Among the failures outside the incident.
    public var usual: Proportion
  }
}
