import ArgumentParser
import Foundation
import History
import Reporting

struct QuarantineExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the quarantine in the words of a test framework.",
    discussion: """
      Prints a file, or the words of a command line, one a line. Frameworks:
      \(QuarantineExports.names.joined(separator: ", ")).

      Example:
        faultline quarantine export --framework pytest > faultline_quarantine.py
        pytest -p faultline_quarantine
        mapfile -t SKIP < <(faultline quarantine export --framework go); go test "${SKIP[@]}" ./...
      """)

  @OptionGroup var scope: QuarantineScope

  @Option(
    help: ArgumentHelp(
      "Take the tests from here instead of the store: the JSON of `list`, or keys one a line.",
      valueName: "file"))
  var list: String?

  @Option(help: ArgumentHelp("The framework.", valueName: "name")) var framework: String

  @Flag(help: "Quote the words for a POSIX shell, on one line.") var shell = false

  mutating func validate() throws {
    guard let found = QuarantineExports.named(framework) else {
      throw ValidationError(
        "framework '\(framework)' is not known, expected "
          + QuarantineExports.names.joined(separator: ", "))
    }
    if shell, found.exclude([]).shell == nil {
      throw ValidationError("the export for '\(framework)' is a file and cannot be quoted")
    }
  }

  func run() throws {
    guard let found = QuarantineExports.named(framework) else { throw ExitCode(2) }
    try Complaint.told {
      let export = found.exclude(try tests())
      Terminal.data(shell ? export.shell ?? "" : export.text)
      for test in export.leftOut {
        Terminal.words("left out '\(ShownName.of(test.test))': \(test.reason)")
      }
      if isatty(1) == 1 { Terminal.words("how to use it: \(found.usage)") }
    }
  }

  private func tests() throws -> [QuarantinedTest] {
    let time = scope.time
    if let list {
      let quarantine: Quarantine
      do { quarantine = try Quarantine(file: list, at: time) } catch { throw Complaint(error) }
      for test in quarantine.expired.sorted() {
        Terminal.words("left out '\(ShownName.of(test))': its quarantine has expired")
      }
      return quarantine.tests.keys.map { QuarantinedTest(key: $0) }
    }
    let (store, repository) = try scope.open()
    return try store.quarantine(of: repository).compactMap { entry in
      guard entry.isInForce(at: time) else {
        Terminal.words("left out '\(ShownName.of(entry.test))': its quarantine has expired")
        return nil
      }
      return QuarantinedTest(key: entry.test, className: entry.className, file: entry.file)
    }
  }
}
