import Testing

@testable import Flakiness

/// Expected values were computed with scipy 1.17 (betaln, beta, nbinom, gamma).
@Suite struct NumericsTests {
  private func close(_ a: Double, _ b: Double, _ relative: Double = 1e-9) -> Bool {
    abs(a - b) <= relative * max(abs(b), 1e-300)
  }

  @Test(arguments: [(0.23, 1.9, 1.2769408827768347), (2.23, 501.9, -13.756230722814507)])
  func lnBeta(a: Double, b: Double, expected: Double) {
    #expect(close(LogMath.lnBeta(a, b), expected, 1e-11))
  }

  @Test(arguments: [
    (0.23, 1.9, 0.01, 0.41973200020394924), (3, 21, 0.125, 0.5619031500267424),
    (50.5, 1000.2, 0.05, 0.6304784972850817), (0.5, 0.5, 0.3, 0.36901011956554536),
  ])
  func betaCumulative(a: Double, b: Double, x: Double, expected: Double) {
    #expect(close(BetaDistribution(a: a, b: b).cumulative(x), expected))
  }

  @Test(arguments: [
    (0.23, 1.9, 0.05, 9.537150774956284e-07), (3, 21, 0.95, 0.24924874982025963),
    (2.23, 501.9, 0.05, 0.0008978491965917374), (2.23, 501.9, 0.95, 0.010122137911250939),
  ])
  func betaQuantile(a: Double, b: Double, probability: Double, expected: Double) {
    #expect(close(BetaDistribution(a: a, b: b).quantile(probability), expected, 1e-8))
  }

  @Test func betaEdges() {
    let beta = BetaDistribution(a: 2, b: 3)
    #expect(beta.cumulative(0) == 0)
    #expect(beta.cumulative(1) == 1)
    #expect(beta.quantile(0) == 0)
    #expect(beta.quantile(1) == 1)
    #expect(close(beta.mean, 0.4))
  }

  @Test(arguments: [
    (80.0, 0.5, 8.0, -204.65349338011916), (12, 12, 8, -2.6327250097129333),
    (60, 12, 100, -42.701097718717776),
  ])
  func negativeBinomial(count: Double, mean: Double, size: Double, expected: Double) {
    let value = LogMath.lnNegativeBinomial(count, mean: mean, size: size)
    #expect(close(value, expected))
  }

  @Test(arguments: [
    (0.1, 0.95, 0.5804351053231342), (0.5, 0.05, 0.001966070000009761),
    (12.5, 0.05, 7.305703819741655), (3.1, 0.95, 6.444976454259533),
  ])
  func gammaQuantile(shape: Double, probability: Double, expected: Double) {
    #expect(close(GammaQuantile.value(probability, shape: shape), expected, 1e-7))
  }

  @Test func logSums() {
    #expect(close(LogMath.logSum(-1000, -1000), -1000 + LogMath.lnOf(2)))
    #expect(LogMath.logSum(-.infinity, -.infinity) == -.infinity)
    #expect(close(LogMath.logSum([0, 0, 0, 0]), LogMath.lnOf(4)))
    #expect(close(LogMath.sigmoid(LogMath.logit(1e-6)), 1e-6))
    #expect(LogMath.sigmoid(-800) == 0)
    #expect(LogMath.sigmoid(800) == 1)
  }

  /// An independent implementation of xoshiro256** in Python gave these for seed 42.
  @Test func generatorIsXoshiro() {
    var random = SeededGenerator(seed: 42)
    #expect(random.next() == 1_546_998_764_402_558_742)
    #expect(random.next() == 6_990_951_692_964_543_102)
    #expect(random.next() == 12_544_586_762_248_559_009)
  }

  @Test func generatorMeans() {
    var random = SeededGenerator(seed: 7)
    let draws = 20_000
    let mean = (0..<draws).reduce(0.0) { sum, _ in sum + random.uniform() } / Double(draws)
    #expect(abs(mean - 0.5) < 0.01)
    let trials = (0..<draws).reduce(0) { sum, _ in sum + random.geometric(0.25) }
    #expect(abs(Double(trials) / Double(draws) - 4) < 0.1)
  }
}
