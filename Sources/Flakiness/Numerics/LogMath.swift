#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Functions of the exponential family in log space, all free of global state.
public enum LogMath {
  /// ln Γ(x) for x > 0. Uses `lgamma_r`: plain `lgamma` writes a global sign.
  public static func lnGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b).
  public static func lnBeta(_ a: Double, _ b: Double) -> Double {
    lnGamma(a) + lnGamma(b) - lnGamma(a + b)
  }

  /// ln(eᵃ + eᵇ) without overflow; −∞ stands for zero.
  public static func logSum(_ a: Double, _ b: Double) -> Double {
    let high = max(a, b)
    guard high > -.infinity else { return -.infinity }
    return high + log1p(exp(min(a, b) - high))
  }

  /// ln Σ exp(terms); −∞ for no terms.
  public static func logSum(_ terms: [Double]) -> Double {
    guard let high = terms.max(), high > -.infinity else { return -.infinity }
    return high + log(terms.reduce(0) { $0 + exp($1 - high) })
  }

  /// Probability from log-odds.
  public static func sigmoid(_ logOdds: Double) -> Double {
    logOdds >= 0 ? 1 / (1 + exp(-logOdds)) : exp(logOdds) / (1 + exp(logOdds))
  }

  /// Log-odds from a probability in (0, 1).
  public static func logit(_ probability: Double) -> Double {
    log(probability) - log1p(-probability)
  }

  /// ln P(K = count) of a negative binomial with `mean` and `size` (variance mean + mean²/size).
  public static func lnNegativeBinomial(_ count: Double, mean: Double, size: Double) -> Double {
    lnGamma(count + size) - lnGamma(size) - lnGamma(count + 1)
      + size * log(size / (size + mean)) + count * log(mean / (size + mean))
  }
}

extension LogMath {
  /// ln x, with −∞ for 0: spelled once so that the other files need no C library.
  public static func lnOf(_ x: Double) -> Double { x > 0 ? log(x) : -.infinity }

  /// eˣ.
  public static func expOf(_ x: Double) -> Double { exp(x) }
}
