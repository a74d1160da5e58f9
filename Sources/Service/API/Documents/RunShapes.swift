import Assistant
import History

/// Runs and their jobs as the API writes them.
enum RunShapes {
  static let run = Shape<StoredRun>(
    "Run", "A pipeline run: all its jobs and attempts together.",
    [
      .init("id", .text("Names the run in this API.", pattern: Operation.Parameter.idPattern)) {
        $0.id
      },
      .init("provider", .text("The CI system, such as `github-actions`.")) { $0.provider },
      .init("repository", .text("`owner/name`.")) { $0.repository },
      .init("run", .text("The CI's own id of the run.")) { $0.run },
      .init("commit", .text("The commit it was made for.")) { $0.facts.commit },
      .init("branch", .text("The branch; empty when nobody said.")) { $0.facts.branch },
      .init("defaultBranch", .flag("Whether that is the default branch.")) {
        $0.facts.isMainLine
      },
      .init("pullRequest", .text("The pull or merge request.")) { $0.facts.pullRequest },
      .init("workflow", .text("The pipeline's name.")) { $0.facts.workflow },
      .init("event", .text("What started it, in the CI's word.")) { $0.facts.event },
      .init("author", .text("The login of whoever it belongs to.")) { $0.facts.author },
      .init("url", .text("The run's page.")) { $0.facts.url },
      .init("outcome", outcome) { $0.outcome.rawValue },
      .init("started", .moment("When its first job began.")) { APICall.time($0.started) },
      .init("finished", .moment("When its last job ended.")) { $0.finished.map(APICall.time) },
      .init("queueSeconds", .count("How long its first job waited for a machine.")) { $0.queued },
      .init("attempts", .count("How often it was started.", from: 1)) { $0.attempts },
      .init("jobs", .count("Different jobs in it.")) { $0.jobs },
      .init("failedJobs", .count("Jobs whose last attempt failed.")) { $0.failedJobs },
    ])

  private static let outcome = Schema.oneOf(
    JobStatus.allCases.map(\.rawValue), "How it ended; every job counts by its last attempt.")

  static let evidence = Shape<FailureRecord.Evidence>(
    "Evidence", "A line of the log, quoted, with secrets masked.",
    [
      .init("line", .count("Its number, counted by LF.", from: 1)) { $0.line },
      .init("role", .text("`cause`, `related`, `symptom` or `wrapper`.")) { $0.role },
      .init("text", .text("The line. It comes from a log: escape it where you show it.")) {
        $0.text
      },
    ])

  static let line = Shape<FailureRecord.Line>(
    "Line", "A line of the log beside those that are quoted, with secrets masked.",
    [
      .init("line", .count("Its number, counted by LF.", from: 1)) { $0.line },
      .init("text", .text("The line. It comes from a log: escape it where you show it.")) {
        $0.text
      },
    ])

  static let failure = Shape<FailureRecord>(
    "Failure", "Why a job failed.",
    [
      .init("bucket", .oneOf(buckets, "What kind of failure it is.")) { $0.bucket },
      .init("category", .text("The kind within the bucket.")) { $0.category },
      .init("confidence", .share("How likely the bucket is right.")) {
        Double($0.confidence) / 1e6
      },
      .init("summary", .text("One sentence; it may hold text of the log.")) { $0.summary },
      .init("signature", .text("The signature that knew it.")) { $0.signature },
      .init("fingerprint", .text("Equal for failures that are the same.")) { $0.fingerprint },
      .init("transient", .flag("Whether a retry of the same job may well pass.")) {
        $0.isTransient
      },
      .init("actor", .text("Whose turn it is.")) { $0.actor },
      .init(
        "evidence",
        .list(of: evidence.reference, "Lines of the log, the one to look at first.")
      ) { $0.evidence.map(evidence.json) },
      .init(
        "excerpt",
        .list(of: line.reference, "Lines around those, in the log's order; kept for some weeks.")
      ) { $0.excerpt.map(line.json) },
    ])

  static let buckets = ["infra", "test", "dependency", "config", "unknown"]

  /// A job with the tests that did not simply pass in it.
  struct Job: Sendable {
    var job: StoredJob
    var failedTests: [String] = []
  }

  static let job = Shape<Job>(
    "Job", "A job of a run.",
    [
      .init("id", .text("Names the job in this API.", pattern: Operation.Parameter.idPattern)) {
        $0.job.key.id
      },
      .init("name", .text("The job's name with its matrix values.")) { $0.job.key.job },
      .init("attempt", .count("Which start of the run it belongs to.", from: 1)) {
        $0.job.key.attempt
      },
      .init("status", .oneOf(JobStatus.allCases.map(\.rawValue), "How it ended.")) {
        $0.job.status.rawValue
      },
      .init("started", .moment("When it began.")) { APICall.time($0.job.started) },
      .init("finished", .moment("When it ended.")) { $0.job.finished.map(APICall.time) },
      .init("url", .text("The job's page.")) { $0.job.url },
      .init("failure", failure.reference) { $0.job.failure.map(failure.json) },
      .init(
        "failedTests",
        .list(of: .text("A test's key."), "Tests that did not simply pass; at most 50.")
      ) { $0.failedTests },
    ])

  static let detail = Shape<(run: StoredRun, jobs: [Job])>(
    "RunDetail", "A run with its jobs, in the order they began.",
    [
      .init("run", run.reference) { run.json($0.run) },
      .init("jobs", .list(of: job.reference, "Its jobs, all attempts.")) { $0.jobs.map(job.json) },
    ])
}
