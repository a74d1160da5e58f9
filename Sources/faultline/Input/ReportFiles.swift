import Foundation
import Logs
import TestResults

/// Test reports as files: whatever the patterns name, gzipped or zipped or plain, each read to its
/// end or to its damage.
struct ReportFiles {
  /// In the order of the files; results of one file in the order of the report. Empty when the
  /// caller takes them as they are read.
  var results: [TestResult] { collected.results }
  /// Reports that were recognised and read, damaged ones included.
  var reports = 0
  /// Those of them that were read to their end.
  var whole = 0
  /// Files that cannot be read whole, with the byte and line where that began.
  var errors: [InputError] = []
  /// Content of all files in one number, for telling runs apart that have no name.
  var hash = ContentHash()
  private let isHashed: Bool
  private let sink: (TestResult) -> Void
  private let collected = Collected()

  private final class Collected {
    var results: [TestResult] = []
  }

  /// Reads all files that `patterns` (files, directories, globs) name.
  ///
  /// - Parameters:
  ///   - folder: what relative patterns are relative to; nil for the working directory.
  ///   - isHashed: whether ``hash`` is wanted, which costs 0.1 s per 100 MB.
  ///   - sink: takes each result as it is read, so that a caller who wants a few of a million does
  ///     not hold the million; nil collects them in ``results``.
  init(
    _ patterns: [String], in folder: String? = nil, isHashed: Bool = false,
    sink: ((TestResult) -> Void)? = nil
  ) {
    self.isHashed = isHashed
    // Not by `??`, whose closure takes each result as any value: a copy of seven references.
    if let sink {
      self.sink = sink
    } else {
      self.sink = { [collected] in collected.results.append($0) }
    }
    let inputs = LogInputs(patterns.map { Self.absolute($0, in: folder) })
    errors = inputs.errors
    for path in inputs.paths { read(path) }
  }

  /// `path` as seen from `folder`.
  static func absolute(_ path: String, in folder: String?) -> String {
    guard let folder, !folder.isEmpty, !path.hasPrefix("/"), path != "-" else { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  private mutating func read(_ path: String) {
    do throws(InputError) {
      var source = try ByteSource(path)
      let head = try source.peek(4)
      if head.starts(with: [0x1F, 0x8B]) || head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
        try readPacked(source, path)
      } else {
        try readPlain(source, path)
      }
    } catch {
      errors.append(error)
    }
  }

  private mutating func readPlain(_ source: ByteSource, _ path: String) throws(InputError) {
    let reading = Reading(sink)
    var hash = hash
    try source.forEachChunk { chunk in
      if isHashed { hash.add(chunk) }
      reading.consume(chunk)
    }
    self.hash = hash
    take(reading, path)
  }

  /// Compressed files come through the log reader, which bounds what they may expand to; an
  /// archive is one report per member.
  private mutating func readPacked(_ source: ByteSource, _ path: String) throws(InputError) {
    var limits = ReadLimits.default
    limits.maxLine = 16 << 20
    let reader = LogReader(limits: limits)
    var reading: Reading?
    var name = path
    var hash = hash
    var finished: [(Reading, String)] = []
    func handle(_ event: LogEvent) {
      switch event {
      case .begin(let log):
        reading = Reading(sink)
        name = log.member.map { path + ":" + $0 } ?? path
      case .block(let block): reading?.consume(block.bytes)
      case .end(let summary):
        if let reading {
          reading.problem = summary.problems.first { $0.losesText }.map { "\($0)" }
          finished.append((reading, name))
        }
        reading = nil
      }
    }
    try source.forEachChunk { chunk in
      if isHashed { hash.add(chunk) }
      reader.consume(chunk, handle)
    }
    reader.finish(handle)
    self.hash = hash
    for (reading, name) in finished { take(reading, name) }
  }

  private mutating func take(_ reading: Reading, _ name: String) {
    reading.finish()
    if reading.isRecognised { reports += 1 }
    if let error = reading.failure {
      errors.append(InputError(path: name, message: error.description))
    } else if let problem = reading.problem {
      errors.append(InputError(path: name, message: problem))
    } else if reading.isRecognised {
      whole += 1
    }
  }

  /// One report on its way.
  private final class Reading {
    var failure: ReportError?
    var problem: String?
    private let reader: ReportReader

    init(_ sink: @escaping (TestResult) -> Void) { reader = ReportReader(sink: sink) }

    var isRecognised: Bool { reader.summary.format != nil }

    func consume(_ chunk: UnsafeRawBufferPointer) {
      guard failure == nil else { return }
      do throws(ReportError) { try reader.consume(chunk) } catch { failure = error }
    }

    func finish() {
      guard failure == nil else { return }
      do throws(ReportError) { _ = try reader.finish() } catch { failure = error }
    }
  }
}

/// A number for bytes that is the same on every machine, for naming what has no name.
struct ContentHash {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var hash = hash
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    self.hash = hash
  }

  mutating func add(_ other: ContentHash) {
    withUnsafeBytes(of: other.hash.bigEndian) { add($0) }
  }

  /// 16 hexadecimal digits.
  var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
