#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Beta(a, b): what is known of a rate after `a` pseudo-failures and `b` pseudo-passes.
public struct BetaDistribution: Sendable, Codable, Equatable {
  public var a: Double
  public var b: Double

  public init(a: Double, b: Double) {
    self.a = a
    self.b = b
  }

  /// Expected rate.
  public var mean: Double { a / (a + b) }

  /// P(rate ≤ x): the regularised incomplete beta function, by Lentz's continued fraction.
  public func cumulative(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(a * log(x) + b * log1p(-x) - LogMath.lnBeta(a, b))
    return x < (a + 1) / (a + b + 2)
      ? front * Self.fraction(a, b, x) / a
      : 1 - front * Self.fraction(b, a, 1 - x) / b
  }

  /// The rate below which the true one lies with probability `probability`. Bisection on the
  /// logarithm while the quantile is tiny, so that rates of 10⁻⁹ keep their digits.
  public func quantile(_ probability: Double) -> Double {
    guard probability > 0 else { return 0 }
    guard probability < 1 else { return 1 }
    var low = 0.0
    var high = 1.0
    for _ in 0..<200 where high - low > 1e-12 * high {
      let middle = low > 0 ? (low * high).squareRoot() : high / 16
      let probe = high < 2 * low ? (low + high) / 2 : middle
      if probe < 1e-300 { return 0 }
      if cumulative(probe) < probability { low = probe } else { high = probe }
    }
    return (low + high) / 2
  }

  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...300 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / guarded(1 + even * d)
      c = guarded(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / guarded(1 + odd * d)
      c = guarded(1 + odd / c)
      let change = d * c
      result *= change
      if abs(change - 1) < 1e-14 { break }
    }
    return result
  }
}
