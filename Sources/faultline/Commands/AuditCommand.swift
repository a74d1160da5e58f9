import ArgumentParser
import Foundation
import History
import Reporting

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "List and verify who changed what.",
    discussion: """
      Every quarantine, correction, proposal, action and token writes a row that is chained to the
      row before it by SHA-256. `verify` finds any edit; with the head of an earlier `verify`,
      kept elsewhere, it finds a cut at the end too (exit code 3).

      Examples:
        faultline audit list --limit 20
        faultline audit verify --head 12:3f2a…
      """,
    subcommands: [AuditListCommand.self, AuditVerifyCommand.self])
}

struct AuditListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the newest changes, oldest first.")

  @OptionGroup var store: StoreOptions
  @Option(help: "At most so many rows.") var limit = 100
  @Option(help: "text or json.") var format: ListFormat = .text

  func run() throws {
    try Complaint.told {
      let all = try store.open().auditLog()
      let rows = Array(all.suffix(max(0, limit)))
      if format == .json {
        return Terminal.data(AuditDocument(entries: rows.map(AuditDocument.Entry.init)).json)
      }
      for row in rows {
        let details = row.details.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        let text = "\(row.number)  \(Moment.minute(row.time))  \(row.actor)  \(row.action)  "
        let parts = [text + row.subject] + (details.isEmpty ? [] : [details.joined(separator: " ")])
        Terminal.data(Visible.text(parts.joined(separator: "  ")) + "\n")
      }
    }
  }
}

/// `faultline audit list --format json`.
struct AuditDocument: ListDocument {
  struct Entry: Encodable {
    var number: Int
    var time: Int
    var actor: String
    var action: String
    var subject: String
    var details: [String: String]
    var head: String

    init(_ entry: AuditEntry) {
      number = entry.number
      time = entry.time
      actor = entry.actor
      action = entry.action
      subject = entry.subject
      details = entry.details
      head = AuditHead(number: entry.number, link: entry.link).description
    }
  }

  let schema = "faultline.audit/1"
  var entries: [Entry]
}

struct AuditVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Follow the chain; exit code 3 if it is broken.")

  @OptionGroup var store: StoreOptions

  @Option(help: ArgumentHelp("What an earlier verify printed.", valueName: "number:link"))
  var head: String?

  func validate() throws {
    if let head, AuditHead(head) == nil {
      throw ValidationError("'\(head)' is no head, expected number:link")
    }
  }

  func run() throws {
    let verdict = try Complaint.told {
      try store.open().verifyAudit(known: head.flatMap(AuditHead.init))
    }
    switch verdict {
    case .whole(let head): Terminal.data("whole \(head)\n")
    case .broken(_, let cause):
      Terminal.data("broken: \(cause)\n")
      throw ExitCode(3)
    }
  }
}
