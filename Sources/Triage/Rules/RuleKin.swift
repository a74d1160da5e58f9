import Signatures

/// Which known signatures and tools a line reminds of, by the words it shares with them.
struct RuleKin {
  private let catalog: Catalog
  /// The words of each signature's summary and patterns.
  private let words: [Set<String>]
  /// How many signatures have a word.
  private let spread: [String: Int]
  private let tools: Set<String>

  static let stopWords: Set<String> = [
    "the", "and", "for", "with", "from", "this", "that", "was", "not", "has", "are", "but", "while",
    "into", "you", "your", "error", "errors", "failed", "fatal", "err", "warn", "warning",
  ]

  /// Files of the catalog that are named after a matter, not after a tool.
  private static let subjects: Set<String> = [
    "generic", "process", "network", "memory", "disk", "dns", "tls", "lock", "file-permissions",
    "generated", "coverage", "device", "clock", "proxy", "image", "screenshot", "snapshot",
  ]

  init(_ catalog: Catalog) {
    self.catalog = catalog
    words = catalog.signatures.map { signature in
      Set(([signature.summary] + signature.patterns).flatMap(Self.words))
    }
    var spread: [String: Int] = [:]
    for set in words { for word in set { spread[word, default: 0] += 1 } }
    self.spread = spread
    tools = Set(catalog.signatures.map { String($0.tool) }).subtracting(Self.subjects)
  }

  private static func words(of text: String) -> [String] {
    text.lowercased().utf8.split { !ByteClass.isLetter($0) }.filter { $0.count >= 3 }
      .map { String(decoding: Array($0), as: UTF8.self) }
  }

  /// The cause that shares the rarest words with `given`; nil when none shares two.
  func nearest(to given: [String], in bucket: Bucket?) -> Signature? {
    let wanted = Set(given).subtracting(Self.stopWords)
    var best: (score: Double, index: Int)?
    for (index, signature) in catalog.signatures.enumerated()
    where signature.kind == .cause && signature.category != nil
      && (bucket == nil || signature.bucket == bucket)
    {
      let shared = words[index].intersection(wanted)
      guard shared.count >= 2 else { continue }
      let score = shared.reduce(0) { $0 + 1 / Double(spread[$1] ?? 1) }
      if score > best?.score ?? 0 { best = (score, index) }
    }
    return best.map { catalog.signatures[$0.index] }
  }

  /// The tool a line is probably from: that of its signature, a known tool it begins with (`go: `,
  /// `[npm] `), one that it names, one that a command above it runs; `custom` if there is none.
  func tool(of line: PointedLine, known: Signature?) -> String {
    if let known, !known.isGeneric, known.kind == .cause { return String(known.tool) }
    let text = String(decoding: line.text[line.bodyStart...], as: UTF8.self)
    let names = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }
    if let first = names.first.map(String.init), Self.isSlug(first), first != "error",
      first != "err", tools.contains(first) || text.lowercased().hasPrefix(first + ": "),
      !Self.stopWords.contains(first)
    {
      return first
    }
    let commands = line.before.reversed().flatMap { above -> [String] in
      let command = above.drop { "+$#>% ".contains($0) }
      return command.lowercased().split(separator: " ").prefix(2).map(String.init)
    }
    return (names.map(String.init) + commands).first { tools.contains($0) }
      ?? "custom"
  }

  private static func isSlug(_ text: String) -> Bool {
    text.utf8.count <= 30 && text.first != "-" && text.last != "-"
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }
}
