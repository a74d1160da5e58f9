import Foundation

/// GitHub Actions, and Gitea's and Forgejo's, which set the same variables.
enum GitHubContext: ContextProvider {
  static let name = "github-actions"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("GITHUB_ACTIONS") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(
      provider: name, attempt: max(1, variables.number("GITHUB_RUN_ATTEMPT") ?? 1))
    let event = Event.read(variables)
    context.repository = variables["GITHUB_REPOSITORY"]
    context.workflow = variables["GITHUB_WORKFLOW"]
    context.run = variables["GITHUB_RUN_ID"]
    context.job = variables["GITHUB_JOB"]
    context.event = variables["GITHUB_EVENT_NAME"]
    context.author = variables.first("GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR")
    context.branch = branch(variables)
    context.defaultBranch = event?.repository?.defaultBranch
    context.pullRequest =
      event?.pullRequest.map { String($0.number) } ?? pullRequest(variables["GITHUB_REF"])
    // On a pull request GITHUB_SHA is the merge commit, which exists nowhere else.
    context.commit = event?.pullRequest?.head?.sha ?? variables["GITHUB_SHA"]
    if let server = variables["GITHUB_SERVER_URL"], let repository = context.repository,
      let run = context.run
    {
      let url = "\(server)/\(repository)/actions/runs/\(run)"
      context.runURL = context.attempt > 1 ? url + "/attempts/\(context.attempt)" : url
    }
    context.runner = variables.first("FAULTLINE_RUNNER_LABEL", "ImageOS", "RUNNER_NAME")
    let machine = [variables["RUNNER_OS"], variables["RUNNER_ARCH"]].compactMap(\.self)
    context.environment = machine.isEmpty ? nil : machine.joined(separator: " ")
    context.workspace = variables["GITHUB_WORKSPACE"]
    return context
  }

  private static func branch(_ variables: Variables) -> String? {
    if let head = variables["GITHUB_HEAD_REF"] { return head }
    // `12/merge` is no branch, and a tag's name is none either.
    if variables["GITHUB_REF_TYPE"] == "tag" { return nil }
    return RefName.branch(variables["GITHUB_REF"]) ?? nil
  }

  /// `refs/pull/12/merge` into `12`.
  private static func pullRequest(_ ref: String?) -> String? {
    let parts = ref?.split(separator: "/") ?? []
    guard parts.count >= 4, parts[1] == "pull", Int(parts[2]) != nil else { return nil }
    return String(parts[2])
  }

  /// The parts of the event's payload that matter here.
  private struct Event: Decodable {
    struct Head: Decodable { var sha: String? }
    struct PullRequest: Decodable {
      var number: Int
      var head: Head?
    }
    struct Repository: Decodable { var defaultBranch: String? }

    var pullRequest: PullRequest?
    var repository: Repository?

    static func read(_ variables: Variables) -> Event? {
      guard let path = variables["GITHUB_EVENT_PATH"], let data = variables.file(path) else {
        return nil
      }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try? decoder.decode(Event.self, from: data)
    }
  }
}
