import Assistant
import Flakiness
import History

/// Tests, flakes and quarantines as the API writes them.
enum TestShapes {
  static let test = Shape<(repository: String, test: String)>(
    "Test", "A test by its name.",
    [
      .init("repository", .text("`owner/name`.")) { $0.repository },
      .init("test", .text("The test's key.")) { $0.test },
    ])

  static let verdicts = Verdict.allCases.map(\.rawValue)

  static let flake = Shape<TestFlake>(
    "Flake", "What the record of a test that failed at least once says.",
    [
      .init("repository", .text("`owner/name`.")) { $0.repository },
      .init("test", .text("The test's key.")) { $0.test },
      .init("verdict", .oneOf(verdicts, "What its record looks like.")) {
        $0.report.verdict.rawValue
      },
      .init("probability", .share("How likely the verdict is right.")) { $0.report.probability },
      .init("failureRate", .share("How often the next execution is expected to fail.")) {
        $0.report.rate.mean
      },
      .init("failureRateLow", .share("The rate is above this with 95 %.")) {
        $0.report.rate.low
      },
      .init("failureRateHigh", .share("The rate is below this with 95 %.")) {
        $0.report.rate.high
      },
      .init("failures", .count("Executions that failed.")) { $0.record.failures },
      .init("executions", .count("Executions on record.")) { $0.record.executions },
      .init("evidence", .count("Independent pieces of evidence for flakiness.")) {
        $0.report.pieces
      },
      .init("lastEvidence", .moment("When the latest of them was.")) {
        $0.report.evidence.first.map { APICall.time($0.segment.lastTime) }
      },
    ])

  static let execution = Shape<HistoryEntry>(
    "Execution", "What a test did once.",
    [
      .init("time", .moment("When.")) { APICall.time($0.run.time) },
      .init("run", .text("The CI's own id of the run.")) { $0.run.id },
      .init("commit", .text("The commit.")) { $0.run.commit },
      .init("branch", .text("The branch.")) { $0.run.branch },
      .init("job", .text("The job's name.")) { $0.job },
      .init("environment", .text("What it ran on.")) { $0.environment },
      .init("outcome", .oneOf(["passed", "failed", "flaky"], "How it ended.")) {
        "\($0.outcome)"
      },
      .init("detail", .text("How the framework called it.")) { $0.detail },
      .init("masked", .flag("Part of a mass failure, which is no evidence.")) { $0.isMasked },
      .init("message", .text("What it said; it comes from a log.")) { $0.message },
    ])

  static let week = Shape<TestWeek>(
    "TestWeek", "Sums of a week whose executions are no longer kept one by one.",
    [
      .init("begin", .moment("When the week began.")) { APICall.time($0.begin) },
      .init("executed", .count("Executions.")) { $0.executed },
      .init("skipped", .count("Skipped.")) { $0.skipped },
      .init("failures", .count("Failed.")) { $0.failures },
      .init("flaky", .count("Failed and passed in one job.")) { $0.flaky },
    ])

  static let history = Shape<(history: TestHistory, flake: TestFlake?)>(
    "TestHistory", "A test's history in source order.",
    [
      .init("repository", .text("`owner/name`.")) { $0.history.repository },
      .init("test", .text("The test's key.")) { $0.history.test },
      .init("flake", flake.reference) { $0.flake.map(flake.json) },
      .init("skipped", .count("Jobs in which it was skipped.")) { $0.history.skipped },
      .init("weeks", .list(of: week.reference, "Older weeks, oldest first.")) {
        $0.history.weeks.map(week.json)
      },
      .init("executions", .list(of: execution.reference, "Oldest first.")) {
        $0.history.entries.map(execution.json)
      },
    ])

  /// A test in quarantine, or proposed for it.
  struct Quarantine: Sendable {
    var repository: String
    var test: String
    var state: String
    var reason: String
    var actor: String
    var owner: String?
    var ticket: String?
    var since: Int
    var until: Int?
  }

  static let quarantine = Shape<Quarantine>(
    "Quarantine", "A test in quarantine, or proposed for it.",
    [
      .init("repository", .text("`owner/name`.")) { $0.repository },
      .init("test", .text("The test's key.")) { $0.test },
      .init("state", .oneOf(["quarantined", "expired", "proposed"], "Where it stands.")) {
        $0.state
      },
      .init("reason", .text("Why, in the words of whoever asked.")) { $0.reason },
      .init("by", .text("Who decided or proposed.")) { $0.actor },
      .init("owner", .text("Who repairs it.")) { $0.owner },
      .init("ticket", .text("Where it is being worked on.")) { $0.ticket },
      .init("since", .moment("Since when.")) { APICall.time($0.since) },
      .init("until", .moment("When it ends by itself.")) { $0.until.map(APICall.time) },
    ])
}
