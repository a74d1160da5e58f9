import Dispatch

/// Threads that may wait for the disk: a query that takes a second must not hold one of the few
/// threads on which all connections are served.
final class DiskThreads: TaskExecutor {
  static let shared = DiskThreads()
  private let queue = DispatchQueue(label: "faultline.disk", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
