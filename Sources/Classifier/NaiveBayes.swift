#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Naive Bayes over token counts, generic over the label: it knows nothing of CI.
///
/// In: documents as ``TokenCounts`` with a label and a weight. Out: one score per label, and the
/// tokens that moved it. Two estimators (Rennie et al. 2003, "Tackling the Poor Assumptions of
/// Naive Bayes Text Classifiers"): multinomial, and complement, which estimates each label from
/// the documents of all others and suffers less from unequal label counts. Documents are
/// L2-normalised so that a long log does not become a certain one. Scores are *not*
/// probabilities: calibrate them on held-out documents.
public struct NaiveBayes<Label: Hashable & Comparable & Sendable>: Sendable {
  public typealias Estimator = BayesLedger.Estimator
  public typealias Counting = BayesLedger.Counting
  public typealias Settings = BayesLedger.Settings

  public struct Document: Sendable {
    public var label: Label
    public var tokens: TokenCounts
    public var weight: Double

    public init(label: Label, tokens: TokenCounts, weight: Double = 1) {
      self.label = label
      self.tokens = tokens
      self.weight = weight
    }
  }

  /// A token's part in the decision for one label against the average of the others.
  public struct Reason: Sendable {
    public var token: String
    public var label: Label
    public var weight: Double
  }

  public let labels: [Label]
  public let counting: Counting
  /// The tokens with a weight, sorted; row r of ``weights`` belongs to the r-th.
  public let vocabulary: [String]
  /// Row-major, `labels.count` values per token: its log-weight for each label, centred on zero.
  public let weights: [Float]
  private let rows: [String: Int]

  /// Takes a trained model apart or puts it together again (see `vocabulary` and `weights`).
  public init(labels: [Label], counting: Counting, vocabulary: [String], weights: [Float]) {
    precondition(weights.count == vocabulary.count * labels.count, "one weight per token and label")
    self.labels = labels
    self.counting = counting
    self.vocabulary = vocabulary
    self.weights = weights
    var rows: [String: Int] = [:]
    rows.reserveCapacity(vocabulary.count)
    for (row, token) in vocabulary.enumerated() { rows[token] = row }
    self.rows = rows
  }

  /// Learns from `documents`. The order of documents does not matter, and neither does the
  /// process: the same documents give the same model to the last bit.
  public init(training documents: [Document], settings: Settings) {
    let labels = Set(documents.map(\.label)).sorted()
    var table = TokenTable()
    let vectors = documents.map { table.vector($0.tokens) }
    var ledger = BayesLedger(tokens: table.count, labels: labels.count, settings: settings)
    for (document, vector) in zip(documents, vectors) {
      guard let label = labels.firstIndex(of: document.label) else { continue }
      ledger.add(vector, label: label, weight: document.weight)
    }
    self.init(ledger, labels: labels, table: table)
  }

  /// What a ledger's documents teach, with the strings of its tokens.
  public init(_ ledger: BayesLedger, labels: [Label], table: TokenTable) {
    let kept = ledger.kept.sorted { table.tokens[$0] < table.tokens[$1] }
    self.init(
      labels: labels, counting: ledger.settings.counting,
      vocabulary: kept.map { table.tokens[$0] }, weights: ledger.logWeights(of: kept))
  }

  /// The document's features: presence or log-damped count, scaled to unit length.
  private static func features(
    _ tokens: TokenCounts, _ counting: Counting
  ) -> [(String, Double)] {
    let raw = tokens.sorted.map { entry -> (String, Double) in
      counting == .binary ? (entry.token, 1) : (entry.token, 1 + log(Double(entry.count)))
    }
    let length = raw.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
    return length == 0 ? [] : raw.map { ($0.0, $0.1 / length) }
  }

  /// One score per label, in the order of ``labels``; higher means more likely. The share of
  /// tokens that the model knows comes with it: a text in an unknown tongue has no say.
  public func scores(_ tokens: TokenCounts) -> (values: [Double], knownShare: Double) {
    var values = Array(repeating: 0.0, count: labels.count)
    var known = 0
    let features = Self.features(tokens, counting)
    for (token, value) in features {
      guard let row = rows[token] else { continue }
      known += 1
      for label in values.indices {
        values[label] += value * Double(weights[row * labels.count + label])
      }
    }
    let share = features.isEmpty ? 0 : Double(known) / Double(features.count)
    return (values, share)
  }

  /// The heaviest tokens for `label` against the best other label, heaviest first. Their weights
  /// and those of all tokens left out add up to the difference of the two labels' scores.
  public func reasons(_ tokens: TokenCounts, for label: Label, against other: Label, most: Int)
    -> [Reason]
  {
    guard let a = labels.firstIndex(of: label), let b = labels.firstIndex(of: other) else {
      return []
    }
    var out: [Reason] = []
    for (token, value) in Self.features(tokens, counting) {
      guard let row = rows[token] else { continue }
      let base = row * labels.count
      let weight = value * Double(weights[base + a] - weights[base + b])
      if weight > 0 { out.append(Reason(token: token, label: label, weight: weight)) }
    }
    return Array(out.sorted { ($1.weight, $0.token) < ($0.weight, $1.token) }.prefix(most))
  }
}
