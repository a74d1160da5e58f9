import Foundation

/// Azure Pipelines.
enum AzureContext: ContextProvider {
  static let name = "azure-pipelines"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("TF_BUILD") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(
      provider: name, attempt: max(1, variables.number("SYSTEM_JOBATTEMPT") ?? 1))
    context.repository = variables["BUILD_REPOSITORY_NAME"]
    context.workflow = variables["BUILD_DEFINITIONNAME"]
    context.run = variables["BUILD_BUILDID"]
    context.job = variables.first("SYSTEM_JOBDISPLAYNAME", "AGENT_JOBNAME", "SYSTEM_JOBNAME")
    context.event = variables["BUILD_REASON"]
    context.author = variables["BUILD_REQUESTEDFOR"]
    context.pullRequest = variables.first(
      "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "SYSTEM_PULLREQUEST_PULLREQUESTID")
    context.branch = RefName.branch(
      variables.first("SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"))
    // On a pull request BUILD_SOURCEVERSION is the merge commit.
    context.commit = variables.first("SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILD_SOURCEVERSION")
    if let collection = variables["SYSTEM_COLLECTIONURI"],
      let project = variables["SYSTEM_TEAMPROJECT"], let run = context.run
    {
      let base = collection.hasSuffix("/") ? collection : collection + "/"
      let name = project.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? project
      let url = "\(base)\(name)/_build/results?buildId=\(run)"
      context.runURL = url
      context.jobURL = variables["SYSTEM_JOBID"].map { "\(url)&view=logs&j=\($0)" }
    }
    context.runner = variables.first("AGENT_POOLNAME", "ImageOS", "AGENT_NAME")
    let shard = variables.shard(
      "SYSTEM_JOBPOSITIONINPHASE", of: "SYSTEM_TOTALJOBSINPHASE", base: 1)
    context.environment = shard ?? variables["AGENT_OS"]
    context.workspace = variables.first("BUILD_SOURCESDIRECTORY", "SYSTEM_DEFAULTWORKINGDIRECTORY")
    return context
  }
}
