import ArgumentParser
import Foundation
import History
import Pipelines
import Reporting
import Triage

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Explain the failed jobs of a run that is over, by the CI's API.",
    discussion: """
      Providers: github, gitlab, jenkins, circleci, buildkite, azure. Without --job every job that
      failed is explained. The token comes from the environment alone: GITHUB_TOKEN, GITLAB_TOKEN,
      JENKINS_USER and JENKINS_TOKEN, CIRCLE_TOKEN, BUILDKITE_API_TOKEN, AZURE_DEVOPS_EXT_PAT. It
      is sent to that server over https and to no other.

      Examples:
        faultline fetch --provider github --repo acme/shop --run 9001
        faultline fetch --provider jenkins --server https://ci.example --repo shop/main --run 41
        faultline fetch --provider gitlab --repo acme/shop --run 501 --job test --format json
        faultline fetch --provider github --repo acme/shop --run 9001 --annotate
      """)

  @Option(help: "The CI: github, gitlab, jenkins, circleci, buildkite, azure.")
  var provider: String

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("The run's id; Jenkins, Buildkite: its number.", valueName: "id"))
  var runID: String

  @Option(help: ArgumentHelp("owner/name; Jenkins: the job's path.", valueName: "repository"))
  var repo: String?

  @Option(help: ArgumentHelp("Only this job, by id or name.", valueName: "job"))
  var job: String?

  @Option(help: ArgumentHelp("This attempt instead of the last one.", valueName: "number"))
  var attempt: Int?

  @Option(help: ArgumentHelp("The server, where it is not the CI's own.", valueName: "url"))
  var server: String?

  @Flag(help: "Keep the comment on the pull or merge request up to date with the answer.")
  var annotate = false

  @OptionGroup var hook: HookOptions

  func validate() throws {
    if PipelineClients.named(provider) == nil {
      throw ValidationError(
        "provider '\(provider)' is not known, expected "
          + PipelineClients.all.map { $0.name }.joined(separator: ", "))
    }
    if let attempt, attempt < 1 { throw ValidationError("attempt \(attempt) is not 1 or more") }
  }

  func run() throws {
    try Settings.require()
    let environment = ProcessInfo.processInfo.environment
    guard let type = PipelineClients.named(provider),
      let triager = HookKnowledge.triager(packs: hook.signatures)
    else { throw ExitCode(1) }
    let request = FetchRequest(
      run: runID, repository: repo, job: job, attempt: attempt, base: server)
    let fetched: [FetchedAnswer]
    do throws(FetchError) {
      let client = try PipelineClients.make(type, request, environment: environment)
      fetched = try Blocking.run { () async throws(FetchError) in
        let logs = FetchedLogs(client: client, triager: triager)
        var out: [FetchedAnswer] = []
        for job in try await client.wanted(request) { out.append(await logs.answer(for: job)) }
        return out
      }
    } catch {
      Terminal.words(error.description)
      throw ExitCode(1)
    }
    for trouble in fetched.flatMap(\.troubles) { Terminal.words(trouble) }
    try tell(fetched, environment)
    if fetched.contains(where: { !$0.troubles.isEmpty }) { throw ExitCode(1) }
  }

  private func tell(_ fetched: [FetchedAnswer], _ environment: [String: String]) throws {
    var answers: [Answer] = []
    for job in fetched {
      let hook = Hook(
        context: job.job.context, options: hook, environment: environment, voice: 1)
      var outcome = JobOutcome(
        diagnoses: job.diagnoses, results: job.results.map(Settings.current.masked))
      outcome.status = Self.status(job.job.status)
      let own = hook.answers(outcome)
      answers += own
      if annotate || self.hook.comment || self.hook.checkRun {
        let name = job.job.context.job ?? job.job.id
        let all = own.isEmpty ? [Answer(.passed(name), job: hook.note)] : own
        Posting(context: job.job.context, environment: environment).post(
          all, comment: annotate || self.hook.comment, checkRun: self.hook.checkRun)
      }
    }
    let chosen = try hook.outputs()
    defer {
      for job in fetched {
        Hook(context: job.job.context, options: hook, environment: environment, voice: 1).settle()
      }
    }
    guard !answers.isEmpty else {
      Terminal.words(
        fetched.isEmpty ? "run '\(runID)' has no failed job" : "the logs name no failure")
      return
    }
    GitHubOutputs(environment).append(answers)
    Hook(
      context: JobContext(provider: "local"), options: hook, environment: environment, voice: 1
    ).deliver(answers, to: chosen.isEmpty ? [.init(formats: ["text"], place: .voice)] : chosen)
  }

  private static func status(_ status: FetchedJob.Status) -> JobStatus? {
    switch status {
    case .passed: .passed
    case .failed: .failed
    case .cancelled, .skipped: .cancelled
    case .running: nil
    }
  }
}
