import ArgumentParser
import Flakiness
import Foundation
import History
import Reporting

struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Keep flaky tests from failing builds, for a time, with an owner and a reason.",
    discussion: """
      Faultline only proposes: a person accepts with `add`. Quarantined tests keep running where
      the framework allows, and are released when they have proven clean.

      Example:
        faultline quarantine suggest --repo acme/shop
        faultline quarantine add 'tests.test_io::test_open' --reason 'port clash, see #12'
        faultline quarantine export --framework pytest > faultline_quarantine.py
        faultline quarantine check
      """,
    subcommands: [
      QuarantineSuggestCommand.self, QuarantineAddCommand.self, QuarantineReleaseCommand.self,
      QuarantineListCommand.self, QuarantineCheckCommand.self, QuarantineExportCommand.self,
    ])
}

/// What all commands about the quarantine are told.
struct QuarantineScope: ParsableArguments {
  @OptionGroup var store: StoreOptions

  @Option(
    help: ArgumentHelp("The repository (default: the only one in the store).", valueName: "name"))
  var repo: String?

  @Option(
    help: ArgumentHelp(
      "Decide as of this moment: an ISO time or seconds since 1970 (default: now).",
      valueName: "time"))
  var at: String?

  mutating func validate() throws {
    if let at, Int(at) == nil, Timestamp.seconds(at) == nil {
      throw ValidationError("time '\(at)' is neither ISO 8601 nor seconds since 1970")
    }
  }

  /// Seconds since 1970.
  var time: Int {
    at.flatMap { Int($0) ?? Timestamp.seconds($0) } ?? Int(Date().timeIntervalSince1970)
  }

  /// The store, and the repository meant in it.
  func open() throws -> (store: Store, repository: String) {
    let store = try store.open()
    let names = try store.repositories()
    if let repo {
      guard names.contains(repo) else {
        throw Complaint("'\(store.path)': knows no repository '\(ShownName.of(repo))'")
      }
      return (store, repo)
    }
    guard let only = names.first, names.count == 1 else {
      throw Complaint(
        "'\(store.path)': holds \(names.count) repositories, name one with --repo")
    }
    return (store, only)
  }
}

/// `text` or `json`.
enum QuarantineFormat: String, CaseIterable, ExpressibleByArgument { case text, json }

/// A day in UTC.
enum Day {
  static func of(_ seconds: Int) -> String { String(Timestamp.text(seconds).prefix(10)) }
}

/// Objects as JSON, keys sorted, one line end.
enum JSONText {
  static func of(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = (try? encoder.encode(value)) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
