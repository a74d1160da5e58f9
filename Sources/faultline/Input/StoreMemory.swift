import Flakiness
import Foundation
import History
import Reporting
import TestResults
import Triage

/// What a store adds to a diagnosis: whether the failure is new and what is known of its tests.
struct StoreMemory {
  let store: Store
  /// Where the failure happened; nil when nobody said and the store has several.
  let repository: String?
  var job: String?
  var pullRequest: String?
  /// Seconds since 1970.
  var now: Int

  init(
    _ store: Store, repository: String?, job: String? = nil, pullRequest: String? = nil,
    now: Int = Int(Date().timeIntervalSince1970)
  ) throws(StoreError) {
    self.store = store
    let known = try store.repositories()
    self.repository = repository ?? (known.count == 1 ? known.first : nil)
    self.job = job
    self.pullRequest = pullRequest
    self.now = now
    if let repository = self.repository { try store.refreshFlakes(of: repository) }
  }

  /// The diagnosis with what is remembered of it and of `results`, the tests of the job.
  func answer(_ diagnosis: Diagnosis, _ results: [TestResult]) throws(StoreError) -> Answer {
    var answer = Answer(diagnosis)
    answer.tests = try notes(results)
    guard let failure = FailureRecord(diagnosis) else { return answer }
    let known = try store.recurrence(
      of: failure, in: repository ?? "local", job: job, time: now)
    answer.recurrence = note(known)
    return answer
  }

  /// What the store says of a failure, for people and for machines.
  func note(_ known: Recurrence) -> RecurrenceNote {
    RecurrenceNote(
      state: known.state.name, count: known.count, repositories: known.repositories,
      pullRequests: Set(
        known.places.compactMap { place in
          place.pullRequest.map { place.repository + "\u{1F}" + $0 }
        }
      ).count,
      first: known.firstTime, last: known.last?.time, since: known.state.since,
      sentences: known.sentences(now: now, pullRequest: pullRequest))
  }

  /// The failed tests, those with a verdict first.
  func notes(_ results: [TestResult]) throws(StoreError) -> [TestNote] {
    var notes: [TestNote] = []
    var seen: Set<String> = []
    for result in results where result.outcome.isFailure && !result.isCached {
      let key = result.identity.key
      guard seen.insert(key).inserted, notes.count < 200 else { continue }
      let failed = result.attempts.first { $0.outcome.isFailure }
      var note = TestNote(
        name: key, message: failed?.message,
        file: result.identity.file.isEmpty ? nil : result.identity.file)
      if let repository { try fill(&note, repository) }
      notes.append(note)
    }
    return notes.filter { $0.verdict != nil } + notes.filter { $0.verdict == nil }
  }

  private func fill(_ note: inout TestNote, _ repository: String) throws(StoreError) {
    guard let flake = try store.flake(note.name, in: repository) else { return }
    note.verdict = flake.report.verdict.rawValue
    note.probability = flake.report.probability
    note.failureRate = flake.report.rate.mean
  }
}
