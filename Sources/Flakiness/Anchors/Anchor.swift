/// A published detection rule, for one test: shown beside ours on the same replay.
public protocol AnchorRule: Sendable {
  /// Takes in one execution; true when the rule calls the test flaky at that moment.
  mutating func observe(_ outcome: Outcome, in run: TestRun) -> Bool
}

/// A rule and its name in the table.
public struct Anchor: Sendable {
  public var name: String
  /// Where its thresholds come from.
  public var source: String
  public var makeRule: @Sendable () -> any AnchorRule

  public init(
    name: String, source: String, makeRule: @escaping @Sendable () -> any AnchorRule
  ) {
    self.name = name
    self.source = source
    self.makeRule = makeRule
  }

  /// Every anchor of issue 3, with the settings their vendors publish.
  public static let all: [Anchor] = [
    Anchor(name: "same commit >= 1", source: "CircleCI, Trunk") { SameCommit(needed: 1) },
    Anchor(name: "same commit >= 2", source: "CircleCI, Trunk") { SameCommit(needed: 2) },
    Anchor(name: "transitions >= 4 of 100", source: "Buildkite") { TransitionCount() },
    Anchor(name: "flip rate, weighted", source: "Apple") { AppleScore(measure: .flipRate) },
    Anchor(name: "entropy, weighted", source: "Apple") { AppleScore(measure: .entropy) },
    Anchor(name: "PFS", source: "Meta, Allure's settings") { FlakinessScore() },
    Anchor(name: "flips >= 5 %, 7 d", source: "TestGrid") { TestGridFlips() },
    Anchor(name: "stability rule", source: "LUCI") { LuciStability() },
    Anchor(name: "change points", source: "LUCI") { LuciChangePoints() },
    Anchor(name: "failure rate >= 5 %, 7 d", source: "Trunk") { FailureRate() },
    Anchor(name: "segment-Bayes as in 5.3", source: "flakes.md") { SequentialBayes() },
  ]
}

/// Outcomes of one test on one commit.
struct CommitOutcomes: Sendable, Equatable {
  var commit: String
  var failed = 0
  var passed = 0
  var time = 0
  /// Outcomes in order, true for failed.
  var order: [Bool] = []

  var isContradiction: Bool { failed > 0 && passed > 0 }
}

/// The last commits of one test, oldest first.
struct CommitRing: Sendable {
  let limit: Int
  private(set) var commits: [CommitOutcomes] = []

  init(limit: Int) {
    self.limit = limit
  }

  /// Adds one execution; true if it began a new commit.
  @discardableResult
  mutating func add(_ outcome: Outcome, _ run: TestRun) -> Bool {
    let isNew = commits.last?.commit != run.commit
    if isNew {
      commits.append(CommitOutcomes(commit: run.commit))
      if commits.count > 2 * limit { commits.removeFirst(commits.count - limit) }
    }
    let index = commits.count - 1
    commits[index].time = run.time
    if outcome != .passed {
      commits[index].failed += 1
      commits[index].order.append(true)
    }
    if outcome != .failed {
      commits[index].passed += 1
      commits[index].order.append(false)
    }
    return isNew
  }

  var recent: ArraySlice<CommitOutcomes> { commits.suffix(limit) }
}
