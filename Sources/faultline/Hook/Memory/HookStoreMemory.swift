import Foundation
import History
import Pipelines
import Reporting
import Triage

/// Memory in a store: asks what the tests' records say, takes the job in, looks its failures up.
struct HookStoreMemory {
  let path: String

  /// Trouble is told on stderr; the answer then comes without a past.
  func remember(
    _ outcome: JobOutcome, _ context: JobContext, _ tests: [TestNote]
  ) -> Remembered {
    var out = Remembered(tests: tests)
    do {
      try recall(outcome, context, &out)
    } catch {
      Terminal.words("\(error)")
    }
    return out
  }

  /// Decides about the tests, and throws away what is too old. Nobody waits for it.
  func settle(_ context: JobContext) {
    // A store that does not open was complained of when the job was to be taken in.
    guard let store = try? Store(path: path) else { return }
    do {
      try Upkeep.settle(store, [context.repository ?? "local"], sparing: nil)
    } catch {
      Terminal.words("\(error)")
    }
  }

  private func recall(
    _ outcome: JobOutcome, _ context: JobContext, _ out: inout Remembered
  ) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try Store(path: path)
    var asker = FailureAsker(pullRequest: context.pullRequest, isMainLine: context.isMainLine)
    asker.mainLine = context.defaultBranch ?? (context.isMainLine ? context.branch : nil)
    let reports = Self.reports(outcome, context, now: asker.now)
    asker.job = reports.job.key.job
    let memory = try StoreMemory(store, repository: reports.job.key.repository, asker: asker)
    // Before this failure is in the store, or a test that never said such a thing would have.
    out.tests = try memory.judging(out.tests, of: outcome.results ?? [])
    _ = try store.takeIn([reports.job] + reports.others)
    guard outcome.hasFailed else { return }
    for (index, diagnosis) in outcome.failures.enumerated() {
      let stored = ([reports.job] + reports.others).first { report in
        report.failure?.fingerprint == diagnosis.fingerprint
      }
      out.notes[index] = try memory.note(diagnosis, storedAs: stored?.key)
    }
  }

  /// The job, and where its log is an archive of several that failed, one more for each other.
  private static func reports(
    _ outcome: JobOutcome, _ context: JobContext, now: Int
  ) -> (job: JobReport, others: [JobReport]) {
    var report = StoreIntake.report(
      context, facts: .init(hash: context.run ?? "time:\(now)", started: now, fileTime: now),
      status: outcome.status ?? (outcome.hasFailed ? .failed : .passed), revision: 0)
    let failures = outcome.hasFailed ? outcome.failures : []
    let main = failures.indices.max { failures[$0].telling < failures[$1].telling }
    var seen = Set([main.flatMap { failures[$0].fingerprint }])
    var others: [JobReport] = []
    for (index, failure) in failures.enumerated() where index != main {
      guard failure.fingerprint != nil, seen.insert(failure.fingerprint).inserted else { continue }
      var other = report
      let member = failure.source.name.split(separator: ":", maxSplits: 1).last ?? "log"
      other.key.job += " / " + member
      other.failure = FailureRecord(failure)
      others.append(other)
    }
    report.failure = main.flatMap { FailureRecord(failures[$0]) }
    report.results = outcome.results
    return (report, others)
  }
}
