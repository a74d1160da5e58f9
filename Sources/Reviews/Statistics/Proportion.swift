import Flakiness

/// A rate with what it was counted from.
public struct Proportion: Sendable, Equatable, Codable {
  public var numerator: Int
  public var denominator: Int

  public init(_ numerator: Int, of denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// nil of nothing.
  public var value: Double? {
    denominator > 0 ? Double(numerator) / Double(denominator) : nil
  }

  /// The Wilson score interval at 95 %: honest for small samples and near 0 and 1, where the
  /// usual plus-minus leaves the unit interval (Wilson 1927; flakes.md 1.5).
  public var interval: (low: Double, high: Double)? {
    guard denominator > 0 else { return nil }
    let n = Double(denominator)
    let x = Double(numerator)
    let z2 = Self.z * Self.z
    let center = (x + z2 / 2) / (n + z2)
    let half = Self.z / (n + z2) * (x * (n - x) / n + z2 / 4).squareRoot()
    return (max(0, center - half), min(1, center + half))
  }

  /// Whether the rate differs from an earlier one by more than chance: the 95 % interval of the
  /// difference, put together from both Wilson intervals (Newcombe 1998, method 10), leaves out 0.
  public func differs(from earlier: Proportion) -> Bool {
    guard let value, let interval, let before = earlier.value, let past = earlier.interval else {
      return false
    }
    func root(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    let low = value - before - root(value - interval.low, past.high - before)
    let high = value - before + root(interval.high - value, before - past.low)
    return low > 0 || high < 0
  }

  /// The 97.5 % point of the normal distribution.
  static let z = 1.959_963_984_540_054
}

/// Values in ascending order, for percentiles by nearest rank.
public struct Ranked: Sendable {
  public let values: [Int]

  public init(_ values: [Int]) { self.values = values.sorted() }

  /// The smallest value that at least `share` of all do not exceed: one of the values themselves,
  /// never something between two of them. nil of nothing.
  public func percentile(_ share: Double) -> Int? {
    guard !values.isEmpty else { return nil }
    // The tolerance keeps 0.95 × 20 at rank 19, whatever the product's last bit says.
    let rank = Self.ceiling(share * Double(values.count) - 1e-9)
    return values[min(max(rank, 1), values.count) - 1]
  }

  /// The values between which the true percentile lies with about 95 %, whatever the
  /// distribution: two ranks around the percentile's own (binomial, normal approximation).
  public func interval(_ share: Double) -> (low: Int, high: Int)? {
    guard !values.isEmpty else { return nil }
    let n = Double(values.count)
    let spread = Proportion.z * (n * share * (1 - share)).squareRoot()
    let low = Int((n * share - spread).rounded(.down))
    let high = Int((n * share + spread).rounded(.up)) + 1
    return (
      values[min(max(low, 1), values.count) - 1], values[min(max(high, 1), values.count) - 1]
    )
  }

  /// The middle value of a few, the mean of the two middle ones of an even number: for medians of
  /// weeks, which are no percentiles of single runs.
  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func ceiling(_ value: Double) -> Int { Int(value.rounded(.up)) }
}

/// A sum over independent parts, such as the minutes of runs.
public struct Total: Sendable, Equatable {
  public private(set) var sum = 0.0
  public private(set) var squares = 0.0
  public private(set) var count = 0

  public init() {}

  public mutating func add(_ value: Double) {
    sum += value
    squares += value * value
    count += 1
  }

  /// 95 % interval for the number of parts being a matter of chance too (a compound Poisson sum,
  /// whose variance is estimated by the sum of squares).
  public var interval: (low: Double, high: Double) {
    let half = Proportion.z * squares.squareRoot()
    return (max(0, sum - half), sum + half)
  }

  public func differs(from earlier: Total) -> Bool {
    abs(sum - earlier.sum) > Proportion.z * (squares + earlier.squares).squareRoot()
  }
}
