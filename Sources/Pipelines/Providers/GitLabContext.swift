/// GitLab CI.
enum GitLabContext: ContextProvider {
  static let name = "gitlab"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("GITLAB_CI") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = variables["CI_PROJECT_PATH"]
    context.workflow = variables.first("CI_PIPELINE_NAME", "CI_CONFIG_PATH")
    context.run = variables["CI_PIPELINE_ID"]
    context.job = variables["CI_JOB_NAME"]
    context.event = variables["CI_PIPELINE_SOURCE"]
    context.author = variables["GITLAB_USER_LOGIN"]
    context.pullRequest = variables["CI_MERGE_REQUEST_IID"]
    context.branch = variables.first("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH")
    if context.branch == nil, variables["CI_COMMIT_TAG"] == nil {
      context.branch = RefName.branch(variables["CI_COMMIT_REF_NAME"])
    }
    context.defaultBranch = variables["CI_DEFAULT_BRANCH"]
    // In a merged-results pipeline CI_COMMIT_SHA is a commit that only the pipeline knows; then
    // this variable, empty otherwise, holds the head of the source branch.
    context.commit = variables.first("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA")
    context.runURL = variables["CI_PIPELINE_URL"]
    context.jobURL = variables["CI_JOB_URL"]
    context.runner = tags(variables["CI_RUNNER_TAGS"]) ?? variables["CI_RUNNER_DESCRIPTION"]
    let shard = variables.shard("CI_NODE_INDEX", of: "CI_NODE_TOTAL", base: 1)
    context.environment = shard ?? variables["CI_RUNNER_EXECUTABLE_ARCH"]
    context.workspace = variables["CI_PROJECT_DIR"]
    context.queued = Moment.seconds(variables["CI_PIPELINE_CREATED_AT"])
    context.started = Moment.seconds(variables["CI_JOB_STARTED_AT"])
    context.commitTime = Moment.seconds(variables["CI_COMMIT_TIMESTAMP"])
    return context
  }

  /// `["docker", "large"]` into `docker,large`.
  private static func tags(_ list: String?) -> String? {
    let words = (list ?? "").split { "[]\", ".contains($0) }
    return words.isEmpty ? nil : words.joined(separator: ",")
  }
}
