import Flakiness
import Foundation
import History
import Reporting
import TestResults
import Triage

/// Who asks what is remembered of a failure.
struct FailureAsker {
  var job: String?
  var pullRequest: String?
  /// What the default branch is called; nil when nobody said.
  var mainLine: String?
  /// Whether the failure is on the default branch itself.
  var isMainLine = false
  /// Seconds since 1970.
  var now = Int(Date().timeIntervalSince1970)
}

/// What a store adds to a diagnosis: whether the failure is new and what is known of its tests.
struct StoreMemory {
  /// Failed tests looked at closely: each costs a look at its whole history.
  static let judged = 20
  /// Latest runs of a test that its rate on the default branch is taken from, and how many of them
  /// must be on that branch: below, one failure more or less would be the whole figure.
  static let (recentRuns, mainLineRuns) = (500, 20)

  let store: Store
  /// Where the failure happened; nil when nobody said and the store has several.
  let repository: String?
  let asker: FailureAsker
  private let quarantined: Set<String>

  init(_ store: Store, repository: String?, asker: FailureAsker) throws(StoreError) {
    self.store = store
    let known = try store.repositories()
    self.repository = repository ?? (known.count == 1 ? known.first : nil)
    self.asker = asker
    let muted = try self.repository.map { name throws(StoreError) in
      try store.quarantine(of: name).filter { $0.isInForce(at: asker.now) }.map(\.test)
    }
    quarantined = Set(muted ?? [])
  }

  /// What is remembered of a failure; nil when there is none.
  ///
  /// - Parameter key: the job it was stored as, which is then not taken for an earlier one.
  func note(
    _ diagnosis: Diagnosis, storedAs key: JobKey? = nil
  ) throws(StoreError) -> RecurrenceNote? {
    guard let failure = FailureRecord(diagnosis) else { return nil }
    if let key, let known = try store.recurrence(of: key) {
      return RecurrenceNote(known, for: asker)
    }
    let known = try store.recurrence(
      of: failure, in: repository ?? "local", job: asker.job, time: asker.now)
    return RecurrenceNote(known, for: asker)
  }

  /// The notes of a job's failed tests with what their records say, those with a verdict first.
  ///
  /// - Parameter results: all tests of the job.
  func judging(_ notes: [TestNote], of results: [TestResult]) throws(StoreError) -> [TestNote] {
    guard let repository, !notes.isEmpty else { return notes }
    let ran = results.filter { !$0.isCached && $0.outcome != .skipped }
    let massFailure = try store.massMask(of: repository).probability(
      of: FailureCount(executed: ran.count, failed: ran.count { $0.outcome.isFailure }))
    var known: [TestNote] = []
    var unknown: [TestNote] = []
    for (index, note) in notes.enumerated() {
      var note = note
      note.isQuarantined = quarantined.contains(note.name)
      if let flake = try store.flake(note.name, in: repository) {
        Self.fill(&note, flake.report)
        if index < Self.judged, flake.report.verdict == .flaky {
          note.isUnusual = try isUnusual(note, massFailure, repository)
          note.mainLineRate = try mainLineRate(note.name, repository)
          note.mainLine = asker.mainLine
        }
      }
      if note.verdict == nil { unknown.append(note) } else { known.append(note) }
    }
    return known + unknown
  }

  private static func fill(_ note: inout TestNote, _ report: FlakeReport) {
    note.verdict = report.verdict.rawValue
    note.probability = report.probability
    note.failureRate = report.rate.mean
    let open = report.evidence.first { $0.kind == .openStreak }
    if [.regressed, .broken].contains(report.verdict) { note.since = open?.segment.firstCommit }
  }

  /// How often the test failed on the default branch, mass failures aside; nil when it hardly ran.
  private func mainLineRate(_ test: String, _ repository: String) throws(StoreError) -> Double? {
    let history = try store.history(of: test, in: repository, latest: Self.recentRuns)
    let entries = (history?.entries ?? []).filter {
      $0.run.isMainLine && !$0.isMasked
    }
    guard entries.count >= Self.mainLineRuns else { return nil }
    return Double(entries.count { $0.outcome != .passed }) / Double(entries.count)
  }

  /// A known flake that says what it never said: not to be forgiven as its usual flakiness.
  private func isUnusual(
    _ note: TestNote, _ massFailure: Double, _ repository: String
  ) throws(StoreError) -> Bool {
    let evidence = try store.retryEvidence(
      of: note.name, message: note.message, massFailure: massFailure, in: repository)
    guard evidence.context.knownFailures > 0, evidence.context.sameSignature == 0 else {
      return false
    }
    return FailureJudgement(
      of: evidence.record, model: evidence.model, context: evidence.context
    ).isSuspectedRegression
  }
}

extension RecurrenceNote {
  /// What is known of a failure, for people and for machines.
  init(_ known: Recurrence, for asker: FailureAsker) {
    let requests = known.places.compactMap { place in
      place.pullRequest.map { place.repository + "\u{1F}" + $0 }
    }
    self.init(
      state: known.state.name, count: known.count, repositories: known.repositories,
      pullRequests: Set(requests).count, first: known.firstTime,
      last: known.last?.time ?? known.places.map(\.lastTime).max(), since: known.state.since,
      sentences: known.sentences(
        now: asker.now, pullRequest: asker.pullRequest, mainLine: asker.mainLine,
        isMainLine: asker.isMainLine))
  }
}
