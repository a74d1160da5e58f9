import Foundation
import Pipelines

/// Many jobs in one file: a line of JSON each, with the keys of ``JobMeta``. Paths are relative to
/// the file.
struct JobManifest {
  /// The jobs whose lines are in order.
  var jobs: [JobSources] = []
  /// One for each line that is not.
  var errors: [InputError] = []

  /// - Parameters:
  ///   - path: the file, or - for standard input.
  ///   - base: what holds for every job that does not say otherwise.
  init(_ path: String, base: JobSources) throws(InputError) {
    let bytes = try ByteSource(path).bytes()
    let folder = path == "-" ? nil : path.lastIndex(of: "/").map { String(path[..<$0]) + "/" }
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      do throws(InputError) {
        let place = "\(path):\(index + 1)"
        var sources = base
        sources.folder = folder
        try JobMeta(line, place: place).lay(over: &sources, place: place)
        if sources.logs.isEmpty, sources.results.isEmpty, sources.status == nil {
          throw InputError(path: place, message: "names no logs, no results and no status")
        }
        jobs.append(sources)
      } catch {
        errors.append(error)
      }
    }
  }
}
