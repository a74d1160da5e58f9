import Assistant
import History

/// Failures that are the same, as the API writes them.
enum FailureShapes {
  static let states = ["new", "known", "regressed", "broken-on-main", "fixed"]

  static let group = Shape<FailureList.Entry>(
    "FailureGroup", "Failures that are the same, in all repositories you see.",
    [
      .init(
        "fingerprint",
        .text(
          "Names the group in this API; absent when nothing specific enough is known.",
          pattern: Operation.Parameter.fingerprintPattern)
      ) { $0.latest?.fingerprint },
      .init("bucket", .oneOf(RunShapes.buckets, "What kind of failure it is.")) {
        $0.latest?.bucket ?? "unknown"
      },
      .init("category", .text("The kind within the bucket.")) { $0.latest?.category },
      .init("signature", .text("The signature that knew it.")) { $0.latest?.signature },
      .init("summary", .text("Of the latest one; it may hold text of a log.")) {
        $0.latest?.summary ?? ""
      },
      .init("example", .text("The line to look at in the latest one.")) { $0.example },
      .init("state", .oneOf(states, "Where it stands between first seen and repaired.")) {
        $0.state?.name
      },
      .init("since", .text("First bad commit of `broken-on-main`, first good one of `fixed`.")) {
        $0.state?.since
      },
      .init("count", .count("Jobs that failed like this.", from: 1)) { $0.count },
      .init("pullRequests", .count("Pull requests it was in.")) { $0.pullRequests },
      .init("repositories", .list(of: .text("`owner/name`."), "Most frequent first.")) {
        $0.groups.map(\.repository)
      },
      .init("first", .moment("When it was seen first, in the period asked for.")) {
        APICall.time($0.firstTime)
      },
      .init("last", .moment("When it was seen last.")) { APICall.time($0.lastTime) },
    ])

  static let occurrence = Shape<StoredJob>(
    "Occurrence", "A job that failed so.",
    [
      .init("job", .text("The job's id.", pattern: Operation.Parameter.idPattern)) { $0.key.id },
      .init("run", .text("The run's id.", pattern: Operation.Parameter.idPattern)) {
        $0.key.runID
      },
      .init("repository", .text("`owner/name`.")) { $0.key.repository },
      .init("number", .text("The CI's own id of the run.")) { $0.key.run },
      .init("name", .text("The job's name.")) { $0.key.job },
      .init("attempt", .count("Which start of the run.", from: 1)) { $0.key.attempt },
      .init("commit", .text("The commit.")) { $0.facts.commit },
      .init("branch", .text("The branch.")) { $0.facts.branch },
      .init("pullRequest", .text("The pull or merge request.")) { $0.facts.pullRequest },
      .init("started", .moment("When the job began.")) { APICall.time($0.started) },
      .init("url", .text("The job's page.")) { $0.url },
      .init(
        "evidence", .list(of: RunShapes.evidence.reference, "Lines of its log, the best first.")
      ) { ($0.failure?.evidence ?? []).map(RunShapes.evidence.json) },
    ])

  /// A group with a page of its occurrences.
  struct Detail: Sendable {
    var entry: FailureList.Entry
    var remediation: [String]
    var occurrences: [StoredJob]
    var next: Cursor?
  }

  static let detail = Shape<Detail>(
    "FailureGroupDetail", "A failure and where it happened.",
    [
      .init("group", group.reference) { group.json($0.entry) },
      .init("remediation", .list(of: .text("A step."), "What to do, best first.")) {
        $0.remediation
      },
      .init("items", .list(of: occurrence.reference, "Occurrences, latest first.")) {
        $0.occurrences.map(occurrence.json)
      },
      .init(
        "next", .text("The `cursor` of the next page.", pattern: Cursor.pattern)
      ) { $0.next?.text },
    ])
}

extension FailureState {
  /// The first bad commit of a breakage, the first good one of a repair.
  var since: String? {
    switch self {
    case .broken(let since, _), .fixed(let since): since
    default: nil
    }
  }
}
