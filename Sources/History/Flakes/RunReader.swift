import Flakiness
import Foundation
import GRDB

/// Jobs with results, in source order: on the default branch by the time of the commit where it is
/// known, elsewhere and where it is not by when the attempt began, then by names. Nothing depends
/// on the order in which jobs were taken in.
struct RunReader {
  /// One job of one attempt of one run.
  struct Entry {
    var job: Int64
    var ran: Int64
    var skipped: Int64
    var failed: Int64
    var results: Int64
    var run: TestRun
    var provider: String
    var attempt: Int
    var name: String
    var environment: String
    /// Where the run stands in source order, in seconds since 1970; never after it began.
    var place: Int
    /// Whether any test did not simply pass.
    var isTelling: Bool
  }

  private static let began = """
    (SELECT min(o.started) FROM job o WHERE o.repository = j.repository AND o.run = j.run
      AND o.attempt = j.attempt)
    """

  static let columns = """
    s.job, s.ran, s.skipped, s.failed, s.digest, r.id, r.commit_id, r.branch, r.is_main,
    r.provider, j.attempt, j.name, j.environment, \(began) AS began, \(place) AS place,
    s.failures + s.flaky > 0
    """
  /// A run of the default branch stands where its commit does: made again months later it still
  /// counts for the commit it was made for.
  static let place = """
    CASE WHEN r.is_main = 1 AND r.commit_time < \(began) THEN r.commit_time ELSE \(began) END
    """
  static let source = """
    FROM results s
    JOIN job j ON j.repository = s.repository AND j.job = s.job
    JOIN run r ON r.repository = j.repository AND r.run = j.run
    """
  static let order = """
    ORDER BY place, began, r.provider, r.id, j.attempt, j.name, s.job
    """

  static func entry(_ row: Row) -> Entry {
    let attempt: Int = row[10]
    let id: String = row[5]
    return Entry(
      job: row[0], ran: row[1], skipped: row[2], failed: row[3], results: row[4],
      run: TestRun(
        id: attempt == 1 ? id : "\(id)#\(attempt)", commit: row[6], isMainLine: row[8],
        branch: row[7], time: row[13], executions: []),
      provider: row[9], attempt: attempt, name: row[11], environment: row[12], place: row[14],
      isTelling: row[15])
  }

  /// The outcome the detector sees.
  static func outcome(_ detail: String) -> Outcome { detail == "flaky" ? .flaky : .failed }
}
