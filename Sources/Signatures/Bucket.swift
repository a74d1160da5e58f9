/// Whose problem a failure is: the four buckets, or an honest "we cannot tell".
///
/// The rules at the borders between buckets (a registry's 5xx is ``infra``, its 404 is
/// ``dependency``, …) are in the README; the catalog's entries and the corpus follow them.
public enum Bucket: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Machines, network, platform, outside services; a retry may well pass.
  case infra
  /// The change itself: its tests fail, or it does not compile, type-check or lint.
  case test
  /// A third-party package, image or toolchain is missing, conflicting, broken or vulnerable.
  case dependency
  /// Pipeline definition, environment, credentials, permissions, missing tools.
  case config
  /// We cannot tell, and say what would help.
  case unknown

  /// The buckets an answer can name, in the order in which every table prints them.
  public static let named: [Bucket] = [.infra, .test, .dependency, .config]

  /// The slugs allowed below this bucket, sorted.
  public var categories: [String] {
    switch self {
    case .infra:
      [
        "artifact-store", "cache", "cancelled", "ci-service", "clock", "device", "disk-full",
        "image-pull", "job-timeout", "network-connection", "network-dns", "network-tls",
        "out-of-memory", "pod-start", "port-in-use", "rate-limit", "registry-unavailable",
        "runner-lost",
        "service-5xx", "vcs-fetch",
      ]
    case .test:
      [
        "assertion", "benchmark", "collection", "compile", "coverage", "crash", "docs",
        "exception", "format", "generated-stale", "leak", "link", "lint", "sanitizer", "setup",
        "snapshot", "test-timeout", "type-check",
      ]
    case .dependency:
      [
        "checksum-mismatch", "image-not-found", "incompatible-release", "install-failed",
        "license-gate", "lockfile-drift", "package-not-found", "toolchain-version",
        "version-conflict", "vulnerability-gate",
      ]
    case .config:
      [
        "bad-credentials", "bad-option", "deploy-rejected", "infrastructure-code",
        "missing-file", "missing-secret", "missing-tool", "missing-variable",
        "permission-denied", "policy", "quota-config", "ref-not-found", "service-config",
        "workflow-invalid",
      ]
    case .unknown: []
    }
  }

  /// Who acts on a failure of this bucket unless its signature says otherwise.
  public var actor: Actor {
    switch self {
    case .infra: .platformTeam
    case .test: .author
    case .dependency: .dependencyOwner
    case .config: .pipelineOwner
    case .unknown: .nobody
    }
  }

  public static func < (left: Bucket, right: Bucket) -> Bool { left.rawValue < right.rawValue }
}

/// Whose turn it is.
public enum Actor: String, Sendable, CaseIterable {
  case author
  case platformTeam = "platform-team"
  case dependencyOwner = "dependency-owner"
  case pipelineOwner = "pipeline-owner"
  case nobody

  /// The words that a sentence uses: "the author of the change".
  public var words: String {
    switch self {
    case .author: "the author of the change"
    case .platformTeam: "the platform team"
    case .dependencyOwner: "the owner of the dependency"
    case .pipelineOwner: "the owner of the pipeline"
    case .nobody: "nobody yet"
    }
  }
}

/// What a matching line means for the search of the cause.
public enum Kind: String, Sendable, CaseIterable {
  /// The line itself states what is wrong.
  case cause
  /// A stage says that it failed, without the reason.
  case symptom
  /// Empty propagation of somebody else's failure, such as "exit code 1".
  case wrapper
  /// The tool or the CI says that the job passed; never evidence, but it speaks against a failure.
  case success
}
