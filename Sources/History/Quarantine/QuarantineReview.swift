import Flakiness
import TestResults

/// A quarantine that is proposed, with what it would have changed.
public struct QuarantineProposal: Sendable, Equatable {
  public var test: String
  public var report: FlakeReport
  /// What muting it, together with those proposed before it, adds to them.
  public var step: QuarantineReplay.Choice
  /// Others that have to be muted with it, because builds failed in all of them at once.
  public var together: [String]
  /// What muting it alone would have done.
  public var effect: QuarantineEffect
  /// Minutes per week: lower bound of the benefit, upper bound of the risk.
  public var benefit: Double
  public var risk: Double
  public var owner: String
  public var cleanRunsNeeded: Int
}

/// A flaky test that is not proposed, and why.
public struct QuarantineObjection: Sendable, Equatable {
  public var test: String
  public var report: FlakeReport
  public var effect: QuarantineEffect
  public var refusals: [QuarantinePolicy.Refusal]
}

/// The quarantines a repository's own history speaks for.
public struct QuarantineReview: Sendable {
  /// In order of builds rescued per muted test.
  public var proposals: [QuarantineProposal] = []
  /// Flaky or failing tests that were weighed and not proposed.
  public var objections: [QuarantineObjection] = []
  /// Tests known, tests that may be muted, tests muted already.
  public var tests = 0
  public var budget = 0
  public var muted = 0
  public var weeks = 0.0
  /// Red builds in the history, and what all proposals together would have changed.
  public var total = QuarantineEffect()
}

extension Store {
  /// Weighs every flaky test of a repository by replaying its history (flakes.md 5.6).
  ///
  /// - Parameters:
  ///   - owner: who owns a test, nil for nobody.
  ///   - time: seconds since 1970; quarantines in force then are taken as given.
  public func quarantineReview(
    of repository: String, at time: Int, policy: QuarantinePolicy = QuarantinePolicy(),
    owner: (_ test: String, _ identity: TestIdentity?) -> String?
  ) throws(StoreError) -> QuarantineReview {
    let history = try BuildHistory(self, repository)
    let muted = try quarantine(of: repository).filter { $0.isInForce(at: time) }
    let isMuted = Set(muted.map(\.test))
    var review = QuarantineReview()
    review.tests = history.tests.count
    review.muted = muted.count
    review.budget = policy.budget(tests: history.tests.count)
    review.weeks = history.weeks
    let replay = QuarantineReplay(builds: history.builds)
    var owners: [Int: String] = [:]
    for (number, test) in history.tests.enumerated() where !isMuted.contains(test) {
      let verdict = history.detector.standings[number].verdict
      let isSuspect = [.flaky, .probablyFlaky, .regressed, .broken].contains(verdict)
      guard isSuspect, history.detector.records[number].failures > 0 else { continue }
      let name = owner(test, try identity(of: test, in: repository))
      owners[number] = name
      let report = history.detector.report(on: number)
      let effect = replay.effect(of: [number])
      let refusals = policy.refusals(
        report: report, record: history.detector.records[number], hasOwner: name != nil,
        effect: effect, weeks: history.weeks)
      // Its benefit may lie in builds that failed in its whole cluster; the choice below decides.
      let others = refusals.filter { $0 != .riskExceedsBenefit || effect.rescued > 0 }
      review.objections.append(
        QuarantineObjection(test: test, report: report, effect: effect, refusals: others))
    }
    choose(&review, history, replay, owners, policy)
    return review
  }

  /// Moves what is worth muting from the objections to the proposals.
  private func choose(
    _ review: inout QuarantineReview, _ history: BuildHistory, _ replay: QuarantineReplay,
    _ owners: [Int: String], _ policy: QuarantinePolicy
  ) {
    var numbers: [String: Int] = [:]
    for (number, test) in history.tests.enumerated() { numbers[test] = number }
    let candidates = review.objections.filter(\.refusals.isEmpty).compactMap { numbers[$0.test] }
    let choices = replay.choose(
      from: candidates, clusters: CoFailure.clusters(ofFailing: history.failingTogether),
      budget: max(0, review.budget - review.muted))
    var perOwner: [String: Int] = [:]
    var chosen: Set<Int> = []
    for choice in choices {
      var effect = QuarantineEffect()
      effect.rescued = choice.rescued
      effect.minutes = choice.minutes
      effect.missedRegressions = choice.missedRegressions
      let (benefit, risk) = policy.balance(of: effect, weeks: history.weeks)
      let isAffordable = choice.tests.allSatisfy {
        perOwner[owners[$0] ?? "", default: 0] < policy.perOwner
      }
      guard benefit > risk, isAffordable else { continue }
      for test in choice.tests {
        perOwner[owners[test] ?? "", default: 0] += 1
        chosen.insert(test)
        let report = history.detector.report(on: test)
        review.proposals.append(
          QuarantineProposal(
            test: history.tests[test], report: report, step: choice,
            together: choice.tests.filter { $0 != test }.map { history.tests[$0] },
            effect: replay.effect(of: [test]), benefit: benefit, risk: risk,
            owner: owners[test] ?? "",
            cleanRunsNeeded: ReleaseRule.cleanRuns(rate: max(report.rate.low, 1e-6))))
      }
    }
    review.total = replay.effect(of: chosen)
    let proposed = Set(review.proposals.map(\.test))
    review.objections.removeAll { proposed.contains($0.test) }
    for index in review.objections.indices where review.objections[index].refusals.isEmpty {
      review.objections[index].refusals = [.riskExceedsBenefit]
    }
  }
}
