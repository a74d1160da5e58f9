import Flakiness
import History
import Reviews

/// The weekly review in numbers and names.
extension ToolBox {
  func week(
    _ store: Store, _ given: String?, _ repository: String?, now: Int
  ) throws -> JSON {
    let last = ISOWeek(of: ReviewZone.utc.day(of: now) + -7)
    guard let week = given == nil ? last : ISOWeek(given ?? "") else {
      throw Refusal(description: "'week' is not a week, expected one like 2026-W47")
    }
    var builder = ReviewBuilder(window: ReviewWindow(week, in: .utc), zone: .utc)
    builder.scope = repository
    let review = try store.review(builder, in: repository.map { [$0] })
    return .object([
      "week": .string(week.text), "runs": .integer(review.coverage.runs),
      "jobs": .integer(review.coverage.jobs),
      "failed_jobs": .integer(review.coverage.failedJobs),
      "buckets": .array(
        review.buckets.map {
          .object([
            "bucket": .string($0.bucket), "failures": .integer($0.failures),
            "before": $0.before.map { .integer($0) } ?? .null,
          ])
        }),
      "figures": .array(review.scorecard.map(Self.figure)),
      "top_failures": .array(review.failures.prefix(10).map(Self.failure)),
      "flaky_tests": .array(review.flakes.top.prefix(10).map(Self.flake)),
      "incidents": .integer(review.incidents.count),
      // They name repositories, jobs and what a log said.
      "sentences": .array(review.sentences.map(Untrusted.words)),
    ])
  }

  private static func figure(_ figure: Review.Figure) -> JSON {
    .object([
      "id": .string(figure.id), "unit": .string(figure.unit.rawValue),
      "value": figure.now.value.map(JSON.share) ?? .null,
      "before": figure.before?.value.map(JSON.share) ?? .null,
      "change": .of(figure.change?.rawValue),
    ])
  }

  private static func failure(_ row: Review.FailureRow) -> JSON {
    .object([
      "bucket": .string(row.bucket), "category": .of(row.category),
      "fingerprint": .of(row.fingerprint), "count": .integer(row.count),
      "tag": .string(row.tag.rawValue), "untrusted_log_text": Untrusted.words(row.summary),
    ])
  }

  private static func flake(_ row: Review.FlakeRow) -> JSON {
    .object([
      "verdict": .string(row.verdict), "probability": .share(row.probability),
      "runs_blocked": .integer(row.runsBlocked), "quarantined": .bool(row.isQuarantined),
      "repository": Untrusted.name(row.repository),
      "untrusted_names": .object(["test": Untrusted.name(row.test)]),
    ])
  }
}
