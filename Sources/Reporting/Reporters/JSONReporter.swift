import Signatures
import Triage

/// One pretty-printed object per log; the schema is `faultline.diagnosis/1`.
public struct JSONReporter: Reporter {
  public static let name = "json"
  public static let purpose = "the whole answer, for programs; several answers are NDJSON"

  public init(options: ReportOptions) {}

  public func render(_ answer: Answer) -> String {
    DiagnosisDocument(answer).json(isPretty: true)
  }

  /// Several objects in a row are NDJSON, so that a reader can take them one by one.
  public func render(_ answers: [Answer]) -> String {
    guard answers.count != 1 else { return answers.map { render($0) }.joined() }
    return answers.map { DiagnosisDocument($0).json(isPretty: false) }.joined()
  }
}

/// One object per line and log.
public struct NDJSONReporter: Reporter {
  public static let name = "ndjson"
  public static let purpose = "the whole answer, one line a log"

  public init(options: ReportOptions) {}

  public func render(_ answer: Answer) -> String {
    DiagnosisDocument(answer).json(isPretty: false)
  }

  public func render(_ answers: [Answer]) -> String { answers.map { render($0) }.joined() }
}

/// The answer's JSON: stable, additive changes only, documented by
/// `Integrations/schemas/diagnosis-1.schema.json`.
public struct DiagnosisDocument: Encodable, Sendable {
  struct Source: Encodable, Sendable {
    var name: String
    var bytes: Int
    var lines: Int
    var provider: String
    var section: String?
    var truncated: Bool
    var truncation: String?
  }

  struct Evidence: Encodable, Sendable {
    var line: Int
    var role: String
    var text: String
    var signature: String?
    var captures: [String: String]?
    var weight: Double
  }

  struct Recurrence: Encodable, Sendable {
    var state: String
    var count: Int
    var repositories: Int
    var pullRequests: Int
    var first: Int?
    var last: Int?
    var since: String?
    var sentences: [String]
  }

  struct Test: Encodable, Sendable {
    var name: String
    var message: String?
    var file: String?
    var line: Int?
    var verdict: String?
    var probability: Double?
    var failureRate: Double?
    var mainLineRate: Double?
    var quarantined: Bool
    var since: String?
    var unusual: Bool?
    var owner: String?
  }

  struct Location: Encodable, Sendable {
    var file: String
    var line: Int?
    var column: Int?
  }

  struct Reason: Encodable, Sendable {
    var token: String
    var bucket: String
    var weight: Double
  }

  /// What a person said, and of which bucket.
  struct Correction: Encodable, Sendable {
    var id: String
    var by: String
    var because: String
    var time: Int
    var was: String
  }

  struct Unevaluated: Encodable, Sendable {
    var signature: String
    var line: Int
    var reason: String
  }

  let schema = "faultline.diagnosis/1"
  var source: Source
  var failed: Bool
  var bucket: String
  var category: String?
  var confidence: Double
  var probabilities: [String: Double]
  var summary: String
  var evidence: [Evidence]
  var fingerprint: String?
  var signature: String?
  var transient: Bool
  var actor: String
  var remediation: [String]
  var references: [String]
  var reasons: [Reason]
  var unevaluated: [Unevaluated]
  var correction: Correction?
  var recurrence: Recurrence?
  var tests: [Test]?
  var location: Location?

  public init(_ answer: Answer) {
    let diagnosis = answer.diagnosis
    let origin = diagnosis.source
    source = Source(
      name: origin.name, bytes: origin.bytes, lines: origin.lines, provider: origin.provider,
      section: origin.section, truncated: origin.truncation != nil, truncation: origin.truncation)
    failed = diagnosis.failed
    bucket = diagnosis.bucket.rawValue
    category = diagnosis.category
    confidence = Self.rounded(diagnosis.confidence)
    probabilities = [:]
    for bucket in Bucket.named {
      probabilities[bucket.rawValue] = Self.rounded(diagnosis.probabilities[bucket] ?? 0)
    }
    summary = diagnosis.summary
    evidence = diagnosis.evidence.map {
      Evidence(
        line: $0.line, role: $0.role.rawValue, text: $0.text, signature: $0.signature,
        captures: $0.captures.isEmpty ? nil : $0.captures, weight: Self.rounded($0.weight))
    }
    fingerprint = diagnosis.fingerprint
    signature = diagnosis.signature
    transient = diagnosis.isTransient
    actor = diagnosis.actor.rawValue
    remediation = diagnosis.remediation
    references = diagnosis.references
    reasons = diagnosis.reasons.map {
      Reason(token: $0.token, bucket: $0.bucket.rawValue, weight: Self.rounded($0.weight))
    }
    unevaluated = diagnosis.unevaluated.map {
      Unevaluated(signature: $0.signature, line: $0.line, reason: $0.reason)
    }
    correction = diagnosis.correction.map {
      Correction(
        id: $0.id, by: $0.by, because: $0.because, time: $0.time, was: $0.was.rawValue)
    }
    recurrence = answer.recurrence.map {
      Recurrence(
        state: $0.state, count: $0.count, repositories: $0.repositories,
        pullRequests: $0.pullRequests, first: $0.first, last: $0.last, since: $0.since,
        sentences: $0.sentences)
    }
    tests = answer.tests.isEmpty ? nil : answer.tests.map(Self.test)
    location = answer.location.map { Location(file: $0.file, line: $0.line, column: $0.column) }
  }

  private static func test(_ note: TestNote) -> Test {
    Test(
      name: note.name, message: note.message, file: note.file, line: note.line,
      verdict: note.verdict, probability: note.probability.map(rounded),
      failureRate: note.failureRate.map(rounded),
      mainLineRate: note.mainLineRate.map(rounded), quarantined: note.isQuarantined,
      since: note.since, unusual: note.isUnusual ? true : nil, owner: note.owner)
  }

  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  /// The document as text, ending in a newline; keys are sorted, so equal answers are equal bytes.
  func json(isPretty: Bool) -> String {
    (JSONText.encode(self, isPretty: isPretty)
      ?? #"{"schema":"faultline.diagnosis/1","error":"not encodable"}"#) + "\n"
  }
}
