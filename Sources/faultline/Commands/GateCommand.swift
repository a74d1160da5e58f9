import ArgumentParser
import Foundation
import History
import Reporting

struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Run a test suite and forgive failures of quarantined tests, of nothing else.",
    discussion: """
      Works with every framework that leaves a report. The exit code is the suite's own, unless
      all that failed are quarantined tests: then it is 0. After a crash, with results that are
      missing, damaged or older than the run, or with any other failure, it stays what it was.

      Example:
        faultline gate --results 'build/reports/*.xml' --list quarantine.json -- pytest --junitxml=build/reports/t.xml
      """)

  @Option(
    help: ArgumentHelp("Reports the suite writes: files, folders, globs.", valueName: "glob"))
  var results: [String]

  @OptionGroup var scope: QuarantineScope

  @Option(
    help: ArgumentHelp(
      "The quarantine, instead of the store: the JSON of `quarantine list`, or keys one a line.",
      valueName: "file"))
  var list: String?

  @Option(help: ArgumentHelp("Tests that must have run for the run to count.", valueName: "n"))
  var minTests = 1

  @Argument(parsing: .postTerminator, help: "The suite's command line, after --.")
  var command: [String]

  mutating func validate() throws {
    if command.isEmpty { throw ValidationError("name the suite's command after --") }
    if results.isEmpty { throw ValidationError("say where the suite's reports are: --results") }
  }

  func run() throws {
    let before = FileMarks(results)
    let start = Int(Date().timeIntervalSince1970)
    let end: SuiteEnd
    do {
      end = try SuiteProcess.run(command)
    } catch {
      Terminal.words(error.message)
      throw ExitCode(error.code)
    }
    guard end.code != 0 else { return }
    let reports = SuiteReports(results, before: before, start: start)
    var quarantine = Quarantine()
    do {
      quarantine = try self.quarantine()
    } catch {
      // Without its list the gate does not know what to forgive, and forgives nothing.
      Terminal.words("\(error)")
    }
    let judgement = GateJudgement(
      end, reports: reports, quarantine: quarantine, command: command, minimum: minTests)
    tell(judgement, end, quarantine)
    if !judgement.isGreen { throw ExitCode(end.code) }
  }

  private func quarantine() throws -> Quarantine {
    if let list { return try Quarantine(file: list, at: scope.time) }
    let (store, repository) = try scope.open()
    return Quarantine(try store.quarantine(of: repository), at: scope.time)
  }

  private func tell(_ judgement: GateJudgement, _ end: SuiteEnd, _ quarantine: Quarantine) {
    guard judgement.isGreen else {
      Terminal.words("gate: the suite's exit code \(end.code) stays:")
      for objection in judgement.objections { Terminal.words("  " + ShownName.of(objection)) }
      return
    }
    Terminal.words(
      "gate: exit code \(end.code) became 0: of \(judgement.executed) tests only "
        + "\(judgement.forgiven.count) failed, quarantined:")
    for key in judgement.forgiven {
      Terminal.words("  " + ShownName.of("\(key) (\(quarantine.tests[key] ?? ""))"))
    }
  }
}
