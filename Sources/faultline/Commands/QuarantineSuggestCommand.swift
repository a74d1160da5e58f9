import ArgumentParser
import Flakiness
import Foundation
import History
import Reporting

struct QuarantineSuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "Propose quarantines by replaying the history with and without them.",
    discussion: """
      Benefit is counted, not estimated: builds of the past that would have been green. Risk is
      what the test alone has caught. Nothing is changed; accept a proposal with `add`.

      Example:
        faultline quarantine suggest --repo acme/shop --codeowners .github/CODEOWNERS
      """)

  @OptionGroup var scope: QuarantineScope
  @OptionGroup var owners: OwnerOptions

  @Option(help: "text or json.") var format = QuarantineFormat.text

  @Flag(help: "Also list what is not proposed, and why.") var all = false

  @Flag(help: "Print a ticket for each proposal, in Markdown.") var tickets = false

  func run() throws {
    try Complaint.told {
      let (store, repository) = try scope.open()
      let finder = try owners.finder()
      let review = try store.quarantineReview(of: repository, at: scope.time) {
        finder.owner(of: $0, identity: $1)
      }
      let words = SuggestionWords(review: review, repository: repository, time: scope.time)
      switch format {
      case .json: Terminal.data(words.json)
      case .text: Terminal.data(tickets ? words.tickets : words.text(all: all))
      }
    }
  }
}

/// The words of a review.
struct SuggestionWords {
  var review: QuarantineReview
  var repository: String
  var time: Int

  private var expires: Int { time + QuarantinePolicy().expiryDays * 86_400 }

  func text(all: Bool) -> String {
    var lines = [
      "\(ShownName.of(repository)): \(review.tests) tests, \(review.total.red) red builds in "
        + "\(Self.number(review.weeks)) weeks; "
        + "budget \(review.budget) tests, \(review.muted) muted."
    ]
    if review.proposals.isEmpty { lines.append("No quarantine is proposed.") }
    for proposal in review.proposals { lines += [""] + self.lines(of: proposal) }
    if !review.proposals.isEmpty {
      lines += [
        "",
        "Together: \(review.total.rescued) of \(review.total.red) red builds would have been green, "
          + "\(Self.number(review.total.minutes)) machine minutes saved; "
          + "\(review.total.missedRegressions) regressions would have come to light later.",
      ]
    }
    if all && !review.objections.isEmpty {
      lines += ["", "Not proposed:"]
      lines += review.objections.map { objection in
        "  \(ShownName.of(objection.test)): "
          + objection.refusals.map(Self.words).joined(separator: "; ")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of proposal: QuarantineProposal) -> [String] {
    let report = proposal.report
    var lines = [
      ShownName.of(proposal.test),
      "  flaky      P = \(Self.share(report.flaky)), fails \(Self.percent(report.rate.mean)) "
        + "(\(Self.percent(report.rate.low)) to \(Self.percent(report.rate.high))), "
        + "\(report.pieces) independent pieces of evidence",
      "  benefit    \(proposal.step.rescued) builds would have been green, "
        + "\(Self.number(proposal.step.minutes)) machine minutes",
      "  risk       \(proposal.step.missedRegressions) regressions only this test caught "
        + "(at most \(Self.number(proposal.risk)) against at least "
        + "\(Self.number(proposal.benefit)) minutes a week)",
      "  owner      \(ShownName.of(proposal.owner))",
      "  until      \(Day.of(expires)), or \(proposal.cleanRunsNeeded) clean runs",
    ]
    if !proposal.together.isEmpty {
      let others = proposal.together.map { ShownName.of($0) }.joined(separator: ", ")
      lines.insert("  only with  \(others)", at: 1)
    }
    return lines
  }

  /// A ticket for each proposal.
  var tickets: String {
    review.proposals.map { proposal in
      QuarantineTicket(
        test: proposal.test, repository: repository, report: proposal.report,
        effect: proposal.effect, owner: proposal.owner, expires: expires,
        cleanRuns: proposal.cleanRunsNeeded
      ).markdown
    }.joined(separator: "\n---\n\n")
  }

  static func words(_ refusal: QuarantinePolicy.Refusal) -> String {
    switch refusal {
    case .alwaysFails: "fails every time: broken, not flaky"
    case .failsNow: "fails now and has not passed since: a regression until it does"
    case .notSureEnough: "not surely flaky"
    case .tooLittleEvidence: "fewer than two independent pieces of evidence"
    case .noOwner: "nobody owns it"
    case .riskExceedsBenefit: "would have saved too little for what it guards"
    }
  }

  static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.1f" : "%.0f", value)
  }

  static func share(_ value: Double) -> String {
    value > 0.9995 ? "> 0.999" : String(format: "%.3f", value)
  }

  static func percent(_ share: Double) -> String {
    share < 0.001 ? "< 0.1 %" : String(format: share < 0.1 ? "%.1f %%" : "%.0f %%", share * 100)
  }
}

extension SuggestionWords {
  private struct Document: Encodable {
    var schema = "faultline.quarantine-suggestions/1"
    var repository: String
    var tests: Int
    var budget: Int
    var muted: Int
    var weeks: Double
    var total: QuarantineEffect
    var proposals: [Proposal]
    var objections: [Objection]
  }

  private struct Proposal: Encodable {
    var test: String
    var owner: String
    var expires: String
    var cleanRunsNeeded: Int
    var together: [String]
    var adds: QuarantineReplay.Choice
    var alone: QuarantineEffect
    var benefitMinutesPerWeek: Double
    var riskMinutesPerWeek: Double
    var report: FlakeReport
    var ticket: String
  }

  private struct Objection: Encodable {
    var test: String
    var refusals: [QuarantinePolicy.Refusal]
    var alone: QuarantineEffect
  }

  var json: String {
    let proposals = review.proposals.map { proposal in
      Proposal(
        test: proposal.test, owner: proposal.owner, expires: Timestamp.text(expires),
        cleanRunsNeeded: proposal.cleanRunsNeeded, together: proposal.together,
        adds: proposal.step, alone: proposal.effect, benefitMinutesPerWeek: proposal.benefit,
        riskMinutesPerWeek: proposal.risk, report: proposal.report,
        ticket: QuarantineTicket(
          test: proposal.test, repository: repository, report: proposal.report,
          effect: proposal.effect, owner: proposal.owner, expires: expires,
          cleanRuns: proposal.cleanRunsNeeded
        ).markdown)
    }
    return JSONText.of(
      Document(
        repository: repository, tests: review.tests, budget: review.budget, muted: review.muted,
        weeks: review.weeks, total: review.total, proposals: proposals,
        objections: review.objections.map {
          Objection(test: $0.test, refusals: $0.refusals, alone: $0.effect)
        }))
  }
}
