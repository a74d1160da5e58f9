import ArgumentParser
import Foundation
import Logs
import Patterns
import Signatures
import Triage

struct SignaturesLintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Report what rots: noisy keys, loose or shadowed patterns, hits on green logs.",
    discussion: """
      Each finding names its rule: noise (a key that differs from run to run), unanchored, \
      shadowed, foreign (claims a line of another tool's example, of another bucket), literal \
      (tried on too many lines), wild (unbounded '.*'), green (taken for the failure of a passing \
      log). Notes say less and do not count: unproven (a pattern no example matches), uncontrasted \
      (a generic cause without a nomatch), and hits on green logs that the end of the log answers.

      Examples:
        faultline signatures lint Signatures --green Corpus/green
        faultline signatures lint .faultline/signatures --green last-green.log --notes
      """)

  @Argument(help: "Rule files or folders of them.") var folders: [String] = [
    ".faultline/signatures"
  ]

  @Option(help: ArgumentHelp("Passing logs that no cause may hit. Repeatable.", valueName: "dir"))
  var green: [String] = []

  @Flag(help: "Print notes too.") var notes = false

  func run() throws {
    let (files, catalog) = try Packs.withCatalog(folders)
    var lint = RuleLint(files, catalog: catalog)
    let all = lint.findings()
    var findings = all.filter { !$0.rule.isNote }.map(\.description)
    var remarks = all.filter(\.rule.isNote).map(\.description)
    let inputs = LogInputs(green)
    for error in inputs.errors { Terminal.words(error.description) }
    let triager = Triager(catalog: catalog, model: try Embedded.triager().model)
    let ids = Set(files.flatMap { $0.entries.map(\.signature.id) })
    for path in inputs.paths {
      let (alarms, answered) = try greenHits(path, triager: triager, ids: ids)
      findings += alarms
      remarks += answered
    }
    for finding in findings { Terminal.data(finding + "\n") }
    if notes { for remark in remarks { Terminal.data("note: " + remark + "\n") } }
    Terminal.data("\(findings.count) findings, \(remarks.count) notes\n")
    if !findings.isEmpty || !inputs.errors.isEmpty { throw ExitCode(1) }
  }

  /// Specific causes that fire in a passing log: those taken for its failure, and those that the
  /// log itself answers (a retry that passed, a test about errors).
  private func greenHits(
    _ path: String, triager: Triager, ids: Set<String>
  ) throws -> (alarms: [String], answered: [String]) {
    let gathered = try LabelledLog.gather(path, catalog: triager.catalog)
    let diagnosis = triager.diagnose(gathered, name: path)
    var out: (alarms: [String], answered: [String]) = ([], [])
    for hit in gathered.specificCauses(triager.catalog) where ids.contains(hit.id) {
      let place = "\(path):\(hit.line): \(hit.id): green: "
      if diagnosis.failed, diagnosis.cause?.line == hit.line {
        out.alarms.append(place + "is taken for the failure of a passing log")
      } else {
        out.answered.append(place + "is seen in a passing log")
      }
    }
    return out
  }
}

/// A log that may be one of a corpus: without its header and marks, and with its label.
enum LabelledLog {
  static func gather(_ path: String, catalog: Catalog) throws -> Gathered {
    Gathered.read(try read(path).bytes, catalog: catalog)
  }

  /// The log's bytes, what its header or folder says of it, and its marked lines.
  static func read(
    _ path: String
  ) throws -> (bytes: [UInt8], truth: RuleTrial.Truth, causes: [Int]) {
    let bytes: [UInt8]
    do { bytes = try ByteSource(path).bytes() } catch {
      Terminal.words(error.description)
      throw ExitCode(1)
    }
    if bytes.starts(with: Array("#: ".utf8)), let log = try? CorpusLog(path: path, text: bytes) {
      return (log.bytes, log.truth, log.causes)
    }
    return (bytes, RuleTrial.Truth(folderOf: path), [])
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
