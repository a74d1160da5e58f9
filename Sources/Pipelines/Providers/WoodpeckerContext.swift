/// Woodpecker, which keeps Drone's names for plugins and adds its own.
enum WoodpeckerContext: ContextProvider {
  static let name = "woodpecker"

  static func detects(_ variables: Variables) -> Bool {
    variables["CI"] == "woodpecker" || variables["CI_SYSTEM_NAME"] == "woodpecker"
  }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = variables["CI_REPO"]
    context.workflow = variables["CI_WORKFLOW_NAME"]
    context.run = variables.first("CI_PIPELINE_NUMBER", "CI_BUILD_NUMBER")
    let parts = [variables["CI_WORKFLOW_NAME"], variables["CI_STEP_NAME"]].compactMap(\.self)
    context.job = parts.isEmpty ? nil : parts.joined(separator: " / ")
    context.event = variables.first("CI_PIPELINE_EVENT", "CI_BUILD_EVENT")
    context.author = variables["CI_COMMIT_AUTHOR"]
    context.pullRequest = variables["CI_COMMIT_PULL_REQUEST"]
    // On a pull request CI_COMMIT_BRANCH is the target.
    context.branch = variables.first("CI_COMMIT_SOURCE_BRANCH", "CI_COMMIT_BRANCH")
    context.defaultBranch = variables["CI_REPO_DEFAULT_BRANCH"]
    context.commit = variables["CI_COMMIT_SHA"]
    context.runURL = variables["CI_PIPELINE_URL"]
    context.jobURL = variables["CI_STEP_URL"]
    context.runner = variables["CI_MACHINE"]
    context.environment = variables["CI_SYSTEM_PLATFORM"]
    context.workspace = variables["CI_WORKSPACE"]
    context.queued = Moment.seconds(variables["CI_PIPELINE_CREATED"])
    context.started = Moment.seconds(variables["CI_PIPELINE_STARTED"])
    return context
  }
}
