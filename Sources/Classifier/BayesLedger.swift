#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The sums a naive Bayes is made from: additive, so that documents can be taken out again.
///
/// Leaving one group of documents out costs a walk over that group instead of one over all the
/// others. Sums are fixed-point integers: adding and taking away in any order gives the same bits.
public struct BayesLedger: Sendable {
  public enum Estimator: String, Sendable, CaseIterable { case multinomial, complement }
  public enum Counting: String, Sendable, CaseIterable { case binary, counted }

  /// What is chosen by comparison on held-out folds, not by taste.
  public struct Settings: Sendable, Equatable {
    public var estimator: Estimator
    public var counting: Counting
    /// Lidstone's pseudo-count, added to every token's count.
    public var smoothing: Double
    /// Tokens seen in fewer documents than this are left out.
    public var minimumDocuments: Int

    public init(
      estimator: Estimator = .complement, counting: Counting = .binary, smoothing: Double = 0.3,
      minimumDocuments: Int = 2
    ) {
      self.estimator = estimator
      self.counting = counting
      self.smoothing = smoothing
      self.minimumDocuments = minimumDocuments
    }
  }

  /// Sums count in units of 2^-20.
  private static let unit = 1_048_576.0

  public let labels: Int
  public let settings: Settings
  /// Documents per token.
  private var documents: [Int32]
  /// `labels` sums per token.
  private var sums: [Int64]

  /// An empty ledger for the tokens of a table of `tokens` tokens.
  public init(tokens: Int, labels: Int, settings: Settings) {
    self.labels = labels
    self.settings = settings
    documents = Array(repeating: 0, count: tokens)
    sums = Array(repeating: 0, count: tokens * labels)
  }

  /// Enters a document under `label`, or with `sign` -1 takes out one that was entered before.
  public mutating func add(_ vector: TokenVector, label: Int, weight: Double = 1, sign: Int = 1) {
    let length = Self.length(vector, settings.counting)
    guard length > 0 else { return }
    for (id, count) in zip(vector.ids, vector.counts) {
      let value = Self.value(count, settings.counting) / length
      documents[Int(id)] += Int32(sign)
      let share = Int64((value * weight * Self.unit).rounded())
      sums[Int(id) * labels + label] += Int64(sign) * share
    }
  }

  /// The numbers of the tokens that stand in enough documents.
  public var kept: [Int] { documents.indices.filter { documents[$0] >= settings.minimumDocuments } }

  /// Log-weights of the tokens in `kept`, `labels` values each, centred on zero.
  public func logWeights(of kept: [Int]) -> [Float] {
    var totals = Array(repeating: 0.0, count: labels)
    for token in kept { for label in 0..<labels { totals[label] += sum(token, label) } }
    let all = totals.reduce(0, +)
    let mass = settings.smoothing * Double(kept.count)
    var weights: [Float] = []
    weights.reserveCapacity(kept.count * labels)
    var values = Array(repeating: 0.0, count: labels)
    for token in kept {
      var rowSum = 0.0
      for label in 0..<labels { rowSum += sum(token, label) }
      for label in 0..<labels {
        switch settings.estimator {
        case .multinomial:
          values[label] = log((sum(token, label) + settings.smoothing) / (totals[label] + mass))
        case .complement:
          let rest = rowSum - sum(token, label) + settings.smoothing
          values[label] = -log(rest / (all - totals[label] + mass))
        }
      }
      let mean = values.reduce(0, +) / Double(labels)
      for label in 0..<labels { weights.append(Float(values[label] - mean)) }
    }
    return weights
  }

  private func sum(_ token: Int, _ label: Int) -> Double {
    Double(sums[token * labels + label]) / Self.unit
  }

  /// A token's value before scaling to unit length: presence or log-damped count.
  static func value(_ count: Int32, _ counting: Counting) -> Double {
    counting == .binary ? 1 : 1 + log(Double(count))
  }

  static func length(_ vector: TokenVector, _ counting: Counting) -> Double {
    if counting == .binary { return Double(vector.ids.count).squareRoot() }
    return vector.counts.reduce(0) { sum, count in
      let value = value(count, counting)
      return sum + value * value
    }.squareRoot()
  }
}

/// A naive Bayes over token numbers: the same scores as ``NaiveBayes``, without its strings.
public struct NumberedBayes: Sendable {
  private let labels: Int
  private let counting: BayesLedger.Counting
  /// `labels` values per token of the table.
  private var weights: [Float]
  private var isKnown: [Bool]

  /// What the ledger's documents teach; `tokens` is the size of the table.
  public init(_ ledger: BayesLedger, tokens: Int) {
    labels = ledger.labels
    counting = ledger.settings.counting
    weights = Array(repeating: 0, count: tokens * ledger.labels)
    isKnown = Array(repeating: false, count: tokens)
    let kept = ledger.kept
    let compact = ledger.logWeights(of: kept)
    for (row, token) in kept.enumerated() {
      isKnown[token] = true
      for label in 0..<labels {
        weights[token * labels + label] = compact[row * labels + label]
      }
    }
  }

  /// One score per label and the share of tokens that the model knows.
  public func scores(_ vector: TokenVector) -> (values: [Double], knownShare: Double) {
    var values = Array(repeating: 0.0, count: labels)
    guard !vector.isEmpty else { return (values, 0) }
    let length = BayesLedger.length(vector, counting)
    var known = 0
    for (id, count) in zip(vector.ids, vector.counts) where isKnown[Int(id)] {
      known += 1
      let value = BayesLedger.value(count, counting) / length
      let base = Int(id) * labels
      for label in 0..<labels { values[label] += value * Double(weights[base + label]) }
    }
    return (values, Double(known) / Double(vector.ids.count))
  }
}
