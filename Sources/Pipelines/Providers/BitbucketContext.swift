/// Bitbucket Pipelines.
enum BitbucketContext: ContextProvider {
  static let name = "bitbucket"

  static func detects(_ variables: Variables) -> Bool {
    variables["BITBUCKET_BUILD_NUMBER"] != nil && variables["BITBUCKET_COMMIT"] != nil
  }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(
      provider: name, attempt: max(1, variables.number("BITBUCKET_STEP_RUN_NUMBER") ?? 1))
    context.repository = variables["BITBUCKET_REPO_FULL_NAME"]
    context.run = variables["BITBUCKET_BUILD_NUMBER"]
    // A step's name is not handed to it; its id is another one in every run.
    context.job = variables["BITBUCKET_DEPLOYMENT_ENVIRONMENT"]
    context.branch = variables["BITBUCKET_BRANCH"]
    context.commit = variables["BITBUCKET_COMMIT"]
    context.pullRequest = variables["BITBUCKET_PR_ID"]
    context.author = variables["BITBUCKET_STEP_TRIGGERER_UUID"]
    if let origin = variables["BITBUCKET_GIT_HTTP_ORIGIN"], let run = context.run {
      context.runURL = "\(origin)/pipelines/results/\(run)"
    }
    context.environment = variables.shard(
      "BITBUCKET_PARALLEL_STEP", of: "BITBUCKET_PARALLEL_STEP_COUNT")
    context.workspace = variables["BITBUCKET_CLONE_DIR"]
    return context
  }
}
