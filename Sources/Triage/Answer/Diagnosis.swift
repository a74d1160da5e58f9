import Signatures

/// One honest answer to "why did it fail", quoted from real lines.
public struct Diagnosis: Sendable {
  /// What was read.
  public struct Source: Sendable {
    public var name: String
    /// Bytes after decompression.
    public var bytes: Int
    public var lines: Int
    /// The CI system whose decoration was recognised, for instance `github-actions`.
    public var provider: String
    /// The step or section the cause stands in, if the log has any.
    public var section: String?
    /// Why the log is not whole, if it is not.
    public var truncation: String?

    package init(
      name: String, bytes: Int, lines: Int, provider: String, section: String?,
      truncation: String?
    ) {
      self.name = name
      self.bytes = bytes
      self.lines = lines
      self.provider = provider
      self.section = section
      self.truncation = truncation
    }
  }

  /// The part a line plays in the chain from cause to exit code.
  public enum Role: String, Sendable, CaseIterable {
    /// What a good engineer would point at.
    case cause
    /// A further line that says something of its own: another failed test, the same error again.
    case related
    /// What the cause broke.
    case symptom
    /// Empty propagation, such as an exit code.
    case wrapper
  }

  /// A line of the log with its neighbours.
  public struct Quote: Sendable, Equatable {
    /// 1-based, counted by LF.
    public var line: Int
    public var text: String

    public init(line: Int, text: String) {
      self.line = line
      self.text = text
    }
  }

  public struct Evidence: Sendable {
    public var line: Int
    public var role: Role
    /// The clean, masked text of the line (or of its CR-separated piece that matched).
    public var text: String
    public var signature: String?
    public var captures: [String: String]
    /// The ranking's probability that this is the line to point at.
    public var weight: Double
    public var before: [Quote]
    public var after: [Quote]

    package init(
      line: Int, role: Role, text: String, signature: String?, captures: [String: String],
      weight: Double, before: [Quote], after: [Quote]
    ) {
      self.line = line
      self.role = role
      self.text = text
      self.signature = signature
      self.captures = captures
      self.weight = weight
      self.before = before
      self.after = after
    }
  }

  /// Why Faultline thinks so: a token of the failing excerpt and how far it moved the decision.
  public struct Reason: Sendable {
    public var token: String
    public var bucket: Bucket
    public var weight: Double

    package init(
      token: String, bucket: Bucket, weight: Double
    ) {
      self.token = token
      self.bucket = bucket
      self.weight = weight
    }
  }

  /// A pattern that could not be evaluated on a line within its budget; never a silent "no match".
  public struct Unevaluated: Sendable {
    public var signature: String
    public var line: Int
    public var reason: String

    package init(
      signature: String, line: Int, reason: String
    ) {
      self.signature = signature
      self.line = line
      self.reason = reason
    }
  }

  public var source: Source
  public var bucket: Bucket
  public var category: String?
  /// Calibrated probability that ``bucket`` is right; for `unknown`, that of the best bucket.
  public var confidence: Double
  /// Probability of each named bucket; with the rest for "none of them" they add up to one.
  public var probabilities: [Bucket: Double]
  public var summary: String
  public var evidence: [Evidence]
  public var fingerprint: String?
  public var signature: String?
  public var isTransient: Bool
  public var actor: Actor
  public var remediation: [String]
  public var references: [String]
  public var reasons: [Reason]
  public var unevaluated: [Unevaluated]
  /// Whether the log says that the job failed at all.
  public var failed: Bool
  /// What a person said of this failure, when that outranks what the model says.
  public var correction: Correction?

  package init(
    source: Source, bucket: Bucket, category: String?, confidence: Double,
    probabilities: [Bucket: Double], summary: String, evidence: [Evidence], fingerprint: String?,
    signature: String?, isTransient: Bool, actor: Actor, remediation: [String],
    references: [String], reasons: [Reason], unevaluated: [Unevaluated], failed: Bool
  ) {
    self.source = source
    self.bucket = bucket
    self.category = category
    self.confidence = confidence
    self.probabilities = probabilities
    self.summary = summary
    self.evidence = evidence
    self.fingerprint = fingerprint
    self.signature = signature
    self.isTransient = isTransient
    self.actor = actor
    self.remediation = remediation
    self.references = references
    self.reasons = reasons
    self.unevaluated = unevaluated
    self.failed = failed
  }

  /// The first line to look at, if there is one.
  public var cause: Evidence? { evidence.first { $0.role == .cause } }
}
