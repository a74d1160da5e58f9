import Flakiness
import History
import Reporting
import TestResults

/// What a plan needs of a run: how many tests ran, and those that failed. Filled while the reports
/// are read, because a run of a million tests has few failures.
final class RedRun {
  private(set) var executed = 0
  /// By key; of several results of one key the last.
  private(set) var failed: [String: TestResult] = [:]

  func add(_ result: TestResult) {
    let outcome = result.outcome
    guard !result.isCached, outcome != .skipped else { return }
    executed += 1
    if outcome.isFailure { failed[result.identity.key] = result }
  }
}

/// The plan for every failed test of a run.
struct RetryPlans {
  struct Entry {
    var test: String
    var identity: TestIdentity
    var judgement: FailureJudgement
    var plan: RetryPlan
  }

  private(set) var entries: [Entry] = []
  let executed: Int
  private(set) var massFailure = 0.0
  private let hasHistory: Bool

  init(
    _ run: RedRun, store: (store: Store, repository: String)?,
    options: RetryPlanCommand
  ) throws(StoreError) {
    hasHistory = store != nil
    executed = run.executed
    let mask = try store.map { store throws(StoreError) in
      try store.store.massMask(of: store.repository)
    }
    massFailure = (mask ?? MassMask()).probability(
      of: FailureCount(executed: executed, failed: run.failed.count))
    for (test, result) in run.failed.sorted(by: { $0.key < $1.key }) {
      let evidence = try evidence(test, result, store)
      let judgement = FailureJudgement(
        of: evidence.record, model: evidence.model, context: evidence.context)
      entries.append(
        Entry(
          test: test, identity: result.identity, judgement: judgement,
          plan: RetryPlan(
            for: judgement, rateAfterFailure: evidence.rateAfterFailure,
            confidence: options.confidence, limit: options.limit)))
    }
  }

  private func evidence(
    _ test: String, _ result: TestResult, _ store: (store: Store, repository: String)?
  ) throws(StoreError) -> RetryEvidence {
    let failure = result.attempts.first { $0.outcome.isFailure }
    if let store {
      return try store.store.retryEvidence(
        of: test, message: failure?.message ?? failure?.type, massFailure: massFailure,
        in: store.repository)
    }
    var context = FailureContext()
    context.massFailure = massFailure
    return RetryEvidence(record: TestRecord(), model: SegmentBayes(), context: context)
  }
}

extension RetryPlans {
  var text: String {
    guard !entries.isEmpty else { return "No test failed.\n" }
    var lines = ["\(entries.count) of \(executed) tests failed."]
    if !hasHistory { lines.append("Without a store, by published rates only.") }
    for entry in entries { lines += ["", ShownName.of(entry.test)] + Self.lines(of: entry) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of entry: Entry) -> [String] {
    let judgement = entry.judgement
    let believed =
      "  believed   flake \(percent(judgement.flake)), this change "
      + "\(percent(judgement.thisChange)), broken before \(percent(judgement.brokenOnBase)), "
      + "outage \(percent(judgement.infrastructure))"
    return [believed, "  advice     " + advice(entry.plan)]
  }

  private static func advice(_ plan: RetryPlan) -> String {
    switch plan.advice {
    case .retry:
      "run it again, up to \(plan.retries)×: a pass proves a flake "
        + "(\(percent(plan.chanceOfPass)) likely); if all fail, it is real with "
        + percent(plan.realIfAllFail)
    case .fix: "no retry: the failure is real"
    case .flake: "no retry needed to know: a flake"
    case .rerunJob: "no single retry: too many tests failed at once, run the job again"
    }
  }

  private static func percent(_ share: Double) -> String { SuggestionWords.percent(share) }

  private struct Document: Encodable {
    struct Item: Encodable {
      var test: String
      var advice: RetryPlan.Advice
      var retries: Int
      var chanceOfPass: Double
      var realIfAllFail: Double
      var judgement: FailureJudgement
    }

    var schema = "faultline.retry-plan/1"
    var executed: Int
    var massFailure: Double
    var tests: [Item]
  }

  var json: String {
    JSONText.of(
      Document(
        executed: executed, massFailure: massFailure,
        tests: entries.map {
          Document.Item(
            test: $0.test, advice: $0.plan.advice, retries: $0.plan.retries,
            chanceOfPass: $0.plan.chanceOfPass, realIfAllFail: $0.plan.realIfAllFail,
            judgement: $0.judgement)
        }))
  }
}
