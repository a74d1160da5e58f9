import ArgumentParser
import Foundation
import History
import Reporting

struct CorrectListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Corrections that hold, and proposals nobody decided about.",
    discussion: """
      With --all also those that were replaced, undone or declined. ndjson is one correction a \
      line, as `corpus train --corrections` reads it; it holds no proposals.

      Examples:
        faultline correct list
        faultline correct list --format ndjson > corrections.ndjson
      """)

  @Flag(help: "Also what no longer holds.") var all = false
  @Option(name: .shortAndLong, help: "How to print them: text, json, ndjson.") var format = "text"
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if !["text", "json", "ndjson"].contains(format) {
      throw ValidationError("format '\(format)' is not known, expected text, json, ndjson")
    }
  }

  private struct Document: Encodable {
    let schema = "faultline.corrections/1"
    var corrections: [FailureCorrection]
    var proposals: [CorrectionProposal]
  }

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let corrections = try store.corrections().filter { all || $0.state == .standing }
      let proposals = try store.correctionProposals().filter { all || $0.state == .open }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      switch format {
      case "json":
        encoder.outputFormatting.insert(.prettyPrinted)
        print(try encoder.encode(Document(corrections: corrections, proposals: proposals)))
      case "ndjson": for entry in corrections { print(try encoder.encode(entry)) }
      default: text(corrections, proposals)
      }
    }
  }

  private func print(_ data: Data) {
    Terminal.data(String(decoding: data, as: UTF8.self) + "\n")
  }

  private func text(_ corrections: [FailureCorrection], _ proposals: [CorrectionProposal]) {
    if corrections.isEmpty, proposals.isEmpty { Terminal.words("no corrections and no proposals") }
    for entry in corrections {
      let place = entry.bucket + (entry.category.map { "/" + $0 } ?? "")
      row([
        entry.id, entry.state.rawValue, "\(entry.was) → \(place)", entry.fingerprint,
        entry.repository, "\(entry.by) \(Moment.date(entry.time))", entry.because,
      ])
    }
    for entry in proposals {
      let state = entry.state == .open ? "proposed" : entry.state.rawValue
      row([
        entry.id, state, "\(entry.was) → \(entry.bucket ?? "?")", entry.subject,
        entry.repository, "\(entry.by) \(Moment.date(entry.time))", entry.reason,
      ])
    }
  }

  private func row(_ cells: [String]) {
    Terminal.data(cells.map { Visible.text($0) }.joined(separator: "\t") + "\n")
  }
}
