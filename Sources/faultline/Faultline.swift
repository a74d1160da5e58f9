import ArgumentParser
import Foundation

/// The executable: the only place where modules are put together, files opened and exits decided.
@main struct Faultline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faultline",
    abstract: "Tells why a CI build failed, quoted from its own log.",
    discussion: """
      Examples:
        faultline explain build.log
        gh run view 1234 --log-failed | faultline explain -
        faultline explain --format json logs/*.log.gz
      """,
    version: Version.text,
    subcommands: [
      ExplainCommand.self, WhyCommand.self, AskCommand.self, ChatCommand.self, RunCommand.self,
      AnnotateCommand.self, FetchCommand.self, IngestCommand.self, FailuresCommand.self,
      FlakesCommand.self, TestsCommand.self, QuarantineCommand.self, GateCommand.self,
      RetryPlanCommand.self, ReportCommand.self, ActionsCommand.self, TicketCommand.self,
      ExportCommand.self, StoreCommand.self, SignaturesCommand.self, CorrectCommand.self,
      BaselineCommand.self, ConfigCommand.self, CorpusCommand.self, MCPCommand.self,
      ServeCommand.self, TokenCommand.self, LinkCommand.self, AuditCommand.self,
      WorkerCommand.self, FlakesCompareCommand.self, SimulateCommand.self,
    ])

  static func main() {
    // A reader that went away is not an error; writing then answers EPIPE, see `Terminal`.
    signal(SIGPIPE, SIG_IGN)
    // Reading the command line takes as long as opening what these need next.
    if let name = CommandLine.arguments.dropFirst().first, ["explain", "annotate"].contains(name) {
      Embedded.warmUp()
    }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitCode {
      Foundation.exit(AnnotateCommand.isMeant ? 0 : status.rawValue)
    } catch {
      let code = exitCode(for: error)
      // ArgumentParser's usage errors are 64; ours are 2 (README, "Exit codes").
      let text = fullMessage(for: error)
      if code == .success { Terminal.data(text + "\n") } else { Terminal.usage(text) }
      let status = code == .validationFailure ? 2 : code.rawValue
      Foundation.exit(AnnotateCommand.isMeant ? 0 : status)
    }
  }
}

/// What `--version` says.
enum Version {
  static let number = "0.1.0"
  static var text: String { "faultline \(number)" }
}
