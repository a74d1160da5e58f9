#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numerically safe softmax: the probabilities for `scores`, which add up to one.
public func softmax(_ scores: [Double]) -> [Double] {
  guard let top = scores.max() else { return [] }
  let powers = scores.map { exp($0 - top) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}

/// Conditional logit: which of several alternatives, each described by the same features, is the
/// right one. The small explicit model behind the ranking of lines and the choice of bucket.
///
/// P(i) = exp(w·x_i) / Σ exp(w·x_j). Trained with L2 shrinkage on the log-likelihood that *one of*
/// the right alternatives is chosen (a log may have several lines that a good engineer would point
/// at). McFadden 1974; deterministic, no random start.
public struct ConditionalLogit: Sendable, Equatable {
  public var features: [String]
  public var weights: [Double]

  /// One question with its alternatives.
  public struct Choice: Sendable {
    /// One row of feature values per alternative.
    public var alternatives: [[Double]]
    /// The alternatives that are right; choices without any teach nothing.
    public var right: Set<Int>
    public var weight: Double

    public init(alternatives: [[Double]], right: Set<Int>, weight: Double = 1) {
      self.alternatives = alternatives
      self.right = right
      self.weight = weight
    }
  }

  public init(features: [String], weights: [Double]) {
    self.features = features
    self.weights = weights
  }

  /// w·x for one alternative.
  public func utility(_ row: [Double]) -> Double {
    var sum = 0.0
    for (weight, value) in zip(weights, row) { sum += weight * value }
    return sum
  }

  /// The probability of each alternative.
  public func probabilities(_ alternatives: [[Double]]) -> [Double] {
    softmax(alternatives.map(utility))
  }

  /// Learns the weights that make the right alternatives most likely.
  ///
  /// - Parameters:
  ///   - shrinkage: the L2 penalty; it keeps a weight small unless the data insist.
  ///   - start: weights to begin from and to shrink towards; zeros by default.
  public init(
    training choices: [Choice], features: [String], shrinkage: Double = 0.002,
    start: [Double]? = nil
  ) {
    var table = ChoiceTable(width: features.count)
    for choice in choices { table.add(choice) }
    self.init(training: table, features: features, shrinkage: shrinkage, prior: start)
  }

  /// Learns from a table by Newton's steps on EM's bound, each with a fresh curvature.
  public init(
    training table: ChoiceTable, features: [String], shrinkage: Double, prior: [Double]? = nil,
    steps: Int = 60
  ) {
    let prior = prior ?? Array(repeating: 0, count: features.count)
    var weights = prior
    for _ in 0..<steps {
      let slope = table.slope(at: weights, curved: true)
      let bend = Curvature(
        slope.curvature, width: table.width, ridge: max(shrinkage, 1e-9))
      let pulled = Self.pulled(slope.gradient, weights, to: prior, shrinkage)
      let step = bend.solve(pulled)
      let moved = Self.move(
        &weights, step, table, prior: prior, shrinkage: shrinkage, loss: slope.loss)
      if moved < 1e-5 { break }
    }
    self.init(features: features, weights: weights)
  }

  /// Learns from a table that differs little from one that was learned before: starts from the
  /// weights of then and walks with the curvature of then, which need not be worked out again.
  public init(
    training table: ChoiceTable, after known: ConditionalLogit, bend: Curvature,
    shrinkage: Double, steps: Int = 5
  ) {
    let prior = Array(repeating: 0.0, count: known.features.count)
    var weights = known.weights
    for _ in 0..<steps {
      let slope = table.slope(at: weights, curved: false)
      let step = bend.solve(Self.pulled(slope.gradient, weights, to: prior, shrinkage))
      for i in weights.indices { weights[i] -= step[i] }
    }
    self.init(features: known.features, weights: weights)
  }

  /// How the loss of `table` bends at these weights.
  public func curvature(over table: ChoiceTable, shrinkage: Double) -> Curvature {
    Curvature(
      table.slope(at: weights, curved: true).curvature, width: table.width,
      ridge: max(shrinkage, 1e-9))
  }

  private static func pulled(
    _ gradient: [Double], _ weights: [Double], to prior: [Double], _ shrinkage: Double
  ) -> [Double] {
    gradient.indices.map { gradient[$0] + shrinkage * (weights[$0] - prior[$0]) }
  }

  /// Goes the step, or half of it as often as the penalised loss would rise; returns how far.
  private static func move(
    _ weights: inout [Double], _ step: [Double], _ table: ChoiceTable, prior: [Double],
    shrinkage: Double, loss: Double
  ) -> Double {
    func penalty(_ weights: [Double]) -> Double {
      zip(weights, prior).reduce(0) { $0 + shrinkage / 2 * ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let before = loss + penalty(weights)
    var share = 1.0
    for _ in 0..<12 {
      let next = zip(weights, step).map { $0 - share * $1 }
      if table.slope(at: next, curved: false).loss + penalty(next) <= before + 1e-12 {
        weights = next
        return share * (step.map(abs).max() ?? 0)
      }
      share /= 2
    }
    return 0
  }
}
