/// CircleCI.
enum CircleCIContext: ContextProvider {
  static let name = "circleci"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("CIRCLECI") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    if let owner = variables["CIRCLE_PROJECT_USERNAME"],
      let project = variables["CIRCLE_PROJECT_REPONAME"]
    {
      context.repository = owner + "/" + project
    } else {
      context.repository = RefName.repository(variables["CIRCLE_REPOSITORY_URL"])
    }
    context.run = variables.first("CIRCLE_WORKFLOW_ID", "CIRCLE_BUILD_NUM")
    context.job = variables["CIRCLE_JOB"]
    context.branch = variables["CIRCLE_BRANCH"]
    context.commit = variables["CIRCLE_SHA1"]
    context.pullRequest =
      variables["CIRCLE_PR_NUMBER"] ?? RefName.lastNumber(variables["CIRCLE_PULL_REQUEST"])
    // A fork's branch is called `pull/12`.
    if context.branch?.hasPrefix("pull/") == true {
      context.pullRequest = context.pullRequest ?? RefName.lastNumber(context.branch)
    }
    context.author = variables["CIRCLE_USERNAME"]
    context.jobURL = variables["CIRCLE_BUILD_URL"]
    context.environment = variables.shard("CIRCLE_NODE_INDEX", of: "CIRCLE_NODE_TOTAL")
    context.workspace = variables["CIRCLE_WORKING_DIRECTORY"].map { folder in
      guard folder.hasPrefix("~"), let home = variables["HOME"] else { return folder }
      return home + folder.dropFirst()
    }
    return context
  }
}
