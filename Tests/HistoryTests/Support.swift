import Flakiness
import Foundation
import History
import TestResults

/// A store in a folder of its own, removed with it.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "faultline-history-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func store(_ name: String = "store.db") throws -> Store { try Store(path: path(name)) }

  /// A new store that took in `reports` one by one.
  func store(_ name: String, _ reports: [JobReport]) throws -> Store {
    let store = try store(name)
    for report in reports { try store.takeIn(report) }
    return store
  }
}

extension Store {
  /// The whole export without the origins, which are each store's own.
  func meaning() throws -> String {
    try exported().split(separator: "\n").filter { !$0.contains("\"table\":\"job_origin\"") }
      .joined(separator: "\n")
  }

  func exported() throws -> String {
    var lines: [String] = []
    try export { lines.append($0) }
    return lines.joined(separator: "\n")
  }
}

/// Reports as a few repositories would send them, from a seed: the same seed, the same reports.
struct World {
  var generator: SeededGenerator
  private let start = 1_700_000_000
  /// Decides what is known of runs and jobs in their pipeline; nil: nothing is.
  private var pipeline: SeededGenerator?

  /// - Parameter knowsPipelines: whether reports carry some of the optional facts, each time
  ///   others, as a hook, a webhook and an API would know them.
  init(seed: UInt64, knowsPipelines: Bool = false) {
    generator = SeededGenerator(seed: seed)
    if knowsPipelines { pipeline = SeededGenerator(seed: seed &+ 1000) }
  }

  mutating func reports(_ count: Int) -> [JobReport] {
    (0..<count).map { index in
      var report = report(index)
      addPipeline(to: &report)
      return report
    }
  }

  private mutating func addPipeline(to report: inout JobReport) {
    guard var dice = pipeline else { return }
    func maybe(_ text: String) -> String? { dice.chance(0.5) ? "\(text)-\(dice.below(2))" : nil }
    report.facts.workflow = maybe("ci")
    report.facts.event = maybe("push")
    report.facts.author = maybe("ada")
    report.facts.url = maybe("https://ci.example/run")
    report.runner = maybe("ubuntu-24.04")
    report.url = maybe("https://ci.example/job")
    report.queued = dice.chance(0.5) ? report.started - dice.below(3) : nil
    pipeline = dice
  }

  /// Report number `index`; a few describe the same job with other content.
  private mutating func report(_ index: Int) -> JobReport {
    let isRevision = index > 3 && generator.chance(0.1)
    let serial = isRevision ? generator.below(index) : index
    let run = serial / 2
    let isMain = run % 3 != 0
    let results = (0..<(3 + generator.below(6))).map { _ in result() }
    let failed = results.contains { $0.outcome.isFailure }
    let started = start + run * 600 + serial % 2
    return JobReport(
      key: JobKey(
        provider: "github-actions", repository: run % 4 == 0 ? "acme/api" : "acme/web",
        run: "\(9000 + run)", attempt: 1, job: serial % 2 == 0 ? "linux" : "macos"),
      facts: RunFacts(
        commit: "c\(run / 2)", branch: isMain ? "main" : "topic-\(run)", isMainLine: isMain,
        pullRequest: isMain ? nil : "\(run)"),
      status: failed ? .failed : .passed, started: started, finished: started + 60,
      environment: serial % 2 == 0 ? "ubuntu" : "macos-arm64",
      failure: failed ? failure() : nil, results: generator.chance(0.9) ? results : nil,
      revision: generator.below(2))
  }

  private mutating func result() -> TestResult {
    let identity = TestIdentity(
      suite: "pytest", className: "tests.test_io", name: "test_\(generator.below(9))")
    let failure = Attempt(
      .failed, duration: 0.25, message: "AssertionError: expected \(generator.below(3)) rows")
    switch generator.below(12) {
    case 0: return TestResult(identity, attempts: [failure])
    case 1: return TestResult(identity, attempts: [failure, Attempt(.passed, duration: 0.5)])
    case 2: return TestResult(identity, attempts: [Attempt(.skipped)])
    case 3: return TestResult(identity, attempts: [Attempt(.passed)], isCached: true)
    default: return TestResult(identity, attempts: [Attempt(.passed, duration: 0.125)])
    }
  }

  private mutating func failure() -> FailureRecord {
    let kind = generator.below(3)
    return FailureRecord(
      bucket: ["test", "infra", "config"][kind], category: ["assertion", nil, nil][kind],
      confidence: 900_000 + kind, summary: "Something \(kind) went wrong.",
      fingerprint: kind == 2 ? nil : "v1:\(kind)", isTransient: kind == 1,
      evidence: [.init(line: 12, role: "cause", text: "error \(kind): something went wrong")])
  }
}

extension Array {
  func shuffled(seed: UInt64) -> [Element] {
    var generator = SeededGenerator(seed: seed)
    return shuffled(using: &generator)
  }
}
