import Foundation
import History
import TestResults

@testable import Assistant

/// A store in a folder of its own, removed with it.
final class Scratch {
  static let now = 1_763_850_000
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "faultline-assistant-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A store with a few builds of two repositories.
  func store() throws -> Store {
    let store = try Store(path: folder.appending(path: "store.db").path)
    try store.takeIn(Builds.all)
    for repository in try store.repositories() { try store.refreshFlakes(of: repository) }
    return store
  }
}

/// The builds that the tests ask about.
enum Builds {
  static let missing = FailureRecord(
    bucket: "dependency", category: "package-not-found", confidence: 970_000,
    summary: "npm could not find left-padd in the registry.", signature: "npm/package-not-found",
    fingerprint: "v1:npm", actor: "dependency-owner",
    evidence: [
      .init(line: 482, role: "cause", text: "npm ERR! 404 Not Found - GET left-padd"),
      .init(line: 490, role: "wrapper", text: "Process completed with exit code 1."),
    ])
  static let network = FailureRecord(
    bucket: "infra", category: "network-connection", confidence: 960_000,
    summary: "Go could not reach its module proxy.", signature: "go/proxy-unreachable",
    fingerprint: "v1:net", isTransient: true, actor: "platform-team",
    evidence: [.init(line: 7, role: "cause", text: "dial tcp 142.250.1.1:443: i/o timeout")])
  static let assertion = FailureRecord(
    bucket: "test", category: "assertion", confidence: 910_000,
    summary: "test_discount expected 3 and got 4.", fingerprint: "v1:cart", actor: "author",
    evidence: [.init(line: 55, role: "cause", text: "E  AssertionError: 3 != 4")])
  static let dark = FailureRecord(
    bucket: "unknown", confidence: 300_000, summary: "The job failed, the log does not say why.",
    evidence: [.init(line: 3, role: "cause", text: "exit 1")])

  static let all: [JobReport] =
    main
    + [
      job("4711", "linux", "feature/login", pull: "12", author: "ana", missing, at: 80_000),
      job("4711", "macos", "feature/login", pull: "12", author: "ana", missing, at: 80_010),
      job("4712", "linux", "fix/x", pull: "13", author: "carl", network, at: 81_000),
      job("4713", "deploy", "fix/y", pull: "14", author: "dora", nil, at: 82_000),
      job("4714", "linux", "topic", pull: "15", author: "eve", network, at: 83_000),
      job("4714", "lint", "topic", pull: "15", author: "eve", dark, at: 83_001),
      job("99", "go", "main", network, at: 84_000, repository: "acme/api"),
    ]

  /// A flaky test on the default branch: it fails and passes at one commit.
  private static let main: [JobReport] = (0..<12).map { index in
    var report = job(
      "\(4600 + index)", "unit", "main", author: "bob", index % 3 == 1 ? assertion : nil,
      at: index * 3600, commit: "c\(index / 2)")
    report.status = index % 3 == 1 ? .failed : .passed
    let name = TestIdentity(suite: "pytest", className: "tests.test_cart", name: "test_discount")
    let attempt = Attempt(index % 3 == 1 ? .failed : .passed, message: "3 != 4")
    report.results = [TestResult(name, attempts: [attempt])]
    return report
  }

  static func job(
    _ run: String, _ name: String, _ branch: String, pull: String? = nil, author: String? = nil,
    _ failure: FailureRecord?, at second: Int, repository: String = "acme/web",
    commit: String? = nil
  ) -> JobReport {
    JobReport(
      key: JobKey(provider: "github-actions", repository: repository, run: run, job: name),
      facts: RunFacts(
        commit: commit ?? "abc\(run)", branch: branch, isMainLine: branch == "main",
        pullRequest: pull, author: author,
        url: "https://github.com/\(repository)/actions/runs/\(run)"),
      status: .failed, started: Scratch.now - 90_000 + second, failure: failure)
  }
}

/// Checks that what a reply says is in the store.
struct ReplyVerifier {
  let store: Store

  /// What is not as it should be, one clause each.
  func problems(_ reply: Reply) throws -> [String] {
    var problems: [String] = []
    if reply.sentences.isEmpty, reply.evidence.isEmpty { problems.append("says nothing") }
    for quote in reply.evidence {
      guard let key = quote.job, let failure = try store.job(key)?.failure else {
        problems.append("quotes a job that is not stored")
        continue
      }
      let same = failure.evidence.contains {
        $0.line == quote.line && $0.text == quote.text && $0.role == quote.role
      }
      if !same { problems.append("line \(quote.line) is not in the store") }
    }
    for sentence in reply.sentences { problems += try self.problems(sentence, reply) }
    return problems
  }

  private func problems(_ sentence: Reply.Sentence, _ reply: Reply) throws -> [String] {
    var problems: [String] = []
    switch sentence.basis {
    case .job(let key):
      if try store.job(key) == nil { problems.append("is based on a job that is not stored") }
    case .failure(let fingerprint):
      var query = JobQuery()
      query.fingerprint = fingerprint
      if try store.jobs(query, limit: 1).isEmpty { problems.append("no failure \(fingerprint)") }
    case .test(let repository, let name):
      if try store.history(of: name, in: repository) == nil { problems.append("no test \(name)") }
    case .store, .house: break
    }
    let lines = sentence.text.matches(of: #/\bline (\d+)/#).compactMap { Int($0.output.1) }
    for line in lines where !reply.evidence.contains(where: { $0.line == line }) {
      problems.append("names line \(line), which it does not quote")
    }
    return problems
  }
}
