/// AppVeyor.
enum AppVeyorContext: ContextProvider {
  static let name = "appveyor"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("APPVEYOR") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = variables["APPVEYOR_REPO_NAME"]
    context.workflow = variables["APPVEYOR_PROJECT_SLUG"]
    context.run = variables["APPVEYOR_BUILD_ID"]
    context.job = variables.first("APPVEYOR_JOB_NAME", "APPVEYOR_PROJECT_SLUG")
    context.author = variables["APPVEYOR_REPO_COMMIT_AUTHOR"]
    context.pullRequest = variables["APPVEYOR_PULL_REQUEST_NUMBER"]
    // On a pull request APPVEYOR_REPO_BRANCH is the target.
    let isRequest = context.pullRequest != nil
    context.branch =
      variables[
        isRequest ? "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH" : "APPVEYOR_REPO_BRANCH"]
    context.commit = variables.first("APPVEYOR_PULL_REQUEST_HEAD_COMMIT", "APPVEYOR_REPO_COMMIT")
    context.commitTime = Moment.seconds(variables["APPVEYOR_REPO_COMMIT_TIMESTAMP"])
    if let server = variables["APPVEYOR_URL"], let account = variables["APPVEYOR_ACCOUNT_NAME"],
      let project = variables["APPVEYOR_PROJECT_SLUG"], let run = context.run
    {
      let url = "\(server)/project/\(account)/\(project)/builds/\(run)"
      context.runURL = url
      context.jobURL = variables["APPVEYOR_JOB_ID"].map { "\(url)/job/\($0)" }
    }
    context.runner = variables["APPVEYOR_BUILD_WORKER_IMAGE"]
    context.environment = variables.first("PLATFORM", "APPVEYOR_BUILD_WORKER_IMAGE")
    context.workspace = variables["APPVEYOR_BUILD_FOLDER"]
    return context
  }
}
