import Flakiness
import History

/// A way to fail as a log would tell it: bucket, category, words, the line.
struct Recipe: Equatable {
  var bucket: String
  var category: String?
  var signature: String?
  var summary: String
  var line: String
  var actor: String
  var isTransient = false
  /// Relative frequency among failures without a cause of their own.
  var weight = 1.0

  func record(fingerprint: String?, line number: Int) -> FailureRecord {
    FailureRecord(
      bucket: bucket, category: category, confidence: bucket == "unknown" ? 400_000 : 940_000,
      summary: summary, signature: signature, fingerprint: fingerprint,
      isTransient: isTransient, actor: actor,
      evidence: [.init(line: number, role: "cause", text: line)])
  }

  /// The same words, the same fingerprint.
  var fingerprint: String? {
    guard bucket != "unknown" else { return nil }
    let number = UInt64(bitPattern: NameNumber.of(bucket, category ?? "", summary))
    return "v1:" + String(number, radix: 16)
  }

  /// What a job may fail with besides its tests.
  static let daily: [Recipe] = [
    Recipe(
      bucket: "infra", category: "network-connection", signature: "go/proxy-unreachable",
      summary: "Go could not reach its module proxy (i/o timeout).",
      line: "go: example.com/b@v0.3.0: Get \"https://proxy.golang.org/\": dial tcp: i/o timeout",
      actor: "platform-team", isTransient: true, weight: 3),
    Recipe(
      bucket: "infra", category: "runner-lost", signature: nil,
      summary: "The runner stopped answering.",
      line: "The self-hosted runner lost communication with the server.",
      actor: "platform-team", isTransient: true, weight: 2),
    Recipe(
      bucket: "infra", category: "disk-full", signature: nil,
      summary: "The disk of the runner is full.", line: "write /tmp/layer: no space left on device",
      actor: "platform-team", weight: 1),
    Recipe(
      bucket: "infra", category: "rate-limit", signature: nil,
      summary: "The registry refused further pulls for now.",
      line: "toomanyrequests: You have reached your pull rate limit",
      actor: "platform-team", isTransient: true, weight: 1.5),
    Recipe(
      bucket: "dependency", category: "package-not-found", signature: "npm/package-not-found",
      summary: "npm could not find left-padd@^1.0.0 in the registry.",
      line: "npm error 404 Not Found - GET https://registry.npmjs.org/left-padd",
      actor: "dependency-owner", weight: 0.8),
    Recipe(
      bucket: "dependency", category: "version-conflict", signature: nil,
      summary: "Two packages want different versions of protobuf.",
      line: "ERROR: ResolutionImpossible: grpcio 1.60 needs protobuf>=4.21",
      actor: "dependency-owner", weight: 0.7),
    Recipe(
      bucket: "config", category: "missing-secret", signature: nil,
      summary: "The secret DEPLOY_KEY is empty in this job.",
      line: "Error: Input required and not supplied: deploy-key",
      actor: "pipeline-owner", weight: 0.5),
    Recipe(
      bucket: "config", category: "missing-tool", signature: nil,
      summary: "The command jq is not on the image.", line: "/bin/sh: 1: jq: not found",
      actor: "pipeline-owner", weight: 0.4),
    Recipe(
      bucket: "unknown", category: nil, signature: nil, summary: "The job ended with exit code 1.",
      line: "Process completed with exit code 1.", actor: "nobody", weight: 1.2),
  ]

  /// What is wrong with a change, by its author.
  static let changes: [Recipe] = [
    Recipe(
      bucket: "test", category: "compile", signature: nil,
      summary: "The code does not compile: cannot find 'invoice' in scope.",
      line: "Sources/Billing/Invoice.swift:41:9: error: cannot find 'invoice' in scope",
      actor: "author", weight: 2),
    Recipe(
      bucket: "test", category: "type-check", signature: nil,
      summary: "mypy found an incompatible type.",
      line: "api/views.py:88: error: Incompatible return value type (got \"None\")",
      actor: "author", weight: 1),
    Recipe(
      bucket: "test", category: "lint", signature: nil, summary: "The linter found problems.",
      line: "src/cart.ts 12:7 error 'total' is never reassigned. Use 'const' instead prefer-const",
      actor: "author", weight: 1.5),
  ]

  static let outages: [Recipe] = [
    Recipe(
      bucket: "infra", category: "registry-unavailable", signature: nil,
      summary: "The container registry answered 503.",
      line: "Error response from daemon: received unexpected HTTP status: 503 Service Unavailable",
      actor: "platform-team", isTransient: true),
    Recipe(
      bucket: "infra", category: "network-dns", signature: nil,
      summary: "The runner could not resolve registry.npmjs.org.",
      line: "npm error getaddrinfo EAI_AGAIN registry.npmjs.org",
      actor: "platform-team", isTransient: true),
    Recipe(
      bucket: "infra", category: "artifact-store", signature: nil,
      summary: "The artifact store refused the upload.",
      line: "Error: Failed to CreateArtifact: unexpected status 500",
      actor: "platform-team", isTransient: true),
  ]

  /// New in the last week: a release that broke those who do not pin it.
  static let release = Recipe(
    bucket: "dependency", category: "incompatible-release", signature: nil,
    summary: "urllib3 3.0 removed what requests still imports.",
    line: "ImportError: cannot import name 'appengine' from 'urllib3.contrib'",
    actor: "dependency-owner")

  static func pick(_ recipes: [Recipe], _ generator: inout SeededGenerator) -> Recipe {
    let total = recipes.reduce(0) { $0 + $1.weight }
    var rest = generator.uniform() * total
    for recipe in recipes {
      rest -= recipe.weight
      if rest < 0 { return recipe }
    }
    return recipes[recipes.count - 1]
  }
}
