import ArgumentParser
import Flakiness
import Foundation
import Logs

/// Re-makes the figures of the flake detector; for its developers, so hidden from the help.
struct FlakesCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flakes-compare",
    abstract: "Compare the flake detector with published rules on the same replay.",
    discussion: """
      Each history is a CSV as for 'flakes --replay'; the labels are a CSV with the columns
      test,truth (flaky, regression, mass_event_only or unclear). Without a history the detector
      and the rules are compared on simulated ones, made from published rates and fixed seeds:
      the same bytes on every run.

      Example:
        faultline flakes-compare history.csv.gz --labels labels.csv --simulate
      """,
    shouldDisplay: false)

  @Argument(help: ArgumentHelp("Histories to replay.", valueName: "csv"))
  var histories: [String] = []

  @Option(help: ArgumentHelp("What is known about the histories' tests.", valueName: "csv"))
  var labels: String?

  @Flag(help: "Simulate too (without a history: always).")
  var simulate = false

  @Option(help: "Simulated histories per setting.")
  var seeds = 20

  @Option(help: "Tests of a simulated history.")
  var tests = SimulationSettings().tests

  @Option(help: "Commits of a simulated history.")
  var commits = SimulationSettings().commits

  func validate() throws {
    for (name, value) in [("seeds", seeds), ("tests", tests), ("commits", commits)]
    where !(1...100_000).contains(value) {
      throw ValidationError("--\(name) \(value): expected 1 to 100000")
    }
    if labels != nil && histories.isEmpty {
      throw ValidationError("--labels belongs to a history, and none is given")
    }
  }

  func run() throws {
    do {
      let known = try labels.map(Self.labels)
      for path in histories { try compare(path, known) }
    } catch {
      Terminal.words("\(error)")
      throw ExitCode(1)
    }
    if simulate || histories.isEmpty {
      var base = SimulationSettings()
      base.tests = tests
      base.commits = commits
      SimulatorReport(base: base, seeds: seeds).write { Terminal.data($0) }
      SimulatorReport.small.write { Terminal.data($0) }
    }
  }

  private func compare(_ path: String, _ known: HistoryLabels?) throws {
    for masksAnchors in [true, false] {
      let (comparison, names) = try Self.replay(path, masksAnchors: masksAnchors)
      let labels = known ?? HistoryLabels()
      let tally = ComparisonTally(
        comparison, flaky: labels.numbers(of: [.flaky], among: names),
        negatives: labels.numbers(of: [.massEventOnly, .regression], among: names))
      let name = URL(fileURLWithPath: path).lastPathComponent
      Terminal.data(ComparisonText.section(name, tally, masksAnchors: masksAnchors))
    }
  }

  /// Replays a history through ours and every anchor; the names are those of the tests' numbers.
  private static func replay(_ path: String, masksAnchors: Bool) throws -> (Comparison, [String]) {
    var comparison = Comparison(masksAnchors: masksAnchors)
    var csv = ReplayCSV()
    do {
      try read(path) { bytes in try csv.consume(bytes) { comparison.observe($0) } }
      try csv.finish { comparison.observe($0) }
    } catch let error as ReplayError {
      throw InputError(path: path, message: "\(error)")
    }
    return (comparison, csv.tests.names)
  }

  private static func labels(_ path: String) throws -> HistoryLabels {
    var bytes: [UInt8] = []
    try read(path) { bytes.append(contentsOf: $0) }
    do {
      return try HistoryLabels(csv: bytes)
    } catch {
      throw InputError(path: path, message: "\(error)")
    }
  }

  /// The file's bytes in pieces, unpacked if gzipped.
  private static func read(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    // Files of our own making may compress far better than any log.
    var limits = ReadLimits.default
    limits.maxRatio = .max
    let reader = LogReader(limits: limits)
    var failure: (any Error)?
    func handle(_ event: LogEvent) {
      guard failure == nil, case .block(let block) = event else { return }
      do { try block.bytes.withUnsafeBytes(body) } catch { failure = error }
    }
    try ByteSource(path).forEachChunk { reader.consume($0, handle) }
    reader.finish(handle)
    if let failure { throw failure }
  }
}
