import ArgumentParser
import Foundation
import History
import Reporting

struct StoreWorkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work",
    abstract: "List what the service has still to do, and what it gave up.",
    discussion: """
      Work is given up after eight tries, or at once where another try cannot help.

      Examples:
        faultline store work
        faultline store work --revive
      """)

  @OptionGroup var store: StoreOptions
  @Flag(help: "Take up again what was given up.") var revive = false

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      if revive {
        let count = try store.reviveWork(at: Moment.now.seconds)
        Terminal.words("\(count) taken up again")
      }
      for (name, count) in try store.workCounts().sorted(by: { $0.key < $1.key }) {
        Terminal.data("\(count)  \(name)\n")
      }
      for item in try store.deadWork() {
        let subject = item.subject.replacing("\u{1F}", with: " ")
        let reason = item.reason ?? "no reason is known"
        Terminal.data(Visible.text("\(item.kind) \(subject): \(reason)") + "\n")
      }
    }
  }
}
