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
/// P(i) = exp(w·x_i) / Σ exp(w·x_j). Trained by full-batch gradient descent with L2 shrinkage on
/// the log-likelihood that *one of* the right alternatives is chosen (a log may have several lines
/// that a good engineer would point at). McFadden 1974; deterministic, no random start.
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

  /// Learns the weights by Adam steps over all choices.
  ///
  /// - Parameters:
  ///   - shrinkage: the L2 penalty per choice; it keeps a weight small unless the data insist.
  ///   - start: weights to begin from and to shrink towards; zeros by default.
  public init(
    training choices: [Choice], features: [String], shrinkage: Double = 0.002,
    steps: Int = 400, rate: Double = 0.05, start: [Double]? = nil
  ) {
    let prior = start ?? Array(repeating: 0, count: features.count)
    var weights = prior
    var first = Array(repeating: 0.0, count: features.count)
    var second = first
    let useful = choices.filter { !$0.right.isEmpty && $0.alternatives.count > $0.right.count }
    let table = SparseChoices(useful)
    let total = max(1, useful.reduce(0) { $0 + $1.weight })
    for step in 1...max(1, steps) {
      var gradient = zip(weights, prior).map { shrinkage * ($0 - $1) }
      table.addGradient(at: weights, scale: 1 / total, to: &gradient)
      for i in weights.indices {
        first[i] = 0.9 * first[i] + 0.1 * gradient[i]
        second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i]
        let m = first[i] / (1 - pow(0.9, Double(step)))
        let v = second[i] / (1 - pow(0.999, Double(step)))
        weights[i] -= rate * m / (v.squareRoot() + 1e-8)
      }
    }
    self.init(features: features, weights: weights)
  }
}

/// All choices in flat arrays of their non-zero features: most features of most lines are zero, and
/// training walks the table hundreds of times.
private struct SparseChoices {
  private var columns: [Int32] = []
  private var values: [Double] = []
  /// Row r holds `columns[rowStarts[r]..<rowStarts[r + 1]]`.
  private var rowStarts: [Int] = [0]
  private var isRight: [Bool] = []
  /// Choice c has the rows `choiceStarts[c]..<choiceStarts[c + 1]`.
  private var choiceStarts: [Int] = [0]
  private var weights: [Double] = []

  init(_ choices: [ConditionalLogit.Choice]) {
    for choice in choices {
      for (index, row) in choice.alternatives.enumerated() {
        for (column, value) in row.enumerated() where value != 0 {
          columns.append(Int32(column))
          values.append(value)
        }
        rowStarts.append(columns.count)
        isRight.append(choice.right.contains(index))
      }
      choiceStarts.append(rowStarts.count - 1)
      weights.append(choice.weight)
    }
  }

  /// Adds the gradient of the negative log-likelihood that one of the right rows is chosen.
  func addGradient(at model: [Double], scale: Double, to gradient: inout [Double]) {
    var utilities: [Double] = []
    for choice in weights.indices {
      let rows = choiceStarts[choice]..<choiceStarts[choice + 1]
      utilities.removeAll(keepingCapacity: true)
      for row in rows {
        var sum = 0.0
        for place in rowStarts[row]..<rowStarts[row + 1] {
          sum += model[Int(columns[place])] * values[place]
        }
        utilities.append(sum)
      }
      let p = softmax(utilities)
      var rightMass = 1e-12
      for row in rows where isRight[row] { rightMass += p[row - rows.lowerBound] }
      for row in rows {
        let share = p[row - rows.lowerBound]
        let factor = scale * weights[choice] * (share - (isRight[row] ? share / rightMass : 0))
        if factor == 0 { continue }
        for place in rowStarts[row]..<rowStarts[row + 1] {
          gradient[Int(columns[place])] += factor * values[place]
        }
      }
    }
  }
}
