import ArgumentParser
import Foundation
import History
import Reviews
import Signatures

struct ActionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "actions",
    abstract: "Keep what the reliability meeting decides; it comes back in the next report.",
    discussion: """
      Examples:
        faultline actions add "Pull images through our own cache" --owner sam --due 2026-11-27
        faultline actions list --open
        faultline actions done a3f1c2 --note "pulls fell to a tenth"
      """,
    subcommands: [ActionsAddCommand.self, ActionsListCommand.self, ActionsDoneCommand.self])

  /// Who writes: the login.
  static var login: String {
    let environment = ProcessInfo.processInfo.environment
    return environment["USER"] ?? environment["LOGNAME"] ?? NSUserName()
  }
}

struct ActionsAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Write down what is to be done.",
    discussion: """
      Prints the action's id.

      Example:
        faultline actions add "Pin urllib3 below 3" --owner payments --due 2026-11-27
      """)

  @OptionGroup var source: StoreOptions
  @Argument(help: "What is to be done, in one sentence.") var title: String
  @Option(help: "Who does it.") var owner: String?
  @Option(help: ArgumentHelp("Until when, such as 2026-11-27.", valueName: "day"))
  var due: String?
  @Option(help: "Who writes it down.") var by: String?

  func validate() throws {
    if title.allSatisfy(\.isWhitespace) { throw ValidationError("say what is to be done") }
    if title.utf8.count > 500 { throw ValidationError("the action is longer than 500 bytes") }
    if let due, CivilDay(due) == nil {
      throw ValidationError("'\(due)' is not a day, expected one like 2026-11-27")
    }
  }

  func run() throws {
    let id = try Complaint.told {
      try source.open(creates: true).addAction(
        title, owner: owner, due: due, time: Int(Date().timeIntervalSince1970),
        actor: by ?? ActionsCommand.login)
    }
    Terminal.data(id + "\n")
  }
}

struct ActionsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List actions, oldest first.",
    discussion: "Example:\n  faultline actions list --open --format json")

  @OptionGroup var source: StoreOptions
  @Flag(help: "Only those that are still open.") var open = false
  @Option(name: .shortAndLong, help: "How to print them: text, json.") var format = "text"

  func validate() throws {
    if format != "text" && format != "json" {
      throw ValidationError("format '\(format)' is not known, expected text, json")
    }
  }

  func run() throws {
    let store = try Complaint.told { try source.open() }
    let now = Int(Date().timeIntervalSince1970)
    let actions = try Complaint.told {
      try store.actions(at: now + 1, day: ReviewZone.utc.day(of: now).text)
    }.filter { !open || $0.state == "open" }
    if format == "json" {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Terminal.data(String(decoding: try encoder.encode(actions), as: UTF8.self) + "\n")
      return
    }
    if actions.isEmpty { Terminal.words("no actions") }
    for action in actions {
      let state = action.isOverdue ? "overdue" : action.state
      let note = action.note.map { " — \($0)" } ?? ""
      Terminal.data(
        [action.id, state, action.due ?? "-", action.owner ?? "-", action.title + note]
          .map(Self.visible).joined(separator: "\t") + "\n")
    }
  }

  /// Text that moves nothing on a terminal and breaks no column.
  private static func visible(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control
            || scalar.properties.generalCategory == .format ? " " : scalar
        }))
  }
}

struct ActionsDoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Close an action.",
    discussion: """
      Examples:
        faultline actions done a3f1c2 --note "pulls fell to a tenth"
        faultline actions done a3f1c2 --dropped --note "the service is going away"
      """)

  @OptionGroup var source: StoreOptions
  @Argument(help: "The action's id.") var id: String
  @Option(help: "What came of it.") var note: String?
  @Flag(help: "It will not be done.") var dropped = false
  @Option(help: "Who closes it.") var by: String?

  func run() throws {
    let store = try Complaint.told { try source.open() }
    let time = Int(Date().timeIntervalSince1970)
    let action = try Complaint.told {
      try store.closeAction(
        id, isDropped: dropped, note: note, time: time, actor: by ?? ActionsCommand.login)
    }
    guard action == nil else { return }
    let known = try Complaint.told { try store.actions(at: time + 1).map(\.id) }
    let near = nearestWord(to: id, in: known).map { ", did you mean '\($0)'" } ?? ""
    Terminal.words("no action '\(id)'\(near)")
    throw ExitCode(1)
  }
}
