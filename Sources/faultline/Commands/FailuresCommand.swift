import ArgumentParser
import History
import Signatures

struct FailuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failures",
    abstract: "List what fails: how often, where, since when, and whether it is new.",
    discussion: """
      Failures are the same when their fingerprints are, or without one their masked lines. Many
      different failures within minutes are one incident. States: new, known, regressed,
      broken-on-main, fixed.

      Examples:
        faultline failures --since 7d
        faultline failures --repo acme/web --state new,broken-on-main
        faultline failures --bucket infra --format markdown
      """)

  @OptionGroup var store: StoreOptions

  @Option(help: ArgumentHelp("From when on: 7d, 12h, 2026-03-02.", valueName: "when"))
  var since: String = "7d"

  @Option(help: ArgumentHelp("Of one repository only.", valueName: "repository"))
  var repo: String?

  @Option(help: "Only failures in this state.")
  var state: String?

  @Option(help: "Only failures in this bucket.")
  var bucket: String?

  @Option(help: "How many at most.")
  var limit = 50

  @Option(help: "text, json or markdown.")
  var format: ListFormat = .text

  @Option(help: .hidden) var now: Moment?

  static let states = ["new", "known", "regressed", "broken-on-main", "fixed"]

  func validate() throws {
    if Moment(argument: since) == nil {
      throw ValidationError("since '\(since)' is no time like 7d, 12h or 2026-03-02")
    }
    if let state, !Self.states.contains(state) {
      let known = Self.states.joined(separator: ", ")
      throw ValidationError("state '\(state)' is not known, expected \(known)")
    }
    if let bucket, Bucket(rawValue: bucket) == nil {
      let known = Bucket.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("bucket '\(bucket)' is not known, expected \(known)")
    }
    if format == .csv { throw ValidationError("format 'csv' is not for failures") }
    if limit < 1 { throw ValidationError("limit \(limit) is not 1 or more") }
  }

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let now = now ?? .now
      let begin = Moment.from(since, now: now)
      let list = try store.failureList(
        in: repo, since: begin, now: now.seconds, bucket: bucket, state: state, limit: limit)
      let page = FailurePage(list, since: begin, now: now.seconds)
      switch format {
      case .json: Terminal.data(page.document.json)
      case .markdown: Terminal.data(page.markdown)
      case .text, .csv: Terminal.data(page.text(isBold: Terminal.isColored(.auto)))
      }
    }
  }
}
