import ArgumentParser
import History
import Reporting

struct TestsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tests", abstract: "Look at single tests.",
    discussion: "Example:\n  faultline tests show tests.test_cart::test_discount",
    subcommands: [TestsListCommand.self, TestsShowCommand.self])
}

struct TestsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the names of tests, a line each.",
    discussion: "Example:\n  faultline tests list --repo acme/web cart")

  @OptionGroup var store: StoreOptions
  @Option(help: ArgumentHelp("Of one repository only.", valueName: "repository")) var repo: String?
  @Option(help: "How many at most.") var limit = 100
  @Argument(help: "A part of the name.") var part = ""

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      for repository in try repo.map({ [$0] }) ?? store.repositories() {
        let tests = try store.tests(in: repository, containing: part, limit: max(1, limit))
        for test in tests { Terminal.data(Visible.text(test) + "\n") }
      }
    }
  }
}

struct TestsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draw what a test did as a strip, in source order.",
    discussion: """
      A character per execution: · passed, F failed, f failed and passed in one job, m failed in
      a mass failure, which is no evidence. Skipped jobs are counted. What is older than the store
      keeps one by one is shown as weekly sums.

      Example:
        faultline tests show test_discount --repo acme/web
      """)

  @OptionGroup var store: StoreOptions
  @Option(help: ArgumentHelp("Of one repository only.", valueName: "repository")) var repo: String?
  @Option(help: "text or json.") var format: ListFormat = .text
  @Argument(help: "The test's name, or a part that only it has.") var test: String

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let repositories = try repo.map { [$0] } ?? store.repositories()
      for repository in repositories { try store.refreshFlakes(of: repository) }
      let page = try TestPage(
        find: test, in: repositories, store: store, now: Moment.now.seconds)
      if format == .json { return Terminal.data(page.document.json) }
      var out = [Visible.text(page.history.test)]
      if let row = page.row { out[0] += "  " + FlakeWords.verdict(row.flake.report) }
      out += page.strip(width: 60, isColored: Terminal.isColored(.auto))
      if page.history.skipped > 0 {
        out.append("skipped in \(Amount.of(page.history.skipped, "job"))")
      }
      Terminal.data(out.joined(separator: "\n") + "\n")
    }
  }
}
