/// Runs and failing runs of a test at one position of the source, in source order.
public struct PositionCounts: Sendable, Codable, Equatable {
  public var commit: String
  public var failed: Int
  public var runs: Int

  public init(commit: String, failed: Int, runs: Int) {
    self.commit = commit
    self.failed = failed
    self.runs = runs
  }
}

/// A position at which the failure rate changed.
public struct ChangePoint: Sendable, Codable, Equatable {
  /// Index of the first position of the new segment.
  public var position: Int
  /// 99 % interval of positions the change may lie at.
  public var interval: ClosedRange<Int>
  /// Log-likelihood the change gains over none, the penalty taken off.
  public var gain: Double
}

/// Change points with intervals, by LUCI Analysis's formulas (flakes.md 1.6): "flaky since
/// commit X, between Y and Z".
public struct ChangePoints: Sendable {
  /// Prior of the failure rate of a segment (LUCI: Beta(0.3, 0.5) for unexpected results).
  public var prior = BetaDistribution(a: 0.3, b: 0.5)
  /// Likelihood of a change at all (LUCI: 10⁻⁴).
  public var changeLikelihood = 1e-4

  public init() {}

  /// All change points, in source order. Each interval is that of a single change between the
  /// neighbouring change points.
  public func find(in positions: [PositionCounts]) -> [ChangePoint] {
    let sums = Sums(positions)
    var found = split(0..<positions.count, sums).sorted { $0.position < $1.position }
    let edges = [0] + found.map(\.position) + [positions.count]
    for index in found.indices {
      let range = edges[index]..<edges[index + 2]
      found[index].interval = interval(scores(range, sums), from: range.lowerBound + 1)
    }
    return found
  }

  private func split(_ range: Range<Int>, _ sums: Sums) -> [ChangePoint] {
    let scores = scores(range, sums)
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }) else { return [] }
    let gain = scores[best] + LogMath.lnOf(changeLikelihood)
    guard gain > 0 else { return [] }
    let at = range.lowerBound + 1 + best
    let point = ChangePoint(position: at, interval: at...at, gain: gain)
    return split(range.lowerBound..<at, sums) + [point] + split(at..<range.upperBound, sums)
  }

  /// For each position inside `range`, the log-likelihood that a change there gains over none.
  private func scores(_ range: Range<Int>, _ sums: Sums) -> [Double] {
    guard range.count > 1 else { return [] }
    let whole = lnLikelihood(range, sums)
    return (range.lowerBound + 1..<range.upperBound).map { at in
      lnLikelihood(range.lowerBound..<at, sums) + lnLikelihood(at..<range.upperBound, sums)
        - whole
    }
  }

  /// Central 99 % of the posterior over positions, uniform beforehand.
  private func interval(_ scores: [Double], from first: Int) -> ClosedRange<Int> {
    let total = LogMath.logSum(scores)
    var sum = 0.0
    var low = scores.count - 1
    var high = scores.count - 1
    var lowFound = false
    for (index, score) in scores.enumerated() {
      sum += LogMath.expOf(score - total)
      if !lowFound && sum >= 0.005 {
        low = index
        lowFound = true
      }
      if sum >= 0.995 {
        high = index
        break
      }
    }
    return first + min(low, high)...first + high
  }

  private func lnLikelihood(_ range: Range<Int>, _ sums: Sums) -> Double {
    let failed = Double(sums.failed[range.upperBound] - sums.failed[range.lowerBound])
    let runs = Double(sums.runs[range.upperBound] - sums.runs[range.lowerBound])
    return LogMath.lnBeta(prior.a + failed, prior.b + runs - failed)
      - LogMath.lnBeta(prior.a, prior.b)
  }

  /// Running totals.
  private struct Sums {
    var failed = [0]
    var runs = [0]

    init(_ positions: [PositionCounts]) {
      for position in positions {
        failed.append((failed.last ?? 0) + position.failed)
        runs.append((runs.last ?? 0) + position.runs)
      }
    }
  }
}
