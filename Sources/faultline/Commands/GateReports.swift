import Foundation
import TestResults

/// What the files of a results pattern looked like at one moment.
struct FileMarks {
  struct Mark: Equatable {
    var inode: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private(set) var marks: [String: Mark] = [:]

  /// The files that match now; a folder means the files in it.
  init(_ patterns: [String]) {
    for path in LogInputs(patterns).paths where path != "-" {
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      marks[path] = Mark(
        inode: UInt64(status.st_ino), size: Int64(status.st_size),
        seconds: Int(status.st_mtim.tv_sec), nanoseconds: Int(status.st_mtim.tv_nsec))
    }
  }
}

/// The reports a suite left behind: which are its own, and what they say.
struct SuiteReports {
  /// Reports that were there before the suite began and were not written again, or that claim to
  /// be older than its beginning.
  private(set) var stale: [String] = []
  /// Reports that could not be read whole.
  private(set) var damaged: [String] = []
  private(set) var files = 0
  private(set) var results: [TestResult] = []

  /// - Parameters:
  ///   - before: the files as they were before the suite began.
  ///   - start: seconds since 1970 at which it began.
  init(_ patterns: [String], before: FileMarks, start: Int) {
    for (path, mark) in FileMarks(patterns).marks.sorted(by: { $0.key < $1.key }) {
      // A copy with its old time, out of a cache, is no result of this run either. File systems
      // may keep time by whole seconds, hence the two of patience.
      if before.marks[path] == mark || mark.seconds < start - 2 {
        stale.append(path)
      } else {
        files += 1
        read(path)
      }
    }
  }

  private mutating func read(_ path: String) {
    var found: [TestResult] = []
    let reader = ReportReader { found.append($0) }
    var failure: String?
    do {
      try ByteSource(path).forEachChunk { chunk in
        do throws(ReportError) { try reader.consume(chunk) } catch {
          failure = failure ?? error.description
        }
      }
      if failure == nil {
        let summary = try reader.finish()
        // A piece that was skipped may be the failure that counts.
        failure = summary.notes.first?.description
      }
    } catch {
      failure = failure ?? "\((error as? InputError)?.message ?? "\(error)")"
    }
    results += found
    if let failure { damaged.append("'\(path)': \(failure)") }
  }
}
