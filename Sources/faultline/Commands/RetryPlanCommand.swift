import ArgumentParser
import Flakiness
import Foundation
import History
import Reporting
import TestResults

struct RetryPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry-plan",
    abstract: "Say which failed tests are worth running again, and how often.",
    discussion: """
      A retry is worth its time while its answer can change what is believed: not for a test that
      is broken on the main line, not after an outage, not when a flake is certain. After as many
      failed retries as it says, the failure is real with the confidence asked for.

      Example:
        faultline retry-plan --results 'reports/*.xml'
        faultline retry-plan --results 'reports/*.xml' --format args:pytest | xargs -r -d '\\n' pytest
      """)

  @Option(help: ArgumentHelp("Reports of the red run: files, folders, globs.", valueName: "glob"))
  var results: [String]

  @OptionGroup var scope: QuarantineScope

  @Option(help: ArgumentHelp("How sure a plan has to be.", valueName: "share"))
  var confidence = 0.95

  @Option(help: ArgumentHelp("Retries of one test at most.", valueName: "n")) var limit = 5

  @Option(help: "text, json, or args:FRAMEWORK for the words that run the tests worth a retry.")
  var format = "text"

  mutating func validate() throws {
    if !(0.5..<1).contains(confidence) {
      throw ValidationError("confidence must be at least 0.5 and below 1")
    }
    if !(1...50).contains(limit) { throw ValidationError("limit must be from 1 to 50") }
    guard format != "text", format != "json" else { return }
    guard let framework, let export = QuarantineExports.named(framework) else {
      throw ValidationError("format '\(format)' is not known, expected text, json, args:FRAMEWORK")
    }
    if export.select([]) == nil {
      throw ValidationError("'\(framework)' has no way to run single tests by its command line")
    }
  }

  private var framework: String? {
    format.hasPrefix("args:") ? String(format.dropFirst(5)) : nil
  }

  func run() throws {
    let run = RedRun()
    let files = ReportFiles(results) { run.add($0) }
    for error in files.errors { Terminal.words(error.description) }
    try Complaint.told {
      let plans = try RetryPlans(run, store: try opened(), options: self)
      if let framework, let export = QuarantineExports.named(framework) {
        let worth = plans.entries.filter { $0.plan.advice == .retry }
        let chosen = export.select(
          worth.map {
            QuarantinedTest(
              key: $0.test, className: $0.identity.className, file: $0.identity.file)
          })
        Terminal.data(chosen?.text ?? "")
        // Without a word on its command line a runner would run everything.
        if chosen?.text.isEmpty != false { Terminal.words("no test to run again") }
        for test in chosen?.leftOut ?? [] {
          Terminal.words("left out '\(ShownName.of(test.test))': \(test.reason)")
        }
      } else {
        Terminal.data(format == "json" ? plans.json : plans.text)
      }
    }
    if !files.errors.isEmpty { throw ExitCode(1) }
  }

  /// nil without a store: the plan then rests on published rates.
  private func opened() throws -> (store: Store, repository: String)? {
    let path = scope.store.path
    let isNamed = scope.store.store != nil
    guard isNamed || FileManager.default.fileExists(atPath: path) else { return nil }
    let opened = try scope.open()
    try opened.store.refreshFlakes(of: opened.repository)
    return opened
  }
}
