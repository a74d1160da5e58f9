import ArgumentParser
import Foundation
import Signatures
import Triage

struct SignaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signatures",
    abstract: "List, show and test failure signatures.",
    discussion: """
      Signatures of your own live in .faultline/signatures/<tool>.yml; they are read by every
      command that runs in that directory.

      Examples:
        faultline signatures list --bucket infra
        faultline signatures show npm/package-not-found
        faultline signatures test .faultline/signatures
      """,
    subcommands: [
      SignaturesListCommand.self, SignaturesShowCommand.self, SignaturesTestCommand.self,
      SignaturesLintCommand.self, SignaturesMarkCommand.self, SignaturesDryRunCommand.self,
      SignaturesIndexCommand.self,
      SignaturesLiteralsCommand.self,
    ])
}

struct SignaturesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "One line per signature.",
    discussion: "Example:\n  faultline signatures list --bucket dependency --tool npm")

  @Option(help: "Only this bucket.") var bucket: String?
  @Option(help: "Only this tool (the part of the id before the slash).") var tool: String?
  @Option(help: ArgumentHelp("A folder with signatures of your own.", valueName: "dir"))
  var signatures: [String] = []

  func validate() throws {
    if let bucket, Bucket(rawValue: bucket) == nil {
      let known = Bucket.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("bucket '\(bucket)' is not known, expected \(known)")
    }
  }

  func run() throws {
    for signature in try Knowledgeable.triager(packs: signatures).catalog.signatures {
      if let bucket, signature.bucket.rawValue != bucket { continue }
      if let tool, signature.tool != tool { continue }
      let place = signature.category.map { "\(signature.bucket.rawValue)/\($0)" } ?? "-"
      let fields = [signature.id, place, signature.kind.rawValue, signature.summary]
      Terminal.data(fields.joined(separator: "\t") + "\n")
    }
  }
}

struct SignaturesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Everything about one signature.",
    discussion: "Example:\n  faultline signatures show go/proxy-unreachable")

  @Argument(help: "The signature's id.") var id: String
  @Option(help: ArgumentHelp("A folder with signatures of your own.", valueName: "dir"))
  var signatures: [String] = []

  func run() throws {
    let catalog = try Knowledgeable.triager(packs: signatures).catalog
    guard let index = catalog.indexByID[id] else {
      Terminal.words("no signature '\(id)'; see faultline signatures list")
      throw ExitCode(1)
    }
    let signature = catalog.signatures[index]
    var lines = [
      "id           \(signature.id)", "bucket       \(signature.bucket.rawValue)",
      "category     \(signature.category ?? "-")", "kind         \(signature.kind.rawValue)",
      "summary      \(signature.summary)",
    ]
    lines += signature.patterns.map { "match        \($0)" }
    if !signature.key.isEmpty {
      lines.append("key          \(signature.key.joined(separator: ", "))")
    }
    lines.append("transient    \(signature.isTransient)")
    lines.append("whose turn   \(signature.actor.words)")
    lines += signature.remediation.map { "do           \($0)" }
    lines += signature.references.map { "see          \($0)" }
    Terminal.data(lines.joined(separator: "\n") + "\n")
  }
}

struct SignaturesIndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "A Markdown table of the whole catalog.",
    discussion: "Example:\n  faultline signatures index > CATALOG.md")

  func run() throws {
    let catalog = try Knowledgeable.triager(packs: []).catalog
    Terminal.data("| signature | bucket | category | kind | summary |\n|---|---|---|---|---|\n")
    for signature in catalog.signatures {
      let summary = signature.summary.replacing("|", with: "\\|")
      let cells = [
        "`\(signature.id)`", signature.bucket.rawValue, signature.category ?? "",
        signature.kind.rawValue, summary,
      ]
      Terminal.data("| " + cells.joined(separator: " | ") + " |\n")
    }
  }
}

struct SignaturesTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Check rule files against their own examples and the catalog.",
    discussion: """
      Every example must be hit on its marked line with its marked captures, every nomatch must
      stay silent, and no other signature may take an example's line.

      Example:
        faultline signatures test .faultline/signatures
      """)

  @Argument(help: "Rule files or folders of them.") var folders: [String] = [
    ".faultline/signatures"
  ]

  func run() throws {
    let (files, catalog) = try Packs.withCatalog(folders)
    var laws = Laws(catalog: catalog)
    let problems = files.flatMap { laws.problems(in: $0) }
    for problem in problems { Terminal.words(problem.description) }
    let entries = files.reduce(0) { $0 + $1.entries.count }
    let examples = files.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.examples.count } }
    let counts = "\(entries) signatures in \(files.count) files, \(examples) examples"
    Terminal.data("\(counts), \(problems.count) problems\n")
    if !problems.isEmpty { throw ExitCode(1) }
  }
}

/// Rule files together with the catalog they would live in.
enum Packs {
  /// Reads `folders`; the catalog is the built-in one in which entries with these ids are replaced.
  static func withCatalog(_ folders: [String]) throws -> ([RuleFile], Catalog) {
    do {
      let files = try SignaturePacks.read(folders)
      let fresh = files.flatMap { $0.entries.map(\.signature) }
      let ids = Set(fresh.map(\.id))
      let builtIn = try Embedded.triager().catalog.signatures.filter { !ids.contains($0.id) }
      return (files, Catalog(signatures: builtIn + fresh, extraLiterals: LogScan.extraLiterals))
    } catch let problems as Problems {
      for problem in problems.all { Terminal.words(problem.description) }
      throw ExitCode(1)
    } catch let error as InputError {
      Terminal.words(error.description)
      throw ExitCode(1)
    }
  }
}
