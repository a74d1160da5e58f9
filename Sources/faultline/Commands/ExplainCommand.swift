import ArgumentParser
import Foundation
import History
import Reporting
import Signatures
import TestResults
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
    let inputs = LogInputs(logs)
    // Several JSON objects in a row are NDJSON, so that a reader can take them one by one.
    let printed = inputs.paths.count > 1 && format == "json" ? "ndjson" : format
    guard let reporter = Reporters.named(printed, options: options) else { return }
    var page = AnswerPage(reporter)
    var failures = inputs.errors
    let explainer = LogExplainer(triager: triager, baseline: try readBaseline(&failures))
    let thresholds = try thresholds()
    let memory = try memory()
    let answering = Answering(owners: OwnerFinder())
    let corrections = try memory.map { memory in
      try Complaint.told { try StoredCorrections(memory.store, repository: memory.repository) }
    }
    var isHit = false
    for path in inputs.paths {
      do {
        let tests = memory.map { _ in LogTests() }
        try explainer.explain(path, tests: tests) { diagnosis in
          let diagnosis = corrections?.apply(diagnosis) ?? diagnosis
          if diagnosis.failed, thresholds.contains(diagnosis.bucket) { isHit = true }
          page.add(answer(diagnosis, tests?.take() ?? [], memory, answering))
        }
      } catch {
        failures.append(error)
      }
    }
    page.finish()
    for failure in failures { Terminal.words(failure.description) }
    if !failures.isEmpty { throw ExitCode(1) }
    if isHit { throw ExitCode(3) }
  }

  private func memory() throws -> StoreMemory? {
    guard let store else { return nil }
    return try Complaint.told {
      let store = try StoreOptions(path: store).open()
      let memory = try StoreMemory(
        store, repository: repo, asker: FailureAsker(job: job, pullRequest: pullRequest))
      if let repository = memory.repository { try store.refreshFlakes(of: repository) }
      return memory
    }
  }

  /// With what is remembered; what the store cannot say is told on stderr and left out.
  private func answer(
    _ diagnosis: Diagnosis, _ results: [TestResult], _ memory: StoreMemory?,
    _ answering: Answering
  ) -> Answer {
    var notes = FailedTests(owners: answering.owners).notes(results)
    var past: RecurrenceNote?
    do throws(StoreError) {
      if let memory {
        past = try memory.note(diagnosis)
        notes = try memory.judging(notes, of: results)
      }
    } catch {
      Terminal.words(error.description)
    }
    return answering.answer(diagnosis, past, notes)
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

/// Answers on their way to standard output: one after the other where each stands for itself,
/// together at the end where they share a document or a limit.
private struct AnswerPage {
  /// Formats in which a reader can take answers as they come.
  private static let streamed = ["text", "markdown", "ndjson"]

  private let reporter: any Reporter
  private var waiting: [Answer] = []
  private var isFirst = true

  init(_ reporter: any Reporter) { self.reporter = reporter }

  private var name: String { type(of: reporter).name }

  mutating func add(_ answer: Answer) {
    guard Self.streamed.contains(name) else { return waiting.append(answer) }
    if !isFirst, name != "ndjson" { Terminal.data("\n") }
    isFirst = false
    Terminal.data(reporter.render(answer))
  }

  /// Prints what waited for its document to be whole.
  func finish() {
    if !waiting.isEmpty { Terminal.data(reporter.render(waiting)) }
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
