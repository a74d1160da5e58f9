/// Drone and its heirs.
enum DroneContext: ContextProvider {
  static let name = "drone"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("DRONE") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = variables["DRONE_REPO"]
    context.workflow = variables["DRONE_STAGE_NAME"]
    context.run = variables["DRONE_BUILD_NUMBER"]
    let parts = [variables["DRONE_STAGE_NAME"], variables["DRONE_STEP_NAME"]].compactMap(\.self)
    context.job = parts.isEmpty ? nil : parts.joined(separator: " / ")
    context.event = variables["DRONE_BUILD_EVENT"]
    context.author = variables["DRONE_COMMIT_AUTHOR"]
    context.pullRequest = variables["DRONE_PULL_REQUEST"]
    context.branch = variables.first("DRONE_SOURCE_BRANCH", "DRONE_COMMIT_BRANCH", "DRONE_BRANCH")
    context.defaultBranch = variables["DRONE_REPO_BRANCH"]
    context.commit = variables.first("DRONE_COMMIT_SHA", "DRONE_COMMIT")
    context.runURL = variables["DRONE_BUILD_LINK"]
    context.runner = variables["DRONE_STAGE_MACHINE"]
    let machine = [variables["DRONE_STAGE_OS"], variables["DRONE_STAGE_ARCH"]].compactMap(\.self)
    context.environment = machine.isEmpty ? nil : machine.joined(separator: " ")
    context.workspace = variables["DRONE_WORKSPACE"]
    context.queued = Moment.seconds(variables["DRONE_BUILD_CREATED"])
    context.started = Moment.seconds(variables.first("DRONE_STAGE_STARTED", "DRONE_BUILD_STARTED"))
    return context
  }
}
