/// LUCI's presubmit stability rule for flakes: at least two run-flaky verdicts and at least 1 %
/// of the source verdicts within seven days, fourteen if there are fewer than 100.
struct LuciStability: AnchorRule {
  private var ring = CommitRing(limit: 1000)

  init() {}

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    ring.add(outcome, run)
    guard ring.commits.last?.isContradiction == true else { return false }
    var recent = ring.commits.filter { $0.time > run.time - 7 * 86_400 }
    if recent.count < 100 {
      recent = ring.commits.filter { $0.time > run.time - 14 * 86_400 }
    }
    let flaky = recent.count { $0.isContradiction }
    return flaky >= 2 && Double(flaky) >= 0.01 * Double(recent.count)
  }
}

/// LUCI's change points used as a detector: the newest segment of the last 2,000 runs neither
/// passes always (under 1 %) nor fails always (over 90 %), on two failing commits at least.
struct LuciChangePoints: AnchorRule {
  private var ring = CommitRing(limit: 2000)

  init() {}

  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool {
    ring.add(outcome, run)
    guard outcome != .passed || ring.commits.last?.isContradiction == true else { return false }
    let positions = ring.recent.map {
      PositionCounts(commit: $0.commit, failed: $0.failed, runs: $0.failed + $0.passed)
    }
    let start = ChangePoints().find(in: positions).last?.position ?? 0
    let newest = positions[start...]
    let runs = newest.reduce(0) { $0 + $1.runs }
    let rate = Double(newest.reduce(0) { $0 + $1.failed }) / Double(max(1, runs))
    let failing = newest.count { $0.failed > 0 }
    return failing >= 2 && rate >= 0.01 && rate <= 0.9
  }
}
