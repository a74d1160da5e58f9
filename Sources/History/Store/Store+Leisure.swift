import Foundation
import GRDB
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// How fast something long is worked out.
public enum Pace: Sendable {
  /// Somebody waits for it.
  case atOnce
  /// It gives way to whatever else wants the processor: half a second of work at full speed beside
  /// a service makes its answers wait, on few processors for several times as long.
  case leisurely
}

extension Store {
  /// Reads from a snapshot for as long as it takes.
  func read<Value: Sendable>(
    at pace: Pace, _ body: @escaping @Sendable (Database) throws -> Value
  ) throws(StoreError) -> Value {
    if pace == .atOnce { return try read(body) }
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    // A thread may lower its priority and not raise it again, so it is one of its own.
    Thread.detachNewThread { [pool] in
      lowerPriority()
      let result = Result { try pool.read(body) }
      outcome.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    do {
      return try outcome.withLock { $0! }.get()
    } catch {
      throw StoreError.from(error, path: path)
    }
  }
}

/// Lowers the priority of the calling thread alone: on Linux the nice value is each thread's own.
private func lowerPriority() {
  #if canImport(Glibc)
    // To a tenth of the others' share (sched(7)): less, and a lock inside SQLite's memory
    // management could be held for long by somebody who never runs.
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
  #endif
}
