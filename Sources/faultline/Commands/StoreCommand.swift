import ArgumentParser
import Foundation
import History

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Look after the store: check, compact, prune, back up, export, import.",
    discussion: """
      The store is one SQLite file. Stores of shards, machines or CI caches are merged in any
      order and any number of times to the same content.

      Examples:
        faultline store info
        faultline store merge --store all.db shard-1.db shard-2.db
        faultline store prune --older-than 35d --max-size 2GB
      """,
    subcommands: [
      StoreInfoCommand.self, StoreCheckCommand.self, StoreCompactCommand.self,
      StorePruneCommand.self, StoreExportCommand.self, StoreImportCommand.self,
      StoreMergeCommand.self, StoreBackupCommand.self, StoreWorkCommand.self,
    ])
}

struct StoreInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Say what the store holds, since when, and how big it is.",
    discussion: "Example:\n  faultline store info --format json")

  @OptionGroup var store: StoreOptions
  @Option(help: "text or json.") var format: ListFormat = .text

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let info = try store.info()
      let size = try store.size()
      if format == .json {
        let document = StoreInfoDocument(info, bytes: size)
        return Terminal.data(document.json)
      }
      let from = info.first.map { Moment.date($0) } ?? "-"
      let until = info.last.map { Moment.date($0) } ?? "-"
      Terminal.data(
        """
        \(store.path)  \(Amount.bytes(size))
          repositories  \(Amount.count(info.repositories))
          runs          \(Amount.count(info.runs))
          jobs          \(Amount.count(info.jobs))  (\(from) to \(until))
          failures      \(Amount.count(info.failures))
          tests         \(Amount.count(info.tests))
          executions    \(Amount.count(info.executions))

        """)
    }
  }
}

struct StoreCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look the store over: the file, every counter, every reference, every number.",
    discussion: "Prints what is wrong, a line each, and ends with 1 if anything is.\n\n"
      + "Example:\n  faultline store check --store faultline.db")

  @OptionGroup var store: StoreOptions

  func run() throws {
    let findings = try Complaint.told { try store.open().check() }
    for finding in findings { Terminal.data(finding + "\n") }
    if findings.isEmpty { return Terminal.data("sound\n") }
    Terminal.words("'\(store.path)': \(findings.count) problems found")
    throw ExitCode(1)
  }
}

struct StoreCompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact", abstract: "Give unused space back to the file system.",
    discussion: "Needs room for a second copy; other writers wait meanwhile.\n\n"
      + "Example:\n  faultline store prune && faultline store compact")

  @OptionGroup var store: StoreOptions

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let before = try store.size()
      try store.compact()
      let after = try store.size()
      Terminal.data("\(Amount.bytes(before)) -> \(Amount.bytes(after))\n")
    }
  }
}

struct StorePruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Turn what is old into weekly sums.",
    discussion: """
      By default executions are kept for 35 days, failures with their evidence for 90, the names
      of jobs for 100, weekly sums for 13 months, and the store below 2 GB: if that is too big,
      executions and failures are kept shorter, down to a week. --older-than sets the age of
      executions and, where it is more than 90 days, that of failures and jobs too. The verdicts
      on tests keep all they learned. Pruned jobs are not taken in again.

      Example:
        faultline store prune --older-than 60d --max-size 500MB
      """)

  @OptionGroup var store: StoreOptions

  @Option(help: ArgumentHelp("Age of executions to keep, such as 35d or 8w.", valueName: "age"))
  var olderThan: Age = Age(days: 35)

  @Option(help: ArgumentHelp("Size to stay below, such as 500MB or 2GB.", valueName: "size"))
  var maxSize: ByteSize = ByteSize(bytes: 2_000_000_000)

  @Option(help: .hidden) var now: Moment?

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      var retention = Retention()
      retention.results = max(1, olderThan.seconds / 86_400)
      retention.failures = max(retention.failures, retention.results)
      retention.jobs = max(retention.jobs, retention.failures + 10)
      retention.bytes = maxSize.bytes
      let kept = try store.prune(retention, now: (now ?? .now).seconds)
      Terminal.data(
        "executions kept for \(kept.results) days, failures for \(kept.failures),"
          + " \(Amount.bytes(try store.size()))\n")
      if kept != retention {
        Terminal.words("kept shorter than asked for, to stay below \(Amount.bytes(maxSize.bytes))")
      }
    }
  }
}
