import Classifier
import Logs
import Signatures

/// A corpus log worked up for learning: what was gathered, and which items are right.
struct Lesson: Sendable {
  var name: String
  var family: String
  var label: CorpusLog.Label
  var category: String?
  var causes: [Int]
  var workup: Workup
  /// The same log with its own tools' signatures muted: what an unknown tool looks like.
  var mutedWorkup: Workup?
  var failed: Bool { label != .green }

  var bucket: Bucket? {
    if case .bucket(let bucket) = label { return bucket }
    return nil
  }

  /// Reads the log through the same pass as an answer would.
  init(_ log: CorpusLog, catalog: Catalog) {
    name = log.name
    family = log.family
    label = log.label
    category = log.category
    causes = log.causes
    let gathered = Gathered.read(log.bytes, catalog: catalog)
    workup = Workup(gathered, catalog: catalog)
    if case .bucket = log.label {
      let tools = Set(
        workup.items.filter { item in
          log.causes.contains(item.number)
        }.compactMap { item in item.signature.map { String(catalog.signatures[$0].tool) } })
      if !tools.isEmpty {
        mutedWorkup = Workup(gathered, catalog: catalog) { tools.contains(String($0.tool)) }
      }
    }
  }

  /// Indexes of the items on marked lines; if none was kept, of those next to one.
  func right(in workup: Workup) -> Set<Int> {
    let exact = workup.items.indices.filter { causes.contains(workup.items[$0].number) }
    if !exact.isEmpty { return Set(exact) }
    return Set(
      workup.items.indices.filter { index in
        causes.contains { abs($0 - workup.items[index].number) <= 1 }
      })
  }
}

extension Gathered {
  /// Reads a log that is in memory as a whole; of an archive, its first member.
  public static func read(_ bytes: [UInt8], catalog: Catalog) -> Gathered {
    var scan: LogScan?
    var gathered: Gathered?
    let reader = LogReader()
    let handle: (LogEvent) -> Void = { event in
      switch event {
      case .begin(let source): scan = LogScan(catalog: catalog, provider: source.provider)
      case .block(let block): scan?.consume(block)
      case .end(let summary):
        if gathered == nil { gathered = scan?.finish(summary) }
      }
    }
    bytes.withUnsafeBytes { reader.consume($0, handle) }
    reader.finish(handle)
    if let gathered { return gathered }
    var empty = LogScan(catalog: catalog, provider: .plain)
    return empty.finish(nil)
  }
}
