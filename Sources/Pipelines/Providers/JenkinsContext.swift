/// Jenkins: freestyle, pipeline and multibranch jobs.
enum JenkinsContext: ContextProvider {
  static let name = "jenkins"

  static func detects(_ variables: Variables) -> Bool {
    variables["JENKINS_URL"] != nil
      || variables["JENKINS_HOME"] != nil
        && variables["BUILD_TAG"] != nil
  }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = RefName.repository(variables.first("GIT_URL", "GIT_URL_1", "CHANGE_URL"))
    context.workflow = variables["JOB_NAME"]
    context.run = variables["BUILD_TAG"]
    // A stage is the nearest thing to another CI's job; a freestyle build has none.
    context.job = variables.first("STAGE_NAME", "JOB_BASE_NAME", "JOB_NAME")
    context.pullRequest = variables["CHANGE_ID"]
    context.branch =
      variables["CHANGE_BRANCH"] ?? RefName.branch(variables.first("BRANCH_NAME", "GIT_BRANCH"))
    if variables.isTrue("BRANCH_IS_PRIMARY") { context.defaultBranch = variables["BRANCH_NAME"] }
    context.commit = variables["GIT_COMMIT"]
    context.author = variables.first("CHANGE_AUTHOR", "BUILD_USER_ID")
    context.event = variables["CHANGE_ID"] == nil ? nil : "change"
    context.runURL = variables["BUILD_URL"]
    context.jobURL = variables.first("RUN_DISPLAY_URL", "BUILD_URL")
    context.runner = variables.first("NODE_LABELS", "NODE_NAME")
    context.environment = variables["NODE_NAME"]
    context.workspace = variables["WORKSPACE"]
    return context
  }
}
