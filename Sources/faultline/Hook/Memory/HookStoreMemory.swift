import Foundation
import History
import Pipelines
import Reporting

/// Memory in a store: looks the failure up, then takes the job in.
struct HookStoreMemory {
  let path: String

  /// Trouble is told on stderr; the answer then comes without a past.
  func remember(_ outcome: JobOutcome, _ context: JobContext) -> Remembered {
    do {
      return try known(outcome, context)
    } catch {
      Terminal.words("\(error)")
      return Remembered()
    }
  }

  private func known(_ outcome: JobOutcome, _ context: JobContext) throws -> Remembered {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try Store(path: path)
    let now = Int(Date().timeIntervalSince1970)
    let failures = outcome.hasFailed ? outcome.diagnoses.compactMap(FailureRecord.init) : []
    let run = context.run ?? "time:\(now)"
    var report = StoreIntake.report(
      context, facts: .init(hash: run, started: now, fileTime: now),
      status: outcome.status ?? (outcome.hasFailed ? .failed : .passed), revision: 0)
    report.failure = failures.first
    report.results = outcome.results
    _ = try store.takeIn(report)
    var out = Remembered()
    for failure in failures {
      guard let fingerprint = failure.fingerprint else { continue }
      let recurrence = try store.recurrence(
        of: failure, in: report.key.repository, job: report.key.job, time: now)
      out.notes[fingerprint] = past(recurrence, context).note(in: context, now: now)
    }
    return out
  }

  private func past(_ known: Recurrence, _ context: JobContext) -> FailurePast {
    let requests = Set(known.places.compactMap(\.pullRequest))
    var past = FailurePast(
      count: known.count, repositories: max(1, known.repositories), pullRequests: requests.count,
      branches: Set(known.places.map(\.branch)).count, first: known.firstTime,
      last: known.last?.time, state: known.state.name)
    if case .broken(let since, _) = known.state { past.brokenSince = since }
    past.isOnlyHere = known.places.allSatisfy { $0.pullRequest == context.pullRequest }
    return past
  }
}
