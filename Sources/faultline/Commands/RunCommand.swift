import ArgumentParser
import Foundation
import History
import Pipelines

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a command; when it fails, explain why where the CI shows it.",
    discussion: """
      The command's output is passed through byte for byte as it comes; a terminal stays a terminal.
      Its exit code is ours: its own, 128 plus the signal that ended it, 127 when there is no such
      command, 126 when it cannot be executed. SIGINT, SIGTERM, SIGHUP and SIGQUIT are passed on to
      it. A green command leaves no trace. What we have to say goes to stderr.

      When the command has ended but a program it left in the background still holds its output,
      that is waited for 0.3 seconds after the last byte; what it prints later still arrives, but is
      not explained.

      Examples:
        faultline run -- make test
        faultline run --results 'build/reports/**/*.xml' --state .cache/faultline.json -- ./gradlew check
        faultline run --output sarif=faultline.sarif -- npm ci
      """)

  @OptionGroup var hook: HookOptions

  @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
  var command: [String] = []

  func validate() throws {
    if command.isEmpty || command[0].isEmpty {
      throw ValidationError("name a command after --, as in: faultline run -- make test")
    }
  }

  func run() throws {
    let watch = SignalWatch()
    var listener: LogListener?
    let spool = Spool { bytes in
      let known = listener ?? hook.listener("output of '\(command[0])'")
      listener = known
      known.consume(bytes)
    }
    let (status, isWanted) = try relay(watch, spool)
    if isWanted {
      // Whoever stops a job, or stops reading, does not want to wait for our opinion.
    } else if status == 0 {
      if hook.state != nil || hook.store != nil || hook.comment {
        Watchdog.catchCrashes(status: 0)
        Watchdog.start(seconds: hook.timeout, status: 0)
        tell(nil, status: 0)
      }
    } else {
      Watchdog.catchCrashes(status: status)
      Watchdog.start(seconds: hook.timeout, status: status)
      spool.drain()
      listener?.finish()
      tell(listener, status: status)
    }
    throw ExitCode(status)
  }

  /// Runs the command to its end; tells its exit code, and whether somebody wanted it to end.
  private func relay(_ watch: SignalWatch, _ spool: Spool) throws -> (Int32, isWanted: Bool) {
    let streams: StandardStreams
    do { streams = try StandardStreams() } catch {
      Terminal.words("\(error)")
      throw ExitCode(1)
    }
    defer { streams.terminal?.restore() }
    let child: ChildProcess
    do {
      child = try ChildProcess(
        command, descriptors: streams.child, newSession: streams.terminal?.slave,
        mask: watch.before)
    } catch {
      streams.terminal?.restore()
      Terminal.words(error.message)
      throw ExitCode(error.status)
    }
    streams.closeChildEnds()
    watch.forward(to: child, terminal: streams.terminal)
    var relay = Relay(streams, child: child, watch: watch, spool: spool)
    let status = relay.run()
    return (status, isWanted: watch.wasStopped || relay.hasLostReader && status == 128 + SIGPIPE)
  }

  private func tell(_ listener: LogListener?, status: Int32) {
    Settings.warn()
    let environment = ProcessInfo.processInfo.environment
    var outcome = JobOutcome()
    outcome.status = status == 0 ? .passed : .failed
    outcome.diagnoses = listener?.diagnoses ?? []
    outcome.results =
      HookReports.read(hook.results)
      ?? listener?.results.map(Settings.current.masked)
    if status != 0, !outcome.diagnoses.contains(where: \.failed) {
      let end = status > 128 ? "was ended by signal \(status - 128)" : "exited with \(status)"
      Terminal.words("'\(command[0])' \(end); its output does not say why")
    }
    Hook(
      context: ContextOptions.detected(environment), options: hook, environment: environment,
      voice: 2
    ).tell(outcome)
  }
}
