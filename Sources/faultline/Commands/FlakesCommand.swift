import ArgumentParser
import Flakiness
import Foundation
import Logs

struct FlakesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flakes",
    abstract: "List the tests that lie, and why they are believed to.",
    discussion: """
      Without --replay, the tests of the store that gave reason to doubt them: verdict with its
      probability, present failure rate with its 90 % interval, failures of all executions, since
      when, where, and how many more runs would settle it. Tests that fail together are one group.
      --test explains one test with the evidence.

      With --replay, every change of verdict of a pass/fail history. The history is a CSV, plain or gzipped, of executions in time order with the columns
      time,run,commit,branch,job,test,outcome (outcome passed or failed). Each line printed is
      decided from nothing but what came before or at that moment.

      Examples:
        faultline flakes --repo acme/web
        faultline flakes --test tests.test_cart::test_discount
        faultline flakes --verdict flaky,regressed --format csv
        faultline flakes --replay history.csv.gz --events
      """)

  @Option(help: ArgumentHelp("The history to replay, or - for standard input.", valueName: "csv"))
  var replay: String?

  @Flag(help: "Print one JSON object per change of verdict (the only form so far).")
  var events = false

  @OptionGroup var store: StoreOptions

  @Option(help: ArgumentHelp("Of one repository only.", valueName: "repository"))
  var repo: String?

  @Option(help: ArgumentHelp("Explain the test of this name (or part of it).", valueName: "test"))
  var test: String?

  @Option(help: ArgumentHelp("Only tests that failed since: 7d, 2026-03-02.", valueName: "when"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Verdicts to list, e.g. flaky,broken (default: flaky, probably-flaky, regressed, broken).",
      valueName: "verdicts"))
  var verdict: String?

  @Option(help: "How many at most.")
  var limit = 100

  @Option(help: "text, json or csv.")
  var format: ListFormat = .text

  @Flag(help: "Decide about the whole history again.")
  var recompute = false

  @Option(help: .hidden) var now: Moment?

  func validate() throws {
    if events, replay == nil { throw ValidationError("--events belongs to --replay") }
    if let since, Moment(argument: since) == nil {
      throw ValidationError("since '\(since)' is no time like 7d, 12h or 2026-03-02")
    }
    if format == .markdown { throw ValidationError("format 'markdown' is not for flakes") }
    if limit < 1 { throw ValidationError("limit \(limit) is not 1 or more") }
    _ = try verdicts()
  }

  private func verdicts() throws -> Set<Verdict> {
    guard let verdict else { return [.flaky, .probablyFlaky, .regressed, .broken] }
    return Set(
      try verdict.split(separator: ",").map { word in
        guard let verdict = Verdict(rawValue: String(word)) else {
          let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("verdict '\(word)' is not known, expected \(known)")
        }
        return verdict
      })
  }

  func run() throws {
    if let replay { return try run(replay: replay) }
    let verdicts = try verdicts()
    try Complaint.told {
      let store = try store.open()
      let now = now ?? .now
      let repositories = try repo.map { [$0] } ?? store.repositories()
      for repository in repositories {
        try store.refreshFlakes(of: repository, recompute: recompute)
      }
      if let test {
        let page = try TestPage(find: test, in: repositories, store: store, now: now.seconds)
        return Terminal.data(format == .json ? page.document.json : page.explanation)
      }
      let begin = since.map { Moment.from($0, now: now) }
      let page = try FlakePage(
        store, repositories, verdicts: verdicts, since: begin, limit: limit, now: now.seconds)
      switch format {
      case .json: Terminal.data(page.document.json)
      case .csv: Terminal.data(page.csv)
      case .text, .markdown: Terminal.data(page.text)
      }
    }
  }

  private func run(replay path: String) throws {
    var replay = Replay()
    var failure: (any Error)?
    let reader = LogReader(limits: .unbounded)
    func handle(_ event: LogEvent) {
      guard failure == nil, case .block(let block) = event else { return }
      do {
        try replay.consume(block.bytes) { Terminal.data($0 + "\n") }
      } catch {
        failure = error
      }
    }
    do {
      try ByteSource(path).forEachChunk { reader.consume($0, handle) }
      reader.finish(handle)
      if let failure { throw failure }
      try replay.finish { Terminal.data($0 + "\n") }
    } catch let error as InputError {
      Terminal.words(error.description)
      throw ExitCode(1)
    } catch {
      Terminal.words("'\(path)': \(error)")
      throw ExitCode(1)
    }
  }
}

extension ReadLimits {
  /// For files of our own making, which may compress far better than any log.
  fileprivate static var unbounded: ReadLimits {
    var limits = ReadLimits.default
    limits.maxRatio = .max
    return limits
  }
}
