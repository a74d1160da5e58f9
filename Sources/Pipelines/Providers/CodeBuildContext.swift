/// AWS CodeBuild.
enum CodeBuildContext: ContextProvider {
  static let name = "codebuild"

  static func detects(_ variables: Variables) -> Bool {
    variables["CODEBUILD_BUILD_ARN"] != nil || variables["CODEBUILD_BUILD_ID"] != nil
  }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = RefName.repository(variables["CODEBUILD_SOURCE_REPO_URL"])
    context.run = variables["CODEBUILD_BUILD_ID"]
    // `project:uuid`: the project is the pipeline.
    context.workflow = context.run?.split(separator: ":").first.map(String.init)
    context.job = variables.first("CODEBUILD_BATCH_BUILD_IDENTIFIER") ?? context.workflow
    context.event = variables["CODEBUILD_WEBHOOK_EVENT"]
    context.author = variables["CODEBUILD_INITIATOR"]
    for source in ["CODEBUILD_WEBHOOK_TRIGGER", "CODEBUILD_SOURCE_VERSION"] {
      guard let trigger = variables[source], context.pullRequest == nil else { continue }
      if trigger.hasPrefix("pr/") { context.pullRequest = RefName.lastNumber(trigger) }
      if trigger.hasPrefix("branch/") { context.branch = String(trigger.dropFirst(7)) }
      if trigger.hasPrefix("refs/heads/") { context.branch = RefName.branch(trigger) }
    }
    context.branch = RefName.branch(variables["CODEBUILD_WEBHOOK_HEAD_REF"]) ?? context.branch
    context.commit = RefName.commit(variables["CODEBUILD_RESOLVED_SOURCE_VERSION"])
    context.jobURL = variables["CODEBUILD_PUBLIC_BUILD_URL"]
    context.runner = variables["CODEBUILD_BUILD_IMAGE"]
    context.environment = variables["CODEBUILD_BUILD_IMAGE"]
    context.workspace = variables["CODEBUILD_SRC_DIR"]
    context.started = Moment.seconds(variables["CODEBUILD_START_TIME"])
    return context
  }
}
