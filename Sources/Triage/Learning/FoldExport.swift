import Signatures

/// One log of a leave-one-family-out evaluation, for peers that are scored on the same folds.
public struct FoldRow: Encodable, Sendable {
  public var name: String
  /// What is left out together.
  public var family: String
  /// `infra`, `test`, `dependency`, `config`, `green` or `unknown`.
  public var label: String
  /// 1-based marked lines.
  public var causes: [Int]
  /// Our answer without its family.
  public var got: String
  public var confidence: Double
  /// Our first three lines.
  public var lines: [Int]
  /// The same with the signatures of its tools unknown; nil where no signature was on its cause.
  public var mutedGot: String?
  public var mutedLines: [Int]?
  /// The first specific cause in the log, else the first generic one.
  public var signatureGot: String
  public var signatureLines: [Int]
}

extension Schoolroom {
  /// The rows of an evaluation of this room, sorted by name.
  public func folds(of evaluation: Evaluation) -> [FoldRow] {
    let known = Dictionary(
      lessons.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // A log's harder looks follow each other; the first one is muted if it has any signature.
    var muted: [String: Evaluation.Row] = [:]
    for row in evaluation.harder where muted[row.name] == nil { muted[row.name] = row }
    return evaluation.rows.map { row in
      let lesson = known[row.name]
      let isMuted = !(lesson?.tools.isEmpty ?? true)
      let other = isMuted ? muted[row.name] : nil
      let alone = lesson.flatMap { Self.signatureAlone($0.workup) }
      return FoldRow(
        name: row.name, family: row.family, label: Self.word(row.label), causes: row.causes,
        got: row.got.rawValue, confidence: row.confidence, lines: row.evidence,
        mutedGot: other?.got.rawValue, mutedLines: other?.evidence,
        signatureGot: alone?.bucket.rawValue ?? "unknown",
        signatureLines: alone.map { [$0.number] } ?? [])
    }
  }

  private static func signatureAlone(_ workup: Workup) -> WorkupItem? {
    let causes = workup.items.filter { $0.kind == .cause && !$0.isEcho }
    return causes.first { !$0.isGeneric } ?? causes.first
  }

  private static func word(_ label: CorpusLog.Label) -> String {
    switch label {
    case .bucket(let bucket): bucket.rawValue
    case .green: "green"
    case .unexplained: "unknown"
    }
  }
}
