import Classifier
import Signatures

/// Whether a line is a cause or any other line; the label of the line model.
public enum LineLabel: String, Sendable, Comparable, CaseIterable {
  case cause, other

  public static func < (left: LineLabel, right: LineLabel) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Everything learned from the corpus. A build product: same corpus, same bytes.
public struct TriageModel: Sendable {
  /// Cause-like or not, by the words of one line.
  public var lines: NaiveBayes<LineLabel>
  /// The bucket, by the words of the failing excerpt.
  public var excerpts: NaiveBayes<Bucket>
  /// Which line to point at.
  public var ranking: ConditionalLogit
  /// Which bucket, from the ranked lines and the excerpt's score.
  public var buckets: ConditionalLogit
  /// Failed (alternative 1) or not (alternative 0).
  public var failure: ConditionalLogit
  /// Right (alternative 1) or not (alternative 0): the chosen bucket's confidence, so that 0.9 is
  /// right nine times in ten.
  public var trust: ConditionalLogit
  /// Below this confidence the answer is `unknown`.
  public var threshold: Double

  public init(
    lines: NaiveBayes<LineLabel>, excerpts: NaiveBayes<Bucket>, ranking: ConditionalLogit,
    buckets: ConditionalLogit, failure: ConditionalLogit, trust: ConditionalLogit, threshold: Double
  ) {
    self.lines = lines
    self.excerpts = excerpts
    self.ranking = ranking
    self.buckets = buckets
    self.failure = failure
    self.trust = trust
    self.threshold = threshold
  }
}

// MARK: - The archive that is embedded in the executable

extension TriageModel {
  public func archive() -> [UInt8] {
    var out = ByteWriter()
    Self.write(lines, to: &out)
    Self.write(excerpts, to: &out)
    for logit in [ranking, buckets, failure, trust] {
      out.write(logit.features)
      out.write(logit.weights)
    }
    out.write(threshold)
    return out.bytes
  }

  public init(archive bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
    var reader = ByteReader(bytes)
    self.init(
      lines: try Self.bayes(&reader, LineLabel.self),
      excerpts: try Self.bayes(&reader, Bucket.self),
      ranking: try Self.logit(&reader, RankingFeatures.names),
      buckets: try Self.logit(&reader, BucketFeatures.names),
      failure: try Self.logit(&reader, FailureFeatures.names),
      trust: try Self.logit(&reader, TrustFeatures.names), threshold: try reader.double())
  }

  private static func write<Label: RawRepresentable>(
    _ model: NaiveBayes<Label>, to out: inout ByteWriter
  ) where Label.RawValue == String {
    out.write(model.labels.map(\.rawValue))
    out.write(model.counting.rawValue)
    out.write(model.vocabulary)
    out.write(model.weights)
  }

  private static func bayes<Label: RawRepresentable>(
    _ reader: inout ByteReader, _ type: Label.Type
  ) throws(ArchiveError) -> NaiveBayes<Label> where Label.RawValue == String {
    let place = reader.offset
    let names = try reader.texts()
    let labels = names.compactMap { Label(rawValue: $0) }
    let counting = try reader.text()
    let vocabulary = try reader.texts()
    let weights = try reader.numbers(Float.self)
    guard labels.count == names.count, weights.count == vocabulary.count * labels.count,
      let counting = NaiveBayes<Label>.Counting(rawValue: counting)
    else { throw ArchiveError(offset: place, message: "the classifier's tables do not fit") }
    return NaiveBayes(
      labels: labels, counting: counting, vocabulary: vocabulary, weights: weights)
  }

  private static func logit(
    _ reader: inout ByteReader, _ expected: [String]
  ) throws(ArchiveError) -> ConditionalLogit {
    let place = reader.offset
    let names = try reader.texts()
    let weights = try reader.numbers(Double.self)
    guard names == expected, weights.count == names.count else {
      throw ArchiveError(offset: place, message: "the model was trained for other features")
    }
    return ConditionalLogit(features: names, weights: weights)
  }
}
