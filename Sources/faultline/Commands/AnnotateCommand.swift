import ArgumentParser
import Foundation
import History
import Pipelines

struct AnnotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate",
    abstract: "Explain a job's log where its CI shows it: the post-job hook.",
    discussion: """
      Which CI it is and what it can show is found out from the environment; --format and --output
      choose otherwise. Always exits 0, within its time limit, whatever happens; trouble of its own
      is one line on stderr. Without LOG it takes $BUILDKITE_JOB_LOG_TMPFILE. A job that the
      environment calls green is left alone.

      Examples:
        faultline annotate build.log --results 'target/surefire-reports/*.xml'
        curl -sf "$BUILD_URL/consoleText" | faultline annotate - --state .cache/faultline.json
        faultline annotate build.log --output sarif=faultline.sarif --output markdown=summary.md
      """)

  @Argument(help: "The log: a file, or - for standard input.")
  var log: String?

  @OptionGroup var hook: HookOptions
  @OptionGroup var context: ContextOptions

  /// Whether the command line names this command: then even a wrong option must not fail a job.
  static var isMeant: Bool { CommandLine.arguments.dropFirst().first == "annotate" }

  func run() throws {
    Watchdog.catchCrashes(status: 0)
    Watchdog.start(seconds: hook.timeout, status: 0)
    let environment = ProcessInfo.processInfo.environment
    Settings.warn()
    do {
      let sources = try context.sources()
      var outcome = JobOutcome()
      outcome.status = EndOfJob.status(sources.context.provider, environment)
      let path = log ?? environment["BUILDKITE_JOB_LOG_TMPFILE"] ?? ""
      if path.isEmpty {
        Terminal.words("no log: name one, or - for standard input")
      } else if outcome.status != .passed {
        let listener = explain(path)
        outcome.diagnoses = listener.diagnoses
        outcome.results = listener.results.map(Settings.current.masked)
      }
      outcome.results = HookReports.read(hook.results) ?? outcome.results
      Hook(context: sources.context, options: hook, environment: environment, voice: 1)
        .tell(outcome)
    } catch {
      Terminal.words("\(error)")
    }
  }

  private func explain(_ path: String) -> LogListener {
    let listener = hook.listener(path == "-" ? "standard input" : path)
    do {
      try ByteSource(path).forEachChunk { listener.consume($0) }
    } catch {
      Terminal.words(error.description)
    }
    listener.finish()
    return listener
  }
}
