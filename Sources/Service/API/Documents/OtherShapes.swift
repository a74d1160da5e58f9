import Assistant
import History
import Reviews

/// What was decided and proposed, and answers to questions, as the API writes them.
enum OtherShapes {
  static let action = Shape<Review.Action>(
    "Action", "A decision of the reliability meeting.",
    [
      .init("id", .text("Names it in this API.", pattern: idPattern)) { $0.id },
      .init("title", .text("What is to be done.")) { $0.title },
      .init("owner", .text("Who does it.")) { $0.owner },
      .init("due", .text("Until when, such as `2026-11-27`.")) { $0.due },
      .init("state", .oneOf(["open", "done", "dropped"], "Where it stands.")) { $0.state },
      .init("overdue", .flag("Open, and its day is over.")) { $0.isOverdue },
      .init("added", .moment("When it was decided.")) { APICall.time($0.added.seconds) },
      .init("closed", .moment("When it was done or dropped.")) {
        $0.closed.map { APICall.time($0.seconds) }
      },
      .init("note", .text("What came of it.")) { $0.note },
    ])

  static let idPattern = "^[0-9a-f]{6}$"

  static let proposal = Shape<Event>(
    "Proposal", "Something somebody asked for; whoever may decide takes it over, or does not.",
    [
      .init("repository", .text("`owner/name`.")) { $0.repository },
      .init("kind", .oneOf(["quarantine", "correction"], "What is asked for.")) { $0.verb },
      .init("subject", .text("The test, the fingerprint, or the job.")) { $0.subject },
      .init("by", .text("Who asked.")) { $0.actor },
      .init("time", .moment("When.")) { APICall.time($0.time) },
      .init("reason", .text("Why.")) { $0.details["reason"] },
      .init("bucket", .oneOf(RunShapes.buckets, "The bucket it should be.")) {
        $0.details["bucket"]
      },
    ])

  static let choice = Shape<Reply.Choice>(
    "Choice", "One of several things a question may have meant.",
    [.init("label", .text("What it is.")) { $0.label }])

  static let quote = Shape<Reply.Quote>(
    "Quote", "A line of a stored log.",
    [
      .init("line", .count("Its number, counted by LF.", from: 1)) { $0.line },
      .init("role", .text("`cause`, `related`, `symptom` or `wrapper`.")) { $0.role },
      .init("text", .text("The line. It comes from a log: escape it where you show it.")) {
        $0.text
      },
      .init("job", .text("The job's id.", pattern: Operation.Parameter.idPattern)) {
        $0.job?.id
      },
    ])

  /// A question with its answer.
  struct Answer: Sendable {
    var question: Question
    var reply: Reply
    var talk: String
    /// Lines around the evidence, where it is of one job.
    var excerpt: [FailureRecord.Line] = []
  }

  static let answer = Shape<Answer>(
    "Answer", "A question's answer, made by rules from the store.",
    [
      .init("schema", .oneOf(["faultline.reply/1"], "This document's version.")) { _ in
        "faultline.reply/1"
      },
      .init("question", .text("What was asked.")) { $0.question.text },
      .init("intent", .oneOf(Intent.allCases.map(\.rawValue), "How it was understood.")) {
        $0.reply.intent.rawValue
      },
      .init("answered", .flag("Whether there is an answer.")) { $0.reply.isAnswered },
      .init("text", .text("The whole answer for people, several lines; nothing in it acts.")) {
        TerminalDoor().render($0.reply)
      },
      .init("sentences", .list(of: .text("A sentence."), "The answer.")) {
        $0.reply.sentences.map(\.text)
      },
      .init("evidence", .list(of: quote.reference, "Lines it rests on, the best first.")) {
        $0.reply.evidence.map(quote.json)
      },
      .init(
        "excerpt",
        .list(of: RunShapes.line.reference, "Lines around those of the job, in the log's order.")
      ) { $0.excerpt.map(RunShapes.line.json) },
      .init("steps", .list(of: .text("A step."), "What to do.")) { $0.reply.steps },
      .init("choices", .list(of: choice.reference, "What it may have meant, to choose from.")) {
        $0.reply.choices.map(choice.json)
      },
      .init("suggestions", .list(of: .text("A question."), "What may be asked next.")) {
        $0.reply.suggestions
      },
      .init("links", .list(of: .text("An address."), "Pages to open.")) { $0.reply.links },
      .init("job", .text("The job it is about.", pattern: Operation.Parameter.idPattern)) {
        $0.reply.job?.id
      },
      .init("bucket", .oneOf(RunShapes.buckets, "The failure's bucket.")) { $0.reply.bucket },
      .init("conversation", .text("Send it with the next question to go on from here.")) {
        $0.talk
      },
    ])

  /// How a repository is doing.
  struct Health: Sendable {
    struct Broken: Sendable {
      var job: StoredJob
    }
    var repository: String
    var broken: [StoredJob]
    var runs: Int
    var failedRuns: Int
    var flaky: Int
    var quarantined: Int
    var top: [FailureList.Entry]

    var state: String { runs == 0 ? "unknown" : broken.isEmpty ? "green" : "red" }
  }

  static let health = Shape<Health>(
    "Health", "How a repository is doing: for a card on a developer portal.",
    [
      .init("repository", .text("`owner/name`.")) { $0.repository },
      .init(
        "state",
        .oneOf(["green", "red", "unknown"], "Red when a job of the default branch fails now.")
      ) { $0.state },
      .init("broken", .list(of: FailureShapes.occurrence.reference, "What fails there now.")) {
        $0.broken.map(FailureShapes.occurrence.json)
      },
      .init("runs", .count("Runs in the period asked for.")) { $0.runs },
      .init("failedRuns", .count("Those with a job that failed.")) { $0.failedRuns },
      .init("flakyTests", .count("Tests that are flaky, or probably.")) { $0.flaky },
      .init("quarantinedTests", .count("Tests in quarantine.")) { $0.quarantined },
      .init("topFailures", .list(of: FailureShapes.group.reference, "Most frequent first.")) {
        $0.top.map(FailureShapes.group.json)
      },
    ])
}
