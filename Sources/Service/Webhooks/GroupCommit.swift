import Dispatch
import History
import Synchronization

/// Keeps deliveries, many in one transaction: while one is being written to disk the next ones
/// gather, so that the wait for the disk is shared by all of them.
package final class GroupCommit: Sendable {
  /// Deliveries in one transaction; the more, the longer each waits.
  static let batch = 200
  /// Deliveries that may wait; more are refused until some are written.
  static let room = 20_000
  /// Seconds to wait for another process that has the store: GitHub hangs up after ten, and a
  /// delivery may have to wait for another transaction of ours that waits as long.
  package static let patience = 3.0

  /// Why a delivery was not kept.
  package enum Failure: Error, Sendable {
    case full
    case store(StoreError)
  }

  private typealias Answer = Result<Bool, Failure>
  private struct Pending {
    var record: DeliveryRecord
    var answer: CheckedContinuation<Answer, Never>
  }
  private struct State {
    var pending: [Pending] = []
    var isWriting = false
  }

  private let store: Store
  private let queue = DispatchQueue(label: "faultline.deliveries", qos: .userInitiated)
  private let state = Mutex(State())

  package init(store: Store) { self.store = store }

  /// Keeps a delivery; when this returns it is on disk.
  ///
  /// - Returns: false when it was known.
  package func keep(_ record: DeliveryRecord) async throws(Failure) -> Bool {
    let answer = await withCheckedContinuation {
      (continuation: CheckedContinuation<Answer, Never>) in
      let (isFull, starts) = state.withLock { state in
        guard state.pending.count < Self.room else { return (true, false) }
        state.pending.append(Pending(record: record, answer: continuation))
        defer { state.isWriting = true }
        return (false, !state.isWriting)
      }
      if isFull { continuation.resume(returning: .failure(.full)) }
      if starts { queue.async { self.write() } }
    }
    return try answer.get()
  }

  /// Writes until nothing is left.
  private func write() {
    while true {
      let batch = state.withLock { state in
        let batch = Array(state.pending.prefix(Self.batch))
        state.pending.removeFirst(batch.count)
        if batch.isEmpty { state.isWriting = false }
        return batch
      }
      if batch.isEmpty { return }
      do throws(StoreError) {
        let isNew = try store.keep(batch.map(\.record))
        for (pending, isNew) in zip(batch, isNew) {
          pending.answer.resume(returning: .success(isNew))
        }
      } catch {
        // Those behind have waited for as long, and would now wait for nothing once more.
        let behind = state.withLock { state in
          defer { state.pending = [] }
          return state.pending
        }
        for pending in batch + behind {
          pending.answer.resume(returning: .failure(.store(error)))
        }
      }
    }
  }
}
