import Foundation
import Glibc
import Pipelines

/// A log on its way to a worker: a file without a name, gone with its last user.
package final class LogFile: LogSink, @unchecked Sendable {
  // Written by one task, then read by one process: never both.
  let descriptor: Int32
  private(set) var bytes = 0
  /// Whether a write failed: the disk is full.
  private(set) var isBroken = false

  package init?() {
    var template = Array((NSTemporaryDirectory() + "/faultline-log-XXXXXX").utf8CString)
    descriptor = WorkerProcess.exclusively { () -> Int32 in
      let descriptor = mkstemp(&template)
      if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      return descriptor
    }
    guard descriptor >= 0 else { return nil }
    unlink(template)
  }

  deinit { close(descriptor) }

  package func restart() {
    ftruncate(descriptor, 0)
    lseek(descriptor, 0, SEEK_SET)
    bytes = 0
  }

  package func append(_ more: [UInt8]) {
    bytes += more.count
    more.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, !isBroken {
        let count = write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count > 0 { done += count } else if errno != EINTR { isBroken = true }
      }
    }
  }

  /// Back to the beginning, for whoever reads.
  func rewind() { lseek(descriptor, 0, SEEK_SET) }
}
