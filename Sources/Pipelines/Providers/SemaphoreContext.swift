/// Semaphore 2.0.
enum SemaphoreContext: ContextProvider {
  static let name = "semaphore"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("SEMAPHORE") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = variables.first("SEMAPHORE_GIT_REPO_SLUG", "SEMAPHORE_PROJECT_NAME")
    context.workflow = variables["SEMAPHORE_PIPELINE_NAME"]
    context.run = variables.first("SEMAPHORE_WORKFLOW_ID", "SEMAPHORE_PIPELINE_ID")
    context.job = variables["SEMAPHORE_JOB_NAME"]
    context.event = variables["SEMAPHORE_GIT_REF_TYPE"]
    context.author = variables["SEMAPHORE_GIT_COMMIT_AUTHOR"]
    context.pullRequest = variables["SEMAPHORE_GIT_PR_NUMBER"]
    // On a pull request SEMAPHORE_GIT_BRANCH is the target and SEMAPHORE_GIT_SHA the merge commit.
    context.branch = variables.first("SEMAPHORE_GIT_PR_BRANCH", "SEMAPHORE_GIT_WORKING_BRANCH")
    if context.branch == nil, context.event != "tag" {
      context.branch = variables["SEMAPHORE_GIT_BRANCH"]
    }
    context.commit = variables.first("SEMAPHORE_GIT_PR_SHA", "SEMAPHORE_GIT_SHA")
    if let server = variables["SEMAPHORE_ORGANIZATION_URL"] {
      context.runURL = variables["SEMAPHORE_WORKFLOW_ID"].map { "\(server)/workflows/\($0)" }
      context.jobURL = variables["SEMAPHORE_JOB_ID"].map { "\(server)/jobs/\($0)" }
    }
    context.runner = variables["SEMAPHORE_AGENT_MACHINE_TYPE"]
    let shard = variables.shard("SEMAPHORE_JOB_INDEX", of: "SEMAPHORE_JOB_COUNT", base: 1)
    context.environment = shard ?? variables["SEMAPHORE_AGENT_MACHINE_OS_IMAGE"]
    // A folder of the home folder.
    context.workspace = variables["SEMAPHORE_GIT_DIR"].flatMap { folder in
      folder.hasPrefix("/") ? folder : variables["HOME"].map { $0 + "/" + folder }
    }
    return context
  }
}
