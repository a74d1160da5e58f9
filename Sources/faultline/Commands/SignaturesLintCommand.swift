import ArgumentParser
import Foundation
import Logs
import Patterns
import Signatures
import Triage

struct SignaturesLintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Report what rots: hits on green logs, shadowed or loose patterns.",
    discussion: """
      Example:
        faultline signatures lint Signatures --green Corpus/green
      """)

  @Argument(help: "Rule files or folders of them.") var folders: [String] = [
    ".faultline/signatures"
  ]

  @Option(help: ArgumentHelp("Passing logs that no cause may hit. Repeatable.", valueName: "dir"))
  var green: [String] = []

  func run() throws {
    let (files, catalog) = try Packs.withCatalog(folders)
    var findings: [String] = []
    for file in files {
      for entry in file.entries { findings += loose(entry, in: file) }
    }
    let inputs = LogInputs(green)
    for error in inputs.errors { Terminal.words(error.description) }
    let ids = Set(files.flatMap { $0.entries.map(\.signature.id) })
    for path in inputs.paths {
      findings += try greenHits(path, catalog: catalog, ids: ids)
    }
    for finding in findings { Terminal.data(finding + "\n") }
    Terminal.data("\(findings.count) findings\n")
    if !findings.isEmpty || !inputs.errors.isEmpty { throw ExitCode(1) }
  }

  /// Findings about one entry on its own.
  private func loose(_ entry: RuleEntry, in file: RuleFile) -> [String] {
    let signature = entry.signature
    var out: [String] = []
    func find(_ message: String) {
      out.append("\(file.path):\(entry.place.line): \(signature.id): \(message)")
    }
    for pattern in signature.patterns {
      let wild = pattern.components(separatedBy: ".*").count - 1
      if wild > 2 { find("\(wild) times '.*' in one pattern: bound it, as in '.{1,200}?'") }
    }
    if signature.kind == .cause, signature.isGeneric, entry.counterexamples.isEmpty {
      find("a generic cause without a nomatch: say what looks alike and is none")
    }
    return out
  }

  /// Specific causes that fire in a passing log.
  private func greenHits(_ path: String, catalog: Catalog, ids: Set<String>) throws -> [String] {
    var out: [String] = []
    for hit in try CauseHits.of(path, catalog: catalog) where ids.contains(hit.id) {
      out.append("\(path):\(hit.line): \(hit.id) hits a green log")
    }
    return out
  }
}

/// Where specific causes fire in a log.
enum CauseHits {
  static func of(_ path: String, catalog: Catalog) throws -> [(id: String, line: Int)] {
    var bytes = try ByteSource(path).bytes()
    if path.contains("Corpus/"), let log = try? CorpusLog(path: path, text: bytes) {
      bytes = log.bytes
    }
    return Gathered.read(bytes, catalog: catalog).specificCauses(catalog)
  }
}

/// The literals that the scan looks for: what `make bench` gives to grep and ripgrep.
struct SignaturesLiteralsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "literals", abstract: "The literals that the scan looks for, one per line.",
    shouldDisplay: false)

  func run() throws {
    let catalog = try Knowledgeable.triager(packs: []).catalog
    let literals = Set(
      catalog.signatures.flatMap(\.patterns).flatMap { pattern in
        RequiredLiterals.extract(from: pattern) ?? []
      })
    for literal in literals.map({ String(decoding: $0, as: UTF8.self) }).sorted() {
      Terminal.data(literal + "\n")
    }
  }
}
