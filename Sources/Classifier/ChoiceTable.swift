#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Choices in flat arrays of their non-zero features: most features of most alternatives are zero,
/// and training walks the table many times.
public struct ChoiceTable: Sendable {
  private var columns: [Int32] = []
  private var values: [Double] = []
  /// Row r holds `columns[rowStarts[r]..<rowStarts[r + 1]]`.
  private var rowStarts: [Int] = [0]
  private var isRight: [Bool] = []
  /// Choice c has the rows `choiceStarts[c]..<choiceStarts[c + 1]`.
  private var choiceStarts: [Int] = [0]
  /// How much each choice counts; nought leaves it out.
  public var weights: [Double] = []
  /// Number of features.
  public let width: Int
  /// Columns whose values may be set later; every row holds them.
  private let open: [Int]
  private let silent: Set<Int>

  /// - Parameters:
  ///   - silent: features that are taken as nought, so that nothing is learned from them.
  ///   - open: features whose values are set later by ``set(_:ofChoice:alternative:)``.
  public init(width: Int, silent: Set<Int> = [], open: [Int] = []) {
    self.width = width
    self.silent = silent
    self.open = open
  }

  public var count: Int { weights.count }

  /// Adds a choice. One without a right alternative, or with nothing but right ones, is kept with
  /// the weight nought, because it teaches nothing.
  public mutating func add(_ choice: ConditionalLogit.Choice) {
    for (index, row) in choice.alternatives.enumerated() {
      for (column, value) in row.enumerated()
      where value != 0 && !open.contains(column) && !silent.contains(column) {
        columns.append(Int32(column))
        values.append(value)
      }
      for column in open {
        columns.append(Int32(column))
        values.append(row[column])
      }
      rowStarts.append(columns.count)
      isRight.append(choice.right.contains(index))
    }
    choiceStarts.append(rowStarts.count - 1)
    let teaches = !choice.right.isEmpty && choice.alternatives.count > choice.right.count
    weights.append(teaches ? choice.weight : 0)
  }

  /// Sets the open features of one alternative, in the order in which they were declared.
  public mutating func set(_ fresh: [Double], ofChoice choice: Int, alternative: Int) {
    let end = rowStarts[choiceStarts[choice] + alternative + 1]
    for (offset, value) in fresh.enumerated() { values[end - open.count + offset] = value }
  }

  /// The utilities of one choice's alternatives.
  public func utilities(ofChoice choice: Int, at model: [Double]) -> [Double] {
    (choiceStarts[choice]..<choiceStarts[choice + 1]).map { row in
      var sum = 0.0
      for place in rowStarts[row]..<rowStarts[row + 1] {
        sum += model[Int(columns[place])] * values[place]
      }
      return sum
    }
  }

  /// Where the negative log-likelihood stands, which way it rises, and how it bends.
  struct Slope {
    var loss = 0.0
    var gradient: [Double]
    /// Row-major, `width`²; empty if it was not asked for.
    var curvature: [Double]
  }

  /// The mean loss over all choices that one of the right alternatives is taken, with its gradient.
  ///
  /// The curvature is that of the bound that EM maximises (the covariance of all alternatives,
  /// without that of the right ones): it is never negative.
  func slope(at model: [Double], curved: Bool) -> Slope {
    let total = max(1e-12, weights.reduce(0, +))
    var out = Slope(
      gradient: Array(repeating: 0, count: width),
      curvature: Array(repeating: 0, count: curved ? width * width : 0))
    var mean = Array(repeating: 0.0, count: width)
    for choice in weights.indices where weights[choice] > 0 {
      let scale = weights[choice] / total
      let rows = choiceStarts[choice]..<choiceStarts[choice + 1]
      let p = softmax(utilities(ofChoice: choice, at: model))
      var rightMass = 1e-12
      for row in rows where isRight[row] { rightMass += p[row - rows.lowerBound] }
      out.loss -= scale * log(min(1, rightMass))
      if curved { for column in 0..<width { mean[column] = 0 } }
      for row in rows {
        let share = p[row - rows.lowerBound]
        let places = rowStarts[row]..<rowStarts[row + 1]
        let factor = scale * (share - (isRight[row] ? share / rightMass : 0))
        for place in places { out.gradient[Int(columns[place])] += factor * values[place] }
        if !curved || share < 1e-9 { continue }
        for place in places {
          let weighted = scale * share * values[place]
          let base = Int(columns[place]) * width
          mean[Int(columns[place])] += share * values[place]
          for other in places {
            out.curvature[base + Int(columns[other])] += weighted * values[other]
          }
        }
      }
      if curved { Self.subtract(mean, scale: scale, from: &out.curvature) }
    }
    return out
  }

  private static func subtract(_ mean: [Double], scale: Double, from matrix: inout [Double]) {
    for i in mean.indices where mean[i] != 0 {
      for j in mean.indices { matrix[i * mean.count + j] -= scale * mean[i] * mean[j] }
    }
  }
}

/// A symmetric positive matrix taken apart once (Cholesky), to solve with many times.
public struct Curvature: Sendable {
  private var lower: [Double]
  private let width: Int

  /// `matrix` is row-major; `ridge` is added to its diagonal.
  init(_ matrix: [Double], width: Int, ridge: Double) {
    self.width = width
    lower = Array(repeating: 0, count: width * width)
    for i in 0..<width {
      for j in 0...i {
        var sum = matrix[i * width + j] + (i == j ? ridge : 0)
        for k in 0..<j { sum -= lower[i * width + k] * lower[j * width + k] }
        lower[i * width + j] =
          i == j ? max(sum, 1e-12).squareRoot() : sum / lower[j * width + j]
      }
    }
  }

  /// x with M·x = `right`.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for i in 0..<width {
      for k in 0..<i { x[i] -= lower[i * width + k] * x[k] }
      x[i] /= lower[i * width + i]
    }
    for i in stride(from: width - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(i + 1, width) { x[i] -= lower[k * width + i] * x[k] }
      x[i] /= lower[i * width + i]
    }
    return x
  }
}
