import ArgumentParser
import Foundation
import History
import Reporting

/// Who decides: recorded with every decision.
struct DeciderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who decides (default: $GITHUB_ACTOR, $GITLAB_USER_LOGIN, $USER).", valueName: "who"))
  var by: String?

  @Option(help: ArgumentHelp("Why, in a few words.", valueName: "text"))
  var reason: String

  mutating func validate() throws {
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("the reason is empty") }
    if name == nil { throw ValidationError("nobody is named: say who decides with --by") }
  }

  /// nil when neither the option nor the environment names anybody.
  var name: String? { [by, Author.named].compactMap { $0 }.first { !$0.isEmpty } }
}

struct QuarantineAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Quarantine a test, or put the end of its quarantine off once.",
    discussion: """
      Refused for a test that always fails (it is broken), that fails now, that has fewer than two
      independent pieces of evidence, or over the budget; --force lifts all but the first.

      Example:
        faultline quarantine add 'tests.test_io::test_open' --reason 'port clash, see #12'
      """)

  @Argument(help: "The test's key, as `faultline flakes` prints it.") var test: String

  @OptionGroup var scope: QuarantineScope
  @OptionGroup var decider: DeciderOptions
  @OptionGroup var owners: OwnerOptions

  @Option(help: ArgumentHelp("Where it is being worked on.", valueName: "link")) var ticket: String?

  @Option(help: ArgumentHelp("Days until it ends by itself.", valueName: "n")) var days = 14

  @Flag(help: "Despite little evidence or a spent budget.") var force = false

  mutating func validate() throws {
    if !(1...90).contains(days) { throw ValidationError("days must be from 1 to 90") }
  }

  func run() throws {
    try Complaint.told {
      let (store, repository) = try scope.open()
      try store.refreshFlakes(of: repository)
      let owner = try owners.finder().owner(
        of: test, identity: try store.identity(of: test, in: repository))
      let request = QuarantineRequest(
        test: test, actor: decider.name ?? "", reason: decider.reason, owner: owner,
        ticket: ticket, days: days, isForced: force)
      switch try store.addQuarantine(request, in: repository, at: scope.time) {
      case .success(let entry):
        Terminal.words(
          "\(entry.extensions > 0 ? "extended" : "quarantined") '\(ShownName.of(test))' until "
            + "\(Day.of(entry.expires)), or until \(entry.cleanRunsNeeded) clean runs in a row"
            + (entry.relapses > 0 ? " (twice as many as before: it relapsed)" : ""))
        if entry.owner == nil { Terminal.words("nobody owns it: name somebody with --owner") }
      case .failure(let refusal):
        throw Complaint("'\(ShownName.of(test))': \(Self.words(refusal))")
      }
    }
  }

  private static func words(_ refusal: QuarantineRefusal) -> String {
    switch refusal {
    case .unknownTest: "the store knows no failure of this test"
    case .alwaysFails: "fails every time: it is broken, and quarantine would only hide it"
    case .failsNow: "fails now and has not passed since: a regression until it does"
    case .tooLittleEvidence(let pieces, let needed):
      "\(pieces) independent pieces of evidence, \(needed) are needed"
    case .overBudget(let budget): "the budget of \(budget) muted tests is spent"
    case .ownerOverBudget(let limit): "its owner has \(limit) muted tests already"
    case .extendedBefore: "its end was put off before: repair it, release it, or --force"
    }
  }
}

struct QuarantineReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "End the quarantine of a test, or of all that have proven clean.",
    discussion: """
      Example:
        faultline quarantine release 'tests.test_io::test_open' --reason 'port is free now'
        faultline quarantine release --due --reason 'clean runs' --by faultline
      """)

  @Argument(help: "The test's key.") var test: String?

  @OptionGroup var scope: QuarantineScope
  @OptionGroup var decider: DeciderOptions

  @Flag(help: "All that had as many clean runs in a row as they need.") var due = false

  mutating func validate() throws {
    if due == (test != nil) { throw ValidationError("name a test, or say --due") }
  }

  func run() throws {
    try Complaint.told {
      let (store, repository) = try scope.open()
      let time = scope.time
      let actor = decider.name ?? ""
      guard due else {
        let name = test ?? ""
        guard
          try store.releaseQuarantine(
            name, in: repository, by: actor, reason: decider.reason, at: time)
        else { throw Complaint("'\(ShownName.of(name))': is not quarantined") }
        Terminal.words("released '\(ShownName.of(name))'")
        return
      }
      let ready = try store.quarantineStandings(of: repository, at: time).filter {
        $0.attention.contains(.readyForRelease)
      }
      for standing in ready {
        try store.releaseQuarantine(
          standing.entry.test, in: repository, by: actor,
          reason: "\(decider.reason) (\(standing.cleanRuns) clean runs)", at: time)
        Terminal.words(
          "released '\(ShownName.of(standing.entry.test))' after \(standing.cleanRuns) clean runs")
      }
      if ready.isEmpty { Terminal.words("nothing is due") }
    }
  }
}
