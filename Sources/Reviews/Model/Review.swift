/// The weekly reliability review: one value that every format is rendered from, and the JSON that
/// `Integrations/schemas/review-1.schema.json` describes.
///
/// Times are ISO 8601 in UTC, durations are seconds, shares lie between 0 and 1. A field that is
/// absent is not known; nothing is ever filled with a zero that was not counted.
public struct Review: Sendable, Equatable, Codable {
  public static let schema = "faultline.review/1"

  public var schema = Self.schema
  public var window: ReviewWindow
  /// What it is compared with.
  public var previous: ReviewWindow?
  /// `acme/*`, a team's name, or nil for everything.
  public var scope: String?
  public var coverage: Coverage
  /// What changed, and the biggest mover: three plain sentences.
  public var sentences: [String]
  public var scorecard: [Figure]
  public var trend: [TrendDay]
  public var shifts: [Shift]
  public var openReds: [OpenRed]
  public var buckets: [BucketRow]
  public var categories: [CategoryRow]
  public var bucketDays: [BucketDay]
  /// Top recurring failures.
  public var failures: [FailureRow]
  /// How many different failures there were in all.
  public var differentFailures: Int
  public var appeared: [FailureRow]
  public var gone: [FailureRow]
  public var flakes: FlakeDebt
  public var incidents: [IncidentRow]
  public var slowest: [JobTrend]
  public var runners: [RunnerRow]
  public var hints: [String]
  /// Open ones, and those closed since the window before began.
  public var actions: [Action]
  public var proposals: [Proposal]
  public var notes: [String]
}

extension Review {
  /// What the figures are made from, and what is missing.
  public struct Coverage: Sendable, Equatable, Codable {
    public struct Provider: Sendable, Equatable, Codable {
      public var name: String
      public var runs: Int
      /// Runs in the window before.
      public var before: Int
    }

    public var runs: Int
    public var jobs: Int
    public var repositories: Int
    public var testExecutions: Int
    public var providers: [Provider]
    /// Days without a run though that weekday usually has some.
    public var gaps: [String]
    /// Jobs that failed, and how many of them were explained, and explained as `unknown`.
    public var failedJobs: Int
    public var explained: Int
    public var unknown: Int
    /// Jobs of which nobody said when they ended.
    public var endless: Int
    /// `faultline 0.1.0`.
    public var classifier: String
    public var catalog: String
    /// Nothing older is on record.
    public var isFirst: Bool
  }

  /// One line of the scorecard.
  public struct Figure: Sendable, Equatable, Codable {
    public enum Unit: String, Sendable, Codable {
      case count
      case share
      case seconds
      case minutes
      case money
    }

    public enum Direction: String, Sendable, Codable {
      case higherIsBetter = "higher"
      case lowerIsBetter = "lower"
      case neutral
    }

    public enum Change: String, Sendable, Codable {
      case better
      case worse
      /// More or less, without being good or bad.
      case moved
      /// No more than chance.
      case steady
      /// Too few cases to say.
      case small
    }

    /// A value with what it was counted from.
    public struct Value: Sendable, Equatable, Codable {
      public var value: Double?
      public var numerator: Double?
      public var denominator: Double?
      /// Cases behind it: runs, jobs, red spells.
      public var cases: Int
      /// 95 % interval.
      public var low: Double?
      public var high: Double?
    }

    /// Stable slug, such as `success-final`.
    public var id: String
    public var name: String
    /// What is counted, in a few words.
    public var about: String
    public var unit: Unit
    /// Of `money`: `USD`.
    public var currency: String?
    public var direction: Direction
    public var now: Value
    public var before: Value?
    /// Median of the four windows before, where at least two of them have a value.
    public var median: Double?
    public var change: Change?
  }

  /// One day of the trend.
  public struct TrendDay: Sendable, Equatable, Codable {
    public var date: String
    public var words: String
    public var isInWindow: Bool
    /// Runs that passed in the end, of those that were not cancelled.
    public var passed: Int
    public var counted: Int
    public var low: Double?
    public var high: Double?
    /// Seconds, of first attempts.
    public var p50: Int?
    public var p95: Int?
    public var timed: Int
  }

  /// A day since which a figure is another one.
  public struct Shift: Sendable, Equatable, Codable {
    public enum Subject: String, Sendable, Codable {
      case success
      case duration
    }

    public var subject: Subject
    public var date: String
    public var words: String
    /// The days the change may lie at, with 99 %.
    public var earliest: String
    public var latest: String
    public var before: Proportion
    public var after: Proportion
    public var sentence: String
  }

  /// A default branch that is red at the end of the window.
  public struct OpenRed: Sendable, Equatable, Codable {
    public var repository: String
    public var workflow: String
    public var since: Moment
    public var seconds: Int
    public var failedRuns: Int
  }
}
