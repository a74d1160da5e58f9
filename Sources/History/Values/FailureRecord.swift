import Triage

/// A diagnosis as the store keeps it: the words people read and the keys failures are grouped by.
public struct FailureRecord: Sendable, Hashable, Codable {
  /// A quoted line of the log, masked.
  public struct Evidence: Sendable, Hashable, Codable {
    /// 1-based.
    public var line: Int
    /// `cause`, `related`, `symptom` or `wrapper`.
    public var role: String
    public var text: String

    public init(line: Int, role: String, text: String) {
      self.line = line
      self.role = role
      self.text = text
    }
  }

  public var bucket: String
  public var category: String?
  /// Probability of the bucket in millionths.
  public var confidence: Int
  public var summary: String
  public var signature: String?
  /// nil when nothing specific enough was found to call two failures the same.
  public var fingerprint: String?
  public var isTransient: Bool
  /// `author`, `platform-team`, …
  public var actor: String
  /// Ranked: the first one is the line to look at.
  public var evidence: [Evidence]
  /// Lines around those, in the log's order; empty when none are kept any more.
  public var excerpt: [Line]

  public init(
    bucket: String, category: String? = nil, confidence: Int, summary: String,
    signature: String? = nil, fingerprint: String? = nil, isTransient: Bool = false,
    actor: String = "nobody", evidence: [Evidence] = [], excerpt: [Line] = []
  ) {
    self.bucket = bucket
    self.category = category
    self.confidence = confidence
    self.summary = summary
    self.signature = signature
    self.fingerprint = fingerprint
    self.isTransient = isTransient
    self.actor = actor
    self.evidence = evidence
    self.excerpt = excerpt
  }

  /// The record of a diagnosis; nil when the log does not say that the job failed.
  public init?(_ diagnosis: Diagnosis) {
    guard diagnosis.failed else { return nil }
    self.init(
      bucket: diagnosis.bucket.rawValue, category: diagnosis.category,
      confidence: Int((diagnosis.confidence * 1e6).rounded()), summary: diagnosis.summary,
      signature: diagnosis.signature, fingerprint: diagnosis.fingerprint,
      isTransient: diagnosis.isTransient, actor: diagnosis.actor.rawValue,
      evidence: diagnosis.evidence.map {
        Evidence(line: $0.line, role: $0.role.rawValue, text: $0.text)
      }, excerpt: Excerpt.lines(around: diagnosis.evidence))
  }

  /// The line that failures without a shared fingerprint are compared by: numbers, paths and
  /// random names masked, at most 240 bytes.
  public var template: String {
    let text = evidence.first?.text ?? summary
    return String(decoding: LineTemplate.mask(text.utf8).prefix(240), as: UTF8.self)
  }
}
