import History
import Synchronization

/// Which work somebody is at, so that no two do the same. Kept in memory: after a crash nobody is
/// at anything, and all of it is still in the store.
package final class Duty: Sendable {
  private let taken = Mutex<Set<Int>>([])

  package init() {}

  /// The next work that is due and nobody's; nil when there is none.
  func take(_ store: Store, at time: Int) async -> WorkItem? {
    for kind in [RunTask.kind, ExplainTask.kind] {
      let most = taken.withLock { $0.count } + 1
      for item in (try? store.dueWork(kind, at: time, limit: most)) ?? [] {
        if taken.withLock({ $0.insert(item.number).inserted }) { return item }
      }
    }
    return nil
  }

  func leave(_ number: Int) { taken.withLock { _ = $0.remove(number) } }
}
