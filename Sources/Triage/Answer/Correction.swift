import Signatures

/// What a person says of a failure, which outranks what the model says of it.
public struct Correction: Sendable, Equatable {
  /// Six characters by which it is listed and undone.
  public var id: String
  public var bucket: Bucket
  public var category: String?
  /// Why, in the person's words.
  public var because: String
  public var by: String
  /// Seconds since 1970.
  public var time: Int
  /// The bucket it replaces.
  public var was: Bucket

  public init(
    id: String, bucket: Bucket, category: String?, because: String, by: String, time: Int,
    was: Bucket
  ) {
    self.id = id
    self.bucket = bucket
    self.category = category
    self.because = because
    self.by = by
    self.time = time
    self.was = was
  }

  /// `sam corrected this from test to infra: the runner's disk was full (a1b2c3).`
  public var sentence: String {
    let from = was == bucket ? "" : " from \(was.rawValue)"
    return "\(by) corrected this\(from) to \(bucket.rawValue): \(because) (\(id))."
  }
}

extension Diagnosis {
  /// This with what a person said of the same failure: bucket, category and whose turn it is are
  /// theirs; the evidence stays, as it is quoted from the log.
  ///
  /// The confidence is one: it is no longer the model's.
  public func corrected(by correction: Correction) -> Diagnosis {
    guard failed, correction.bucket != .unknown else { return self }
    var out = self
    out.correction = correction
    out.correction?.was = bucket
    out.confidence = 1
    for named in Bucket.named { out.probabilities[named] = named == correction.bucket ? 1 : 0 }
    out.reasons = []
    if correction.bucket != bucket {
      out.bucket = correction.bucket
      out.category = correction.category
      out.actor = correction.bucket.actor
      out.isTransient = isTransient && correction.bucket == .infra
      out.remediation = Telling.advice(for: correction.bucket)
      out.references = []
    } else if let category = correction.category {
      out.category = category
    }
    return out
  }
}
