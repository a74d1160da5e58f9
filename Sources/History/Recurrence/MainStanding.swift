/// What a job's line of results on the default branch says of one failure, whenever that is asked
/// about: ``MainLine`` boiled down to a few values that can be kept.
package struct MainStanding: Sendable, Equatable {
  /// Failing commits in a row at the tip.
  var streak = 0
  /// The first of them, and the passing commit before it.
  var firstBroken: String?
  var lastGood: String?
  /// The first passing commit after the last failing one; nil while none passed since.
  var firstGood: String?
  /// When that was run, seconds since 1970.
  var firstGoodTime = 0
  /// Passing commits since.
  var passes = 0
  /// Whether the last failing commit ended a breakage, and was not bad luck.
  var wasBroken = false
  /// When a breakage was first repaired, seconds since 1970; nil when none was.
  var repaired: Int?

  package init() {}

  /// - Parameter telling: commits that passed or failed so, in source order.
  init(_ telling: [MainLine.Commit]) {
    streak = telling.reversed().prefix { $0.isBroken }.count
    let first = telling.count - streak
    if streak > 0 { firstBroken = telling[first].id }
    if streak > 0, first > 0 { lastGood = telling[first - 1].id }
    if let last = telling.lastIndex(where: \.failed) {
      firstGood = telling[(last + 1)...].first?.id
      firstGoodTime = telling[(last + 1)...].first?.time ?? 0
      passes = telling.count - last - 1
      wasBroken = Self.breakage(endingAt: last, in: telling)
    }
    let repairs = telling.indices.dropLast().filter {
      !telling[$0 + 1].failed && Self.breakage(endingAt: $0, in: telling)
    }
    repaired = repairs.map { telling[$0 + 1].time }.min()
  }

  private static func breakage(endingAt index: Int, in telling: [MainLine.Commit]) -> Bool {
    let first = index - MainLine.commitsForBreakage + 1
    return first >= 0 && telling[first...index].allSatisfy(\.isBroken)
  }

  /// The state of a failure seen `earlier` times before in the repository, for the last time at
  /// `lastTime`.
  ///
  /// - Parameter isTransient: a retry may well pass (a network, a service): then one failing
  ///   commit at the tip is not yet a broken branch.
  package func state(earlier: Int, lastTime: Int, isTransient: Bool) -> FailureState {
    if let firstBroken, earlier > 0,
      streak >= (isTransient ? MainLine.commitsForBreakage : 1)
    {
      return .broken(since: firstBroken, after: lastGood)
    }
    // One pass ends a breakage; coming and going ends only after many.
    if let firstGood, firstGoodTime > lastTime,
      passes >= (wasBroken ? 1 : MainLine.passesForGone)
    {
      return .fixed(since: firstGood)
    }
    guard earlier > 0 else { return .new }
    return repaired.map { $0 < lastTime } ?? false ? .regressed : .known
  }
}
