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
      ExplainCommand.self, SignaturesCommand.self, FlakesCommand.self, BaselineCommand.self,
      IngestCommand.self, StoreCommand.self, FailuresCommand.self, TestsCommand.self,
      AskCommand.self, WhyCommand.self, ChatCommand.self, MCPCommand.self,
      CorpusCommand.self,
    ])

  static func main() {
    // A reader that went away is not an error; writing then answers EPIPE, see `Terminal`.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitCode {
      Foundation.exit(status.rawValue)
    } catch {
      let code = exitCode(for: error)
      // ArgumentParser's usage errors are 64; ours are 2 (README, "Exit codes").
      let text = fullMessage(for: error)
      if code == .success { Terminal.data(text + "\n") } else { Terminal.usage(text) }
      Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
    }
  }
}

/// What `--version` says.
enum Version {
  static let number = "0.1.0"
  static var text: String { "faultline \(number)" }
}
