/// What the store knows of a failure: whether it is new, where else and how often it was seen.
public struct Recurrence: Sendable, Equatable {
  /// A failure's place in the world.
  public struct Occurrence: Sendable, Equatable {
    public var key: JobKey
    public var commit: String
    public var branch: String
    public var isMainLine: Bool
    public var pullRequest: String?
    /// Seconds since 1970.
    public var time: Int
  }

  /// A branch or pull request with this failure.
  public struct Place: Sendable, Equatable {
    public var repository: String
    public var branch: String
    public var pullRequest: String?
    public var count: Int
    /// Seconds since 1970.
    public var lastTime: Int

    public init(
      repository: String, branch: String, pullRequest: String?, count: Int, lastTime: Int
    ) {
      self.repository = repository
      self.branch = branch
      self.pullRequest = pullRequest
      self.count = count
      self.lastTime = lastTime
    }
  }

  /// Places kept at most.
  public static let mostPlaces = 20

  /// A failure without a shared fingerprint whose words are nearly the same.
  public struct Near: Sendable, Equatable {
    public var repository: String
    public var fingerprint: String?
    public var summary: String
    /// The masked line.
    public var template: String
    /// Share of the line that is equal, 0 to 1.
    public var similarity: Double
    public var count: Int
    public var lastTime: Int
  }

  public var state: FailureState
  /// Jobs that failed like this, the one asked about included if it is stored, and those of which
  /// only the sums are left.
  public var count: Int
  /// The first time it was seen, in seconds since 1970; the beginning of a week where only sums
  /// are left.
  public var firstTime: Int?
  /// The first and the last one that is kept whole.
  public var first: Occurrence?
  public var last: Occurrence?
  /// Most frequent first among the latest 1000 occurrences; at most ``mostPlaces``.
  public var places: [Place]
  /// Repositories with this failure.
  public var repositories: Int
  /// Likest first; at most 5.
  public var near: [Near]

  public init(
    state: FailureState, count: Int, firstTime: Int?, first: Occurrence? = nil,
    last: Occurrence? = nil, places: [Place], repositories: Int, near: [Near] = []
  ) {
    self.state = state
    self.count = count
    self.firstTime = firstTime
    self.first = first
    self.last = last
    self.places = places
    self.repositories = repositories
    self.near = near
  }
}

/// Where a failure stands on the way from its first occurrence to its repair.
public enum FailureState: Sendable, Equatable {
  /// Never seen before in this repository.
  case new
  /// Seen before, coming and going.
  case known
  /// Broke the default branch before, was repaired, and is back.
  case regressed
  /// The default branch fails with it, at every commit from this one on (empty when unknown);
  /// `after` is the last good commit, if one is known.
  case broken(since: String, after: String?)
  /// The default branch passes again, from this commit on.
  case fixed(since: String)

  /// `new`, `known`, `regressed`, `broken-on-main` or `fixed`.
  public var name: String {
    switch self {
    case .new: "new"
    case .known: "known"
    case .regressed: "regressed"
    case .broken: "broken-on-main"
    case .fixed: "fixed"
    }
  }
}
