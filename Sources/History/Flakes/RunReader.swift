import Flakiness
import Foundation
import GRDB

/// Jobs with results, in source order: by the time of the commit where it is known and of the run
/// where it is not, then by when the attempt began, then by names. Nothing depends on the order
/// in which jobs were taken in.
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
  }

  static let columns = """
    s.job, s.ran, s.skipped, s.failed, s.digest, r.id, r.commit_id, r.branch, r.is_main,
    r.provider, j.attempt, j.name, j.environment,
    (SELECT min(o.started) FROM job o WHERE o.repository = j.repository AND o.run = j.run
      AND o.attempt = j.attempt) AS began, r.commit_time
    """
  static let source = """
    FROM results s
    JOIN job j ON j.repository = s.repository AND j.job = s.job
    JOIN run r ON r.repository = j.repository AND r.run = j.run
    """
  static let order = """
    ORDER BY coalesce(r.commit_time, began), began, r.provider, r.id, j.attempt, j.name, s.job
    """

  static func entry(_ row: Row) -> Entry {
    let attempt: Int = row[10]
    let id: String = row[5]
    return Entry(
      job: row[0], ran: row[1], skipped: row[2], failed: row[3], results: row[4],
      run: TestRun(
        id: attempt == 1 ? id : "\(id)#\(attempt)", commit: row[6], isMainLine: row[8],
        branch: row[7], time: row[13], executions: []),
      provider: row[9], attempt: attempt, name: row[11], environment: row[12])
  }

  /// The outcome the detector sees.
  static func outcome(_ detail: String) -> Outcome { detail == "flaky" ? .flaky : .failed }
}
