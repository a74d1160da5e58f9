import ArgumentParser
import Foundation
import Reporting
import Signatures
import Triage

struct SignaturesDryRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dry-run",
    abstract: "What new or changed rules would change over a folder of logs.",
    discussion: """
      Explains every log without and with the rules. A file that holds entries of a built-in tool \
      stands for the whole of that tool: what it no longer has is gone. Labels come from a corpus \
      header or from the folder's name (infra, test, dependency, config, green, unknown); without \
      any, a log in which no failure is found counts as green.

      Examples:
        faultline signatures dry-run .faultline/signatures/acme.yml --logs Corpus
        faultline signatures dry-run npm.yml --logs logs/ --fail-on worse,green
      """)

  @Argument(help: "Rule files or folders of them.") var files: [String]
  @Option(help: ArgumentHelp("Logs to try them on. Repeatable.", valueName: "dir"))
  var logs: [String] = []
  @Option(
    help: ArgumentHelp(
      "Exit with 3 if there is one: worse (a right answer is lost), green (a hit on a green log).",
      valueName: "what"))
  var failOn: String = ""

  func validate() throws {
    if files.isEmpty { throw ValidationError("name a rule file") }
    if logs.isEmpty { throw ValidationError("name logs to try the rules on, with --logs") }
    for word in failOn.split(separator: ",") where word != "worse" && word != "green" {
      throw ValidationError("fail-on '\(word)' is not known, expected worse, green")
    }
  }

  func run() throws {
    let trial = try trial()
    let inputs = LogInputs(logs)
    for error in inputs.errors { Terminal.words(error.description) }
    var tally = Tally()
    for path in inputs.paths where isLog(path) {
      let (bytes, truth, causes) = try LabelledLog.read(path)
      let row = trial.row(bytes, name: path, truth: truth, causes: causes)
      for line in Self.lines(row) { Terminal.data(line + "\n") }
      tally.add(row)
    }
    Terminal.data(tally.words(rules: trial.watched.count) + "\n")
    if !inputs.errors.isEmpty { throw ExitCode(1) }
    let limits = failOn.split(separator: ",")
    if limits.contains("worse") && tally.standings[.worse, default: 0] > 0
      || limits.contains("green") && tally.greenHits > 0
    {
      throw ExitCode(3)
    }
  }

  /// A folder of logs may hold their labels as well.
  private func isLog(_ path: String) -> Bool {
    !["json", "ndjson", "yml", "yaml", "md", "tsv", "csv"].contains { path.hasSuffix("." + $0) }
  }

  private func trial() throws -> RuleTrial {
    let before = try Knowledgeable.triager(packs: [])
    let (read, _) = try Packs.withCatalog(files)
    let fresh = read.flatMap { $0.entries.map(\.signature) }
    let ids = Set(fresh.map(\.id))
    let builtIn = before.catalog
    let replaced = Set(
      read.filter { file in file.entries.contains { builtIn.indexByID[$0.signature.id] != nil } }
        .map(\.tool))
    let kept = builtIn.signatures.filter {
      !ids.contains($0.id) && !replaced.contains(String($0.tool))
    }
    return RuleTrial(
      before: before,
      after: Catalog(signatures: kept + fresh, extraLiterals: LogScan.extraLiterals))
  }

  /// What is told of one log; nothing if nothing changed.
  static func lines(_ row: RuleTrial.Row) -> [String] {
    let name = Visible.text(row.name)
    var out: [String] = []
    if row.isMoved {
      let label =
        switch row.truth {
        case .bucket(let bucket): " (label \(bucket.rawValue))"
        case .green: " (label green)"
        case .unexplained: " (label unknown)"
        case .unlabelled: ""
        }
      let standing = row.standing == .unjudged ? "moved" : row.standing.rawValue
      out.append("\(standing)\t\(name): \(row.before.words) → \(row.after.words)\(label)")
    }
    if row.isGreen {
      out += row.hits.map { "green\t\(name):\($0.line): \($0.signature)" }
    }
    return out
  }

  /// Counts over all logs.
  struct Tally {
    var logs = 0
    var hit = 0
    var moved = 0
    var greenHits = 0
    var standings: [RuleTrial.Standing: Int] = [:]

    mutating func add(_ row: RuleTrial.Row) {
      logs += 1
      hit += row.hits.isEmpty ? 0 : 1
      moved += row.isMoved ? 1 : 0
      greenHits += row.isGreen ? row.hits.count : 0
      if row.isMoved { standings[row.standing, default: 0] += 1 }
    }

    func words(rules: Int) -> String {
      let judged =
        "\(standings[.better, default: 0]) better, \(standings[.worse, default: 0]) worse"
      return "\(rules) rules differ; \(logs) logs, \(hit) hit, \(moved) verdicts move (\(judged)), "
        + "\(greenHits) hits on green logs"
    }
  }
}
