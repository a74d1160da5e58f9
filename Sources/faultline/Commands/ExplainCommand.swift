import ArgumentParser
import Foundation
import History
import Reporting
import Signatures
import Triage

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain why the jobs of these logs failed.",
    discussion: """
      A LOG is a file (plain, gzip or zip, recognised by content), a directory, a quoted glob,
      or - for standard input. Several logs give several answers.

      Examples:
        faultline explain build.log
        gh run view 1234 --log-failed | faultline explain -
        faultline explain --baseline last-green.log --why build.log
        faultline explain --format ndjson logs/ > answers.ndjson
        faultline explain --store faultline.db --repo acme/web build.log
        faultline explain --fail-on infra,unknown build.log || echo "look at the platform"
      """)

  @Argument(help: "The logs to explain: files, directories, globs, or -.")
  var logs: [String] = []

  @Option(
    name: [.customShort("f"), .customLong("format")],
    help: "How to print the answer: \(Reporters.names.joined(separator: ", ")) (default: text).")
  var formatOption: String?

  @Option(
    help: ArgumentHelp(
      "A green log of the same job, or a file of `faultline baseline learn`: its lines count against being the cause. Repeatable.",
      valueName: "green-log"))
  var baseline: [String] = []

  @Option(
    name: .customLong("signatures"),
    help: ArgumentHelp("A folder with signatures of your own. Repeatable.", valueName: "dir"))
  var signaturesOption: [String] = []

  @Flag(
    name: .customLong("why"),
    help: "Show the words, weights and shares behind the answer (text format).")
  var whyFlag = false

  @Option(name: .customLong("color"), help: "Colour: auto, always, never (default: auto).")
  var colorOption: String?

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp(
      "Exit with 3 if an answer is in one of these buckets, e.g. infra,unknown.",
      valueName: "buckets"))
  var failOnOption: String?

  // Options, then variables, then the file.
  private var format: String { formatOption ?? Settings.current.text("format") ?? "text" }
  private var color: String { colorOption ?? Settings.current.text("color") ?? "auto" }
  private var why: Bool { whyFlag || Settings.current.flag("why") }
  private var signatures: [String] {
    signaturesOption.isEmpty ? Settings.current.texts("signatures") : signaturesOption
  }
  private var failOn: String {
    failOnOption ?? Settings.current.texts("fail-on").joined(separator: ",")
  }

  @Option(
    help: ArgumentHelp(
      "A store: says whether the failure is new and what is known of its tests.",
      valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "The repository the log is from (with --store; default: the store's only one).",
      valueName: "repository"))
  var repo: String?

  @Option(
    help: ArgumentHelp("The job's name, to look at the default branch.", valueName: "name"))
  var job: String?

  @Option(help: ArgumentHelp("The pull or merge request.", valueName: "number"))
  var pullRequest: String?

  func validate() throws {
    if store == nil, repo != nil || job != nil || pullRequest != nil {
      throw ValidationError("--repo, --job and --pull-request belong to --store")
    }
    if logs.isEmpty { throw ValidationError("name a log, or - for standard input") }
    if !Reporters.names.contains(format) {
      throw ValidationError(
        "format '\(format)' is not known, expected \(Reporters.names.joined(separator: ", "))")
    }
    if ColorChoice(rawValue: color) == nil {
      throw ValidationError("color '\(color)' is not known, expected auto, always, never")
    }
    _ = try thresholds()
  }

  private func thresholds() throws -> Set<Bucket> {
    Set(
      try failOn.split(separator: ",").map { word in
        guard let bucket = Bucket(rawValue: String(word)) else {
          let known = Bucket.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("bucket '\(word)' is not known, expected \(known)")
        }
        return bucket
      })
  }

  func run() throws {
    try Settings.require()
    let triager = try Knowledgeable.triager(packs: signatures)
    let options = ReportOptions(
      color: format == "text" && Terminal.isColored(ColorChoice(rawValue: color) ?? .auto),
      why: why)
    guard let reporter = Reporters.named(format, options: options) else { return }
    let inputs = LogInputs(logs)
    var failures = inputs.errors
    let explainer = LogExplainer(triager: triager, baseline: try readBaseline(&failures))
    // Several JSON objects in a row are NDJSON, so that a reader can take them one by one.
    let many = inputs.paths.count > 1 && format == "json"
    let printer = many ? Reporters.named("ndjson", options: options) ?? reporter : reporter
    let thresholds = try thresholds()
    let memory = try memory()
    let corrections = try memory.map { memory in
      try Complaint.told { try StoredCorrections(memory.store, repository: memory.repository) }
    }
    var isHit = false
    var isFirst = true
    for path in inputs.paths {
      do {
        let tests = memory.map { _ in LogTests() }
        try explainer.explain(path, tests: tests) { diagnosis in
          if !isFirst, format == "text" || format == "markdown" { Terminal.data("\n") }
          isFirst = false
          let diagnosis = corrections?.apply(diagnosis) ?? diagnosis
          if diagnosis.failed, thresholds.contains(diagnosis.bucket) { isHit = true }
          let answer = try? memory?.answer(diagnosis, tests?.take() ?? [])
          Terminal.data(printer.render(answer ?? Answer(diagnosis)))
        }
      } catch {
        failures.append(error)
      }
    }
    for failure in failures { Terminal.words(failure.description) }
    if !failures.isEmpty { throw ExitCode(1) }
    if isHit { throw ExitCode(3) }
  }

  private func memory() throws -> StoreMemory? {
    guard let store else { return nil }
    return try Complaint.told {
      try StoreMemory(
        StoreOptions(path: store).open(), repository: repo, job: job, pullRequest: pullRequest)
    }
  }

  private func readBaseline(_ failures: inout [InputError]) throws -> Baseline? {
    guard !baseline.isEmpty else { return nil }
    var out = Baseline()
    let inputs = LogInputs(baseline)
    failures += inputs.errors
    for path in inputs.paths {
      do { try out.add(path: path) } catch { failures.append(error) }
    }
    return out
  }
}

/// Opens the knowledge for a command; problems in rule files go to stderr, one line each.
enum Knowledgeable {
  static func triager(packs: [String]) throws -> Triager {
    do {
      return try Embedded.triager(packs: packs)
    } catch let problems as Problems {
      for problem in problems.all { Terminal.words(problem.description) }
      throw ExitCode(1)
    } catch let error as InputError {
      Terminal.words(error.description)
      throw ExitCode(1)
    }
  }
}
