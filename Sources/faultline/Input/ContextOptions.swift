import ArgumentParser
import Foundation
import History
import Pipelines

/// Which job it is, for the commands that must know: `--meta`, single options, the environment.
/// What an option says wins over the file, the file over the environment.
struct ContextOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A JSON object that describes the job.", valueName: "file"))
  var meta: String?

  @Option(help: "The CI system, such as github-actions.")
  var provider: String?

  @Option(help: ArgumentHelp("owner/name of the repository.", valueName: "repository"))
  var repo: String?

  @Option(help: ArgumentHelp("The CI's id of the run.", valueName: "id"))
  var run: String?

  @Option(help: ArgumentHelp("1 for the first attempt of the run.", valueName: "number"))
  var attempt: Int?

  @Option(help: ArgumentHelp("The job's name with its matrix values.", valueName: "name"))
  var job: String?

  @Option(help: ArgumentHelp("The commit the run was made for.", valueName: "id"))
  var commit: String?

  @Option(help: ArgumentHelp("The branch the run was made for.", valueName: "name"))
  var branch: String?

  @Option(help: ArgumentHelp("The repository's default branch.", valueName: "name"))
  var defaultBranch: String?

  @Option(help: ArgumentHelp("The pull or merge request.", valueName: "number"))
  var pullRequest: String?

  @Option(help: ArgumentHelp("System, matrix values or shard.", valueName: "words"))
  var environment: String?

  @Option(help: ArgumentHelp("When the job began: ISO 8601 or seconds.", valueName: "time"))
  var started: String?

  func validate() throws {
    if let attempt, attempt < 1 { throw ValidationError("attempt \(attempt) is not 1 or more") }
    if let started, JobMeta.time(started) == nil {
      throw ValidationError("started '\(started)' is no time like 2026-03-02T09:12:00Z")
    }
  }

  /// Environment, file and options laid over each other, with paths of the file as they stand.
  func sources() throws(InputError) -> JobSources {
    var sources = JobSources(context: Self.detected(ProcessInfo.processInfo.environment))
    if let meta {
      try JobMeta(ByteSource(meta).bytes(), place: meta).lay(over: &sources, place: meta)
    }
    lay(over: &sources.context)
    return sources
  }

  /// What the environment says, read with the files of this machine.
  static func detected(_ environment: [String: String]) -> JobContext {
    JobContext.detect(
      environment: environment, directory: FileManager.default.currentDirectoryPath
    ) { try? Data(contentsOf: URL(filePath: $0)) }
  }

  private func lay(over context: inout JobContext) {
    func set(_ path: WritableKeyPath<JobContext, String?>, _ value: String?) {
      if let value, !value.isEmpty { context[keyPath: path] = value }
    }
    set(\.repository, repo)
    set(\.run, run)
    set(\.job, job)
    set(\.commit, commit)
    set(\.branch, branch)
    set(\.defaultBranch, defaultBranch)
    set(\.pullRequest, pullRequest)
    set(\.environment, environment)
    if let provider { context.provider = provider }
    if let attempt { context.attempt = attempt }
    if let started { context.started = JobMeta.time(started) }
  }
}
