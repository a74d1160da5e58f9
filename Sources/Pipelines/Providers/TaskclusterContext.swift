/// Taskcluster, as Firefox uses it.
enum TaskclusterContext: ContextProvider {
  static let name = "taskcluster"

  static func detects(_ variables: Variables) -> Bool {
    variables["TASKCLUSTER_ROOT_URL"] != nil && variables["TASK_ID"] != nil
  }

  static func context(_ variables: Variables) -> JobContext {
    // Runs of a task are counted from zero.
    let run = max(0, variables.number("RUN_ID") ?? 0)
    var context = JobContext(provider: name, attempt: min(run, 1_000_000) + 1)
    let head = variables.first("GECKO_HEAD_REPOSITORY", "MOBILE_HEAD_REPOSITORY", "HEAD_REPOSITORY")
    context.repository = RefName.repository(head)
    context.run = variables.first("TASK_GROUP_ID", "TASK_ID")
    context.job = variables.first("TASK_LABEL", "TASK_NAME", "MOZHARNESS_SCRIPT")
    context.branch = RefName.branch(variables.first("GECKO_HEAD_REF", "HEAD_REF"))
    context.commit = RefName.commit(variables.first("GECKO_HEAD_REV", "HEAD_REV"))
    if let root = variables["TASKCLUSTER_ROOT_URL"], let task = variables["TASK_ID"] {
      context.jobURL = "\(root)/tasks/\(task)/runs/\(run)"
    }
    context.runner = variables.first("TASKCLUSTER_WORKER_POOL", "TASKCLUSTER_WORKER_TYPE")
    context.environment = variables["TASKCLUSTER_WORKER_GROUP"]
    context.workspace = variables.first("GECKO_PATH", "WORKSPACE")
    return context
  }
}
