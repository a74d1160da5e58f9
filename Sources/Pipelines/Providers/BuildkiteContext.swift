/// Buildkite.
enum BuildkiteContext: ContextProvider {
  static let name = "buildkite"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("BUILDKITE") }

  static func context(_ variables: Variables) -> JobContext {
    // The retry count is of the job and starts at zero.
    let retries = max(0, variables.number("BUILDKITE_RETRY_COUNT") ?? 0)
    var context = JobContext(provider: name, attempt: min(retries, 1_000_000) + 1)
    context.repository = RefName.repository(variables["BUILDKITE_REPO"])
    context.workflow = variables["BUILDKITE_PIPELINE_SLUG"]
    context.run = variables["BUILDKITE_BUILD_ID"]
    context.job = variables.first("BUILDKITE_LABEL", "BUILDKITE_STEP_KEY", "BUILDKITE_JOB_ID")
    context.event = variables["BUILDKITE_SOURCE"]
    context.author = variables.first("BUILDKITE_BUILD_AUTHOR", "BUILDKITE_BUILD_CREATOR")
    context.branch = variables["BUILDKITE_BRANCH"]
    context.defaultBranch = variables["BUILDKITE_PIPELINE_DEFAULT_BRANCH"]
    // `HEAD` until the checkout has resolved it; the checkout itself then says which it is.
    context.commit = RefName.commit(variables["BUILDKITE_COMMIT"])
    if let number = variables["BUILDKITE_PULL_REQUEST"], number != "false" {
      context.pullRequest = number
      // A fork's branch is `owner:branch`.
      context.branch = context.branch.map { String($0.split(separator: ":").last ?? "") }
    }
    context.runURL = variables["BUILDKITE_BUILD_URL"]
    if let url = context.runURL, let job = variables["BUILDKITE_JOB_ID"] {
      context.jobURL = url + "#" + job
    }
    context.runner = variables.first("BUILDKITE_AGENT_META_DATA_QUEUE", "BUILDKITE_AGENT_NAME")
    context.environment = variables.shard(
      "BUILDKITE_PARALLEL_JOB", of: "BUILDKITE_PARALLEL_JOB_COUNT")
    context.workspace = variables["BUILDKITE_BUILD_CHECKOUT_PATH"]
    return context
  }
}
