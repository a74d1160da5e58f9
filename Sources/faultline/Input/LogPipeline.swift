import Dispatch
import Logs
import Signatures
import Synchronization
import Triage

/// One log on two threads: the caller's reads and scans the blocks, a second one reads what they
/// say, in their order. The answer is the same as on one thread.
///
/// The threads live here, so that the modules below stay without locks. At most ``ahead`` blocks
/// wait, so memory stays bounded however slow the second thread is.
final class LogPipeline: Sendable {
  private static let ahead = 3

  private let catalog: Catalog
  private let provider: ProviderID
  private let scan: Mutex<LogScan>
  /// Blocks that were read: their memory is used again.
  private let spare = Mutex<[ScannedBlock]>([])
  private let room = DispatchSemaphore(value: LogPipeline.ahead)
  private let queue = DispatchQueue(label: "faultline.log", qos: .userInitiated)

  init(catalog: Catalog, provider: ProviderID) {
    self.catalog = catalog
    self.provider = provider
    scan = Mutex(LogScan(catalog: catalog, provider: provider))
  }

  /// Takes in a block of whole lines; waits while the second thread is far behind.
  func consume(_ block: LineBlock) {
    room.wait()
    var scanned = spare.withLock { $0.popLast() } ?? ScannedBlock()
    scanned.load(block, catalog: catalog, provider: provider)
    queue.async { [scanned] in
      self.scan.withLock { $0.consume(scanned) }
      self.spare.withLock { $0.append(scanned) }
      self.room.signal()
    }
  }

  /// Ends the pass, once every block was read.
  func finish(_ summary: ReadSummary?) -> Gathered {
    queue.sync {}
    return scan.withLock { $0.finish(summary) }
  }
}
