/// When a test began to fail as often as it does, by the last change point at which its failure
/// rate rose (LUCI's formulas, see ``ChangePoints``).
public struct Onset: Sendable, Codable, Equatable {
  /// A commit of the main line.
  public struct Place: Sendable, Codable, Equatable {
    public var commit: String
    /// Seconds since 1970.
    public var time: Int
  }

  /// The likeliest first commit of the higher rate.
  public var place: Place
  /// With 99 % it lies between these two, both included.
  public var earliest: Place
  public var latest: Place

  /// nil when the rate never rose: the test has always failed like this, as far as is known.
  ///
  /// - Parameter executions: in source order; masked ones and those off the main line are no
  ///   evidence of when.
  public init?(of executions: some Sequence<(outcome: Outcome, run: TestRun, isMasked: Bool)>) {
    var counts: [PositionCounts] = []
    var times: [Int] = []
    for (outcome, run, isMasked) in executions where run.isMainLine && !isMasked {
      if counts.last?.commit != run.commit {
        counts.append(PositionCounts(commit: run.commit, failed: 0, runs: 0))
        times.append(run.time)
      }
      counts[counts.count - 1].runs += 1
      counts[counts.count - 1].failed += outcome == .passed ? 0 : 1
    }
    let changes = ChangePoints().find(in: counts)
    let edges = [0] + changes.map(\.position) + [counts.count]
    func rate(_ range: Range<Int>) -> Double {
      let part = counts[range]
      return Double(part.reduce(0) { $0 + $1.failed })
        / Double(max(1, part.reduce(0) { $0 + $1.runs }))
    }
    let rise = changes.indices.last { index in
      rate(edges[index]..<edges[index + 1]) < rate(edges[index + 1]..<edges[index + 2])
    }
    guard let rise else { return nil }
    func at(_ index: Int) -> Place { Place(commit: counts[index].commit, time: times[index]) }
    place = at(changes[rise].position)
    earliest = at(changes[rise].interval.lowerBound)
    latest = at(changes[rise].interval.upperBound)
  }
}
