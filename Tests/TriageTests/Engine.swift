import Foundation
import Logs
import Signatures
import Triage

/// The engine trained on the package's own corpus, made once for all tests of this module.
enum Engine {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `Corpus/<label>/<name>.log`, as paths from the root, sorted.
  static let logPaths: [String] = {
    let folders = ["infra", "test", "dependency", "config", "green", "unknown"]
    return folders.flatMap { folder -> [String] in
      let path = root.appending(path: "Corpus/" + folder).path()
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return names.filter { $0.hasSuffix(".log") }.sorted().map { "Corpus/\(folder)/\($0)" }
    }
  }()

  static func corpusLog(_ path: String) throws -> CorpusLog {
    try CorpusLog(path: path, text: Array(try Data(contentsOf: root.appending(path: path))))
  }

  /// Logs that cannot be read fail in their own test.
  static let logs = logPaths.compactMap { try? corpusLog($0) }

  static let ruleFiles: [RuleFile] = {
    let folder = root.appending(path: "Signatures")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return names.sorted().filter { $0.hasSuffix(".yml") }.compactMap { name -> RuleFile? in
      let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
      return try? RuleFileReader.read(text, path: name)
    }
  }()

  static let catalog = Catalog(
    signatures: ruleFiles.flatMap { $0.entries.map(\.signature) },
    extraLiterals: LogScan.extraLiterals)

  static let schoolroom = Schoolroom(
    logs, cards: ruleFiles.flatMap(Card.all), catalog: catalog)

  static let triager = Triager(catalog: catalog, model: schoolroom.train())

  /// The diagnoses of `bytes` given to the reader in pieces of `chunk` bytes.
  static func diagnose(
    _ bytes: [UInt8], chunk: Int = .max, name: String = "build.log", baseline: Baseline? = nil
  ) -> [Diagnosis] {
    var out: [Diagnosis] = []
    var scan: LogScan?
    read(bytes, chunk: chunk) { event in
      switch event {
      case .begin(let source): scan = LogScan(catalog: catalog, provider: source.provider)
      case .block(let block): scan?.consume(block)
      case .end(let summary):
        if let gathered = scan?.finish(summary) {
          out.append(triager.diagnose(gathered, name: name, baseline: baseline))
        }
        scan = nil
      }
    }
    return out
  }

  static func diagnose(_ text: String, baseline: Baseline? = nil) throws -> Diagnosis {
    guard let first = diagnose(Array(text.utf8), baseline: baseline).first else {
      throw CocoaError(.fileReadUnknown)
    }
    return first
  }

  static func read(_ bytes: [UInt8], chunk: Int = .max, _ handle: (LogEvent) -> Void) {
    let reader = LogReader()
    bytes.withUnsafeBytes { whole in
      var start = 0
      while start < whole.count {
        let end = min(whole.count, start.addingReportingOverflow(chunk).partialValue)
        let stop = end > start ? end : whole.count
        reader.consume(UnsafeRawBufferPointer(rebasing: whole[start..<stop]), handle)
        start = stop
      }
    }
    reader.finish(handle)
  }

  /// The clean text of every line, by number, as the reader delivers and the cleaner cleans it.
  static func cleanLines(_ bytes: [UInt8]) -> [Int: String] {
    var out: [Int: String] = [:]
    var cleaner = LineCleaner(provider: .plain)
    read(bytes) { event in
      switch event {
      case .begin(let source): cleaner = LineCleaner(provider: source.provider)
      case .block(let block):
        var lines = block.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // Behind the last LF begins the next block's first line.
        if block.bytes.last == 0x0A { lines.removeLast() }
        for (index, line) in lines.enumerated() {
          let number = block.firstLine + index
          let clean = cleaner.clean(
            UnsafeRawBufferPointer(rebasing: line), number: number, offset: 0, cut: block.cut)
          let text = String(decoding: clean.text, as: UTF8.self)
          out[number] = out[number].map { $0 + "\r" + text } ?? text
        }
      case .end: break
      }
    }
    return out
  }

  /// A baseline that has seen `text`.
  static func baseline(_ text: String) -> Baseline {
    var baseline = Baseline()
    var cleaner = LineCleaner(provider: .plain)
    read(Array(text.utf8)) { event in
      if case .block(let block) = event { baseline.learn(block, cleaner: &cleaner) }
    }
    return baseline
  }
}
