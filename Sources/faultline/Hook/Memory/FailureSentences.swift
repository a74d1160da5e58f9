import Foundation
import History
import Pipelines
import Reporting

/// What is known of a failure's past, in words.
struct FailurePast {
  var count: Int
  var repositories = 1
  /// Distinct pull requests it was seen in, this one included.
  var pullRequests = 0
  var branches = 1
  /// Seconds since 1970.
  var first: Int?
  var last: Int?
  /// The commit since which the default branch fails with it.
  var brokenSince: String?
  /// Whether it was never seen outside this job's pull request.
  var isOnlyHere = false
  /// `new`, `known`, `regressed`, `broken-on-main` or `fixed`.
  var state: String

  /// The note with one sentence per fact.
  func note(in context: JobContext, now: Int) -> RecurrenceNote {
    RecurrenceNote(
      state: state, count: count, repositories: repositories, pullRequests: pullRequests,
      first: first, last: last, since: brokenSince, sentences: sentences(context, now: now))
  }

  private func sentences(_ context: JobContext, now: Int) -> [String] {
    var out: [String] = []
    if count <= 1 {
      out.append(
        context.pullRequest == nil ? "First seen in this job." : "First seen in this pull request.")
    } else {
      var seen = "Seen \(count) times"
      if repositories > 1 { seen += " in \(repositories) repositories" }
      if repositories <= 1, isOnlyHere, context.pullRequest != nil {
        seen += ", only in this pull request"
      } else if repositories <= 1, branches > 1 {
        seen += " on \(branches) branches"
      }
      if let first { seen += ", since \(Self.day(first, now: now))" }
      out.append(seen + ".")
    }
    if let brokenSince, !context.isMainLine {
      out.append(
        "Also fails on \(context.defaultBranch ?? "main") since \(Self.short(brokenSince)).")
    } else if let brokenSince {
      out.append("The branch fails with it since \(Self.short(brokenSince)).")
    }
    if state == "regressed" { out.append("It was repaired before and is back.") }
    return out
  }

  /// Seven digits of a commit.
  private static func short(_ commit: String) -> String { String(commit.prefix(7)) }

  /// A weekday within a week, else the date, both in UTC.
  static func day(_ time: Int, now: Int) -> String {
    if now - time < 86_400, time / 86_400 == now / 86_400 { return "today" }
    if now - time < 6 * 86_400 {
      // 1 January 1970 was a Thursday.
      let names = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]
      return names[(time / 86_400) % 7]
    }
    let date = Date(timeIntervalSince1970: Double(time))
    return date.formatted(.iso8601.year().month().day())
  }
}
