import Dispatch
import Pipelines
import Synchronization

/// Asynchronous work inside a command, which is not.
enum Blocking {
  private final class Box<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, FetchError>>(
      .failure(FetchError(.connection, "interrupted")))
  }

  /// Waits for `body`.
  static func run<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(FetchError) -> Value
  ) throws(FetchError) -> Value {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      let result: Result<Value, FetchError>
      do throws(FetchError) { result = .success(try await body()) } catch {
        result = .failure(error)
      }
      box.result.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    return try box.result.withLock { $0 }.get()
  }
}
