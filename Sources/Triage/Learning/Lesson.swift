import Classifier
import Logs
import Signatures

/// A corpus log worked up for learning: what was gathered, and which items are right.
struct Lesson: Sendable {
  /// One way of looking at the log.
  struct Variant: Sendable {
    var workup: Workup
    /// 1-based lines of the causes in this variant.
    var causes: [Int]
    /// How much it counts beside the log as it is, which counts one.
    var weight: Double

    /// Indexes of the items on marked lines; if none was kept, of those next to one.
    var right: Set<Int> {
      let exact = workup.items.indices.filter { causes.contains(workup.items[$0].number) }
      if !exact.isEmpty { return Set(exact) }
      return Set(
        workup.items.indices.filter { index in
          causes.contains { abs($0 - workup.items[index].number) <= 1 }
        })
    }
  }

  var name: String
  var family: String
  var label: CorpusLog.Label
  var category: String?
  /// Whose signatures stand on the marked lines.
  var tools: Set<String> = []
  /// The log as it is, then what is made of it for training.
  var variants: [Variant]
  var workup: Workup { variants[0].workup }
  var causes: [Int] { variants[0].causes }
  var failed: Bool { label != .green }

  var bucket: Bucket? {
    if case .bucket(let bucket) = label { return bucket }
    return nil
  }

  /// Reads the log through the same pass as an answer would.
  ///
  /// More variants are made for training. *Muted*: its own tools' signatures are unknown, which is
  /// what tomorrow's tools look like. *Preceded*: the output of another job up to its failing exit
  /// stands before the log, alarming lines of passing logs all over it and a foreign failure behind
  /// its end, because real logs are full of alarming lines that did not matter.
  /// *Collapsed*: the machine broke, and behind it tests fail, because everything did.
  /// *Entangled*: the failing test also prints what broke in the other log, because tests exercise
  /// broken networks, missing files and refused permissions. *Excerpt*: the lines around the cause
  /// alone, as people paste them, without anything that says how the job ended.
  init(
    _ log: CorpusLog, before other: CorpusLog?, among strangers: [CorpusLog],
    victims: [CorpusLog], noise: [[UInt8]], catalog: Catalog
  ) {
    name = log.name
    family = log.family
    label = log.label
    category = log.category
    let gathered = Gathered.read(log.bytes, catalog: catalog)
    variants = [
      Variant(workup: Workup(gathered, catalog: catalog), causes: log.causes, weight: 1)
    ]
    if case .bucket = log.label {
      let workup = variants[0].workup
      tools = Set(
        workup.items.filter { log.causes.contains($0.number) }.compactMap { item in
          item.signature.map { String(catalog.signatures[$0].tool) }
        })
      if !tools.isEmpty {
        let tools = tools
        let muted = Workup(gathered, catalog: catalog) { tools.contains(String($0.tool)) }
        variants.append(Variant(workup: muted, causes: log.causes, weight: 0.35))
      }
    }
    if let other, other.provider == log.provider {
      variants.append(
        Self.preceded(log, by: other, strangers: strangers, noise: noise, catalog: catalog))
    }
    variants.append(Self.excerpt(log, catalog: catalog))
    if log.label == .bucket(.infra), RankingFeatures.machine.contains(log.category ?? "") {
      variants.append(Self.collapsed(log, with: victims, catalog: catalog))
    }
    if Self.runsTests(log), !strangers.isEmpty {
      variants.append(Self.entangled(log, with: strangers, catalog: catalog))
    }
  }

  /// Twelve lines around the first cause, or as many from a third of a log that marks none.
  private static func excerpt(_ log: CorpusLog, catalog: Catalog) -> Variant {
    let lines = log.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let centre = log.causes.first ?? lines.count / 3
    let first = max(0, centre - 9)
    let kept = lines[min(first, lines.count)..<min(lines.count, centre + 3)]
    let bytes = Array(kept.joined(separator: [0x0A]))
    return Variant(
      workup: Workup(Gathered.read(bytes, catalog: catalog), catalog: catalog),
      causes: log.causes.map { $0 - first }.filter { (1...max(1, kept.count)).contains($0) },
      weight: 0.3)
  }

  /// Whether what failed is a running test.
  private static func runsTests(_ log: CorpusLog) -> Bool {
    let running: Set = ["assertion", "exception", "snapshot", "test-timeout", "setup", "crash"]
    return log.label == .bucket(.test) && running.contains(log.category ?? "")
  }

  /// Puts the marked lines of `strangers` a few lines before the cause, as a test's own output.
  private static func entangled(
    _ log: CorpusLog, with strangers: [CorpusLog], catalog: Catalog
  ) -> Variant {
    var lines = log.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    var causes = log.causes
    var seed = StableHash.hash(log.name.utf8)
    for stranger in strangers {
      let noise = markedLines(stranger)
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let distance = Int(seed >> 33) % 12
      let place = max(0, min(lines.count, (causes.first ?? 1) - 1 - distance))
      lines.insert(contentsOf: noise, at: place)
      causes = causes.map { $0 > place ? $0 + noise.count : $0 }
    }
    let bytes = Array(lines.joined(separator: [0x0A]))
    return Variant(
      workup: Workup(Gathered.read(bytes, catalog: catalog), catalog: catalog), causes: causes,
      weight: 0.5)
  }

  /// Puts the marked lines of failed tests right behind the last cause.
  private static func collapsed(
    _ log: CorpusLog, with victims: [CorpusLog], catalog: Catalog
  ) -> Variant {
    var lines = log.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let place = min(lines.count, log.causes.last ?? lines.count)
    lines.insert(contentsOf: victims.flatMap(markedLines), at: place)
    let bytes = Array(lines.joined(separator: [0x0A]))
    return Variant(
      workup: Workup(Gathered.read(bytes, catalog: catalog), catalog: catalog),
      causes: log.causes, weight: 0.5)
  }

  private static func preceded(
    _ log: CorpusLog, by other: CorpusLog, strangers: [CorpusLog], noise: [[UInt8]],
    catalog: Catalog
  ) -> Variant {
    let before = other.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let exit = Gathered.read(other.bytes, catalog: catalog).exits.first?.line ?? before.count
    var lines = before.prefix(max(0, exit - 1)).map(Array.init)
    var causes = log.causes.map { $0 + lines.count }
    lines += log.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    var seed = StableHash.hash(log.name.utf8, seed: 7)
    for line in noise {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let place = Int(seed >> 33) % max(1, lines.count)
      lines.insert(line, at: place)
      causes = causes.map { $0 > place ? $0 + 1 : $0 }
    }
    // What uploads, reports and services say when the job is over.
    if log.label != .green, seed % 4 == 0 { lines += strangers.flatMap(markedLines) }
    let bytes = Array(lines.joined(separator: [0x0A]))
    return Variant(
      workup: Workup(Gathered.read(bytes, catalog: catalog), catalog: catalog), causes: causes,
      weight: 0.5)
  }

  /// The first two marked lines of a log.
  private static func markedLines(_ log: CorpusLog) -> [[UInt8]] {
    let lines = log.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    return log.causes.prefix(2).compactMap { number in
      lines.indices.contains(number - 1) ? Array(lines[number - 1]) : nil
    }
  }
}

extension CorpusLog {
  /// The CI whose decoration the log wears, as its header says.
  var provider: String { header["dress"].map { String($0.prefix { $0 != " " }) } ?? "plain" }
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
