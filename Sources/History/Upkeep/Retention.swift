import GRDB

/// How long what is kept, in days (scale.md section 7). Whole weeks are kept, so anything may stay
/// up to a week longer.
public struct Retention: Sendable, Equatable {
  /// Executions one by one; then sums per week.
  public var results = 35
  /// Failures with their evidence; then sums per week.
  public var failures = 90
  /// The lines around those that a failure quotes.
  public var excerpts = 35
  /// The names of jobs, by which a job that is sent again is known. A job older than this is no
  /// longer taken in.
  public var jobs = 100
  /// Sums per week: 13 months.
  public var weeks = 396
  /// Bytes the store may have; excerpts, then results and failures are kept shorter, down to a
  /// week, to get there. nil for no bound.
  public var bytes: Int?

  public init() {}

  /// What a store keeps where nobody says otherwise: the defaults, below 2 GB.
  public static var standard: Retention {
    var standard = Retention()
    standard.bytes = 2_000_000_000
    return standard
  }

  /// The least that a bound on the size leaves of results and failures.
  private static let floor = 7

  /// Without the excerpts older than a week; where those are gone, kept for three quarters of the
  /// time, or a day less.
  var shorter: Retention? {
    if excerpts > Self.floor {
      var shorter = self
      shorter.excerpts = Self.floor
      return shorter
    }
    guard results > Self.floor || failures > Self.floor else { return nil }
    var shorter = self
    shorter.results = max(Self.floor, min(results - 1, results * 3 / 4))
    shorter.failures = max(Self.floor, min(failures - 1, failures * 3 / 4))
    return shorter
  }

  /// As short as a bound on the size makes it.
  var shortest: Retention {
    var shortest = self
    shortest.results = min(results, Self.floor)
    shortest.failures = min(failures, Self.floor)
    shortest.excerpts = min(excerpts, Self.floor)
    return shortest
  }

  /// Days for which everything is kept.
  var least: Int { min(results, failures, jobs) }
}

/// The moments before which a repository's rows are gone: they only rise.
struct Horizon: Equatable {
  /// Seconds in a week; weeks are numbered from 1 January 1970, a Thursday.
  static let week = 7 * 86_400

  /// Seconds since 1970, each the beginning of a week.
  var results = 0
  var failures = 0
  var jobs = 0
  /// Number of the first week whose sums are kept.
  var weeks = 0
  /// Never before ``failures``: an excerpt does not outlive its failure.
  var excerpts = 0

  init() {}

  /// The horizon that `retention` asks for at `now`. Jobs outlive what is about them.
  init(_ retention: Retention, now: Int) {
    func begin(_ days: Int) -> Int { max(0, (now - days * 86_400) / Self.week) }
    results = begin(retention.results) * Self.week
    failures = begin(retention.failures) * Self.week
    jobs = min(begin(retention.jobs) * Self.week, results, failures)
    weeks = min(begin(retention.weeks), results / Self.week, failures / Self.week)
    excerpts = max(begin(retention.excerpts) * Self.week, failures)
  }

  /// The later of both, moment by moment.
  func joined(with other: Horizon) -> Horizon {
    var joined = self
    for moment in [\Horizon.results, \.failures, \.jobs, \.weeks, \.excerpts] {
      joined[keyPath: moment] = max(joined[keyPath: moment], other[keyPath: moment])
    }
    return joined
  }

  /// The columns of ``Table/horizon``.
  func row(of repository: Int64) -> [(any DatabaseValueConvertible)?] {
    [repository, results, failures, jobs, weeks, excerpts]
  }

  static func fetch(_ database: Database, _ repository: Int64) throws -> Horizon {
    let statement = try database.cachedStatement(
      sql: "SELECT results, failures, jobs, weeks, excerpts FROM horizon WHERE repository = ?")
    var horizon = Horizon()
    if let row = try Row.fetchOne(statement, arguments: [repository]) {
      horizon.results = row[0]
      horizon.failures = row[1]
      horizon.jobs = row[2]
      horizon.weeks = row[3]
      horizon.excerpts = row[4]
    }
    return horizon
  }
}
