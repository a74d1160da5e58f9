import ArgumentParser
import Flakiness
import Foundation
import History
import Reporting

struct QuarantineListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the quarantined tests, and what each did since.",
    discussion: """
      `--format json` is also what `faultline gate --list` reads, so a CI job without the store can
      be given the list as a file.

      Example:
        faultline quarantine list --repo acme/shop --format json > quarantine.json
      """)

  @OptionGroup var scope: QuarantineScope

  @Option(help: "text or json.") var format = QuarantineFormat.text

  func run() throws {
    try Complaint.told {
      let (store, repository) = try scope.open()
      let standings = try store.quarantineStandings(of: repository, at: scope.time)
      switch format {
      case .json: Terminal.data(QuarantineList(standings, repository, scope.time).json)
      case .text:
        let words = standings.map { StandingWords(standing: $0, time: scope.time).text }
        Terminal.data(words.isEmpty ? "Nothing is quarantined.\n" : words.joined(separator: "\n"))
      }
    }
  }
}

struct QuarantineCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Exit with 3 when a quarantined test needs a person.",
    discussion: """
      It does when its quarantine has expired, when it fails every time, when it has proven clean
      and can be released, when it has not run for a week, or when nobody owns it.

      Example:
        faultline quarantine check --repo acme/shop
      """)

  @OptionGroup var scope: QuarantineScope

  func run() throws {
    let standings = try Complaint.told {
      let (store, repository) = try scope.open()
      return try store.quarantineStandings(of: repository, at: scope.time)
    }
    let due = standings.filter { !$0.attention.isEmpty }
    for standing in due {
      Terminal.data(StandingWords(standing: standing, time: scope.time).text)
    }
    Terminal.words("\(due.count) of \(standings.count) quarantined tests need attention")
    if !due.isEmpty { throw ExitCode(3) }
  }
}

/// The words about one quarantined test.
struct StandingWords {
  var standing: QuarantineStanding
  var time: Int

  var text: String {
    let entry = standing.entry
    let isPast = time >= entry.expires
    var lines = [
      ShownName.of(entry.test),
      "  since      \(Day.of(entry.added)), by \(ShownName.of(entry.actor)): "
        + ShownName.of(entry.reason),
      "  until      \(Day.of(entry.expires))\(isPast ? " (past)" : "")"
        + (entry.extensions > 0 ? ", put off \(entry.extensions)×" : "")
        + (entry.relapses > 0 ? ", relapsed \(entry.relapses)×" : ""),
      "  owner      " + ShownName.of(entry.owner ?? "nobody")
        + (entry.ticket.map { ", " + ShownName.of($0) } ?? ""),
      "  runs       \(standing.executions) since, \(standing.failures) failed; "
        + "\(standing.cleanRuns) of \(entry.cleanRunsNeeded) clean runs",
    ]
    lines += standing.attention.map { "  attention  " + words($0) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ attention: QuarantineStanding.Attention) -> String {
    switch attention {
    case .expired: "expired: its failures count again; repair it, release it or extend it"
    case .alwaysFails:
      "failed \(standing.failingRuns) times in a row: broken, not flaky; repair or remove it"
    case .readyForRelease: "proven clean: `faultline quarantine release`"
    case .notRun: "has not run since: removed, renamed or skipped?"
    case .noOwner: "nobody owns it"
    }
  }
}

/// The quarantine as JSON: what `list` writes and `gate` reads.
struct QuarantineList: Codable {
  struct Entry: Codable {
    var test: String
    /// ISO 8601.
    var expires: String
    var added: String
    var by: String
    var reason: String
    var owner: String?
    var ticket: String?
    var executions: Int
    var failures: Int
    var cleanRuns: Int
    var cleanRunsNeeded: Int
    var relapses: Int
    var attention: [String]
  }

  static let schemaName = "faultline.quarantine/1"

  var schema: String
  var repository: String
  var asOf: String
  var quarantine: [Entry]

  init(_ standings: [QuarantineStanding], _ repository: String, _ time: Int) {
    schema = Self.schemaName
    self.repository = repository
    asOf = Timestamp.text(time)
    quarantine = standings.map { standing in
      let entry = standing.entry
      return Entry(
        test: entry.test, expires: Timestamp.text(entry.expires),
        added: Timestamp.text(entry.added), by: entry.actor, reason: entry.reason,
        owner: entry.owner, ticket: entry.ticket, executions: standing.executions,
        failures: standing.failures, cleanRuns: standing.cleanRuns,
        cleanRunsNeeded: entry.cleanRunsNeeded, relapses: entry.relapses,
        attention: standing.attention.map(\.rawValue))
    }
  }

  var json: String { JSONText.of(self) }
}
