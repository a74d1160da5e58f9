import Flakiness
import Foundation
import History
import Synchronization

/// Brings what the store says about builds into a ``Meter``: every ended run once, and how things
/// stand now.
///
/// The store's own sums go down when old rows go, which a counter must not, and a job may come in
/// as several parts: so runs are counted here, once each, when nothing of them came for a while.
package final class BuildWatch: Sendable {
  /// Seconds after its last job ended when a run counts as ended.
  static let settling = 120
  /// Seconds a run may last and still be counted.
  static let horizon = 3 * 86_400
  /// Seconds between two looks at how tests stand, which costs more.
  static let standingEvery = 60

  private struct State {
    /// Runs that were counted, or were there before the service began, with their end.
    var counted: [EndedRun.Key: Int] = [:]
    var isSeeded = false
    var lastStanding = 0
  }

  private let store: Store
  private let meter: Meter
  private let state = Mutex(State())

  package init(store: Store, meter: Meter) {
    self.store = store
    self.meter = meter
  }

  /// Looks at the store.
  ///
  /// - Parameter now: seconds since 1970.
  package func look(now: Int) throws(StoreError) {
    let ended = try store.endedRuns(since: now - Self.horizon, until: now - Self.settling)
    let isStanding = state.withLock { state in
      for run in ended where state.counted.updateValue(run.finished, forKey: run.key) == nil {
        if state.isSeeded { count(run) }
      }
      state.isSeeded = true
      state.counted = state.counted.filter { $0.value >= now - Self.horizon - 86_400 }
      guard now - state.lastStanding >= Self.standingEvery else { return false }
      state.lastStanding = now
      return true
    }
    if isStanding { try stand(now: now) }
  }

  private func count(_ run: EndedRun) {
    let result = Self.result(run)
    meter.observe(
      Double(run.finished - run.started), in: Instruments.runDuration, "executing", result)
    if let queued = run.queued {
      meter.observe(Double(queued), in: Instruments.runDuration, "pending", result)
    }
    for (bucket, count) in run.failures {
      meter.add(Double(count), to: Instruments.runErrors, bucket)
    }
  }

  /// OpenTelemetry's word: `error` is the CI system's fault, `failure` the change's.
  static func result(_ run: EndedRun) -> String {
    if run.isFailed { return Set(run.failures.keys) == ["infra"] ? "error" : "failure" }
    return run.isCancelled ? "cancellation" : "success"
  }

  private func stand(now: Int) throws(StoreError) {
    var verdicts: [[String]: Double] = [:]
    for verdict in Verdict.allCases { verdicts[[verdict.rawValue]] = 0 }
    var (muted, expired, broken) = (0, 0, 0)
    let repositories = try store.repositories()
    for repository in repositories {
      for (verdict, count) in try store.verdictCounts(of: repository) {
        verdicts[[verdict], default: 0] += Double(count)
      }
      for entry in try store.quarantine(of: repository) {
        if entry.isInForce(at: now) { muted += 1 } else { expired += 1 }
      }
      if try store.isDefaultBranchBroken(repository) { broken += 1 }
    }
    meter.replace(Instruments.tests, with: verdicts)
    meter.replace(
      Instruments.quarantined,
      with: [["in-force"]: Double(muted), ["expired"]: Double(expired)])
    meter.set(Instruments.broken, to: Double(broken))
    meter.set(Instruments.repositories, to: Double(repositories.count))
    meter.set(Instruments.storeBytes, to: Double(try store.size()))
    if let last = try store.latestStart() { meter.set(Instruments.lastRun, to: Double(last)) }
  }
}
