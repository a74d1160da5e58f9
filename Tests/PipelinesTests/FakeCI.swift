import Foundation
import Pipelines
import Synchronization
import Testing

/// `Tests/fakes/ci.py` as a child that ends with us: the APIs of the CI systems and their failures.
final class FakeCI: Sendable {
  static let shared: FakeCI? = FakeCI()

  private let port: Int
  private let record: URL
  /// Kept open: the fake ends when this is closed.
  private let input: Pipe

  private init?() {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "fakes/ci.py")
    record = FileManager.default.temporaryDirectory.appending(path: "ci-\(UUID().uuidString)")
    input = Pipe()
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path(), record.path()]
    process.standardInput = input
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = line.split(separator: " ").first.flatMap({ Int($0) }) else { return nil }
    self.port = port
  }

  /// The base of a provider's API in a scenario.
  func base(_ scenario: String, _ provider: String) -> String {
    "http://127.0.0.1:\(port)/\(scenario)/\(provider)"
  }

  /// A request the fake got.
  struct Seen: Decodable {
    var host: String
    var method: String
    var path: String
    var credentials: [String]
    var body: String
  }

  /// What was asked in a scenario, and everything asked of the other host.
  func requests(_ scenario: String) throws -> [Seen] {
    try String(contentsOf: record, encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Seen.self, from: Data($0.utf8)) }
      .filter { $0.path.hasPrefix("/\(scenario)/") || $0.host == "other" }
  }
}

/// Counts the seconds a client would have waited.
final class Waits: Sendable {
  private let all = Mutex<[Double]>([])
  var seconds: [Double] { all.withLock { $0 } }

  var policy: RetryPolicy {
    var policy = RetryPolicy()
    policy.pause = { seconds in self.all.withLock { $0.append(seconds) } }
    return policy
  }
}

/// Keeps a log.
final class KeptLog: LogSink {
  var bytes: [UInt8] = []
  var restarts = 0
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func restart() {
    bytes = []
    restarts += 1
  }

  func append(_ more: [UInt8]) { bytes += more }
}

/// The provider's short name, a run and a repository as the fake has them.
struct FakeRun: Sendable, CustomTestStringConvertible {
  var provider: String
  var repository: String
  var run: String
  var failed: String

  var testDescription: String { provider }

  static let all = [
    FakeRun(provider: "github", repository: "acme/shop", run: "9001", failed: "test (linux, 3.12)"),
    FakeRun(provider: "gitlab", repository: "acme/shop", run: "501", failed: "test: [linux]"),
    FakeRun(provider: "jenkins", repository: "acme/shop", run: "41", failed: "shop"),
    FakeRun(provider: "circleci", repository: "acme/shop", run: "w-1", failed: "test"),
    FakeRun(provider: "buildkite", repository: "acme/shop", run: "300", failed: "test"),
    FakeRun(provider: "azure", repository: "acme/shop", run: "4711", failed: "Linux"),
  ]

  static let token = "t0ken-0f-n0-us3"
  static let environment = Dictionary(
    uniqueKeysWithValues: PipelineClients.all.flatMap { $0.tokenVariables }.map { ($0, token) })

  func request(_ scenario: String) throws -> FetchRequest {
    let fake = try #require(FakeCI.shared)
    return FetchRequest(
      run: run, repository: repository, base: fake.base(scenario, provider))
  }

  func client(
    _ scenario: String, waits: Waits = Waits(), limits: APIClient.Limits = .init(),
    environment: [String: String] = FakeRun.environment
  ) throws -> any PipelineClient {
    let type = try #require(PipelineClients.named(provider))
    return try PipelineClients.make(
      type, try request(scenario), environment: environment, retry: waits.policy, limits: limits)
  }
}
