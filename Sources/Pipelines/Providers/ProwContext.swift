import Foundation

/// Prow, the CI of Kubernetes.
enum ProwContext: ContextProvider {
  static let name = "prow"

  static func detects(_ variables: Variables) -> Bool { variables["PROW_JOB_ID"] != nil }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    if let owner = variables["REPO_OWNER"], let repository = variables["REPO_NAME"] {
      context.repository = owner + "/" + repository
    }
    context.run = variables.first("BUILD_ID", "PROW_JOB_ID")
    context.job = variables["JOB_NAME"]
    context.event = variables["JOB_TYPE"]
    let isRequest = variables["JOB_TYPE"] == "presubmit"
    context.pullRequest = isRequest ? variables["PULL_NUMBER"] : nil
    context.branch = variables[isRequest ? "PULL_HEAD_REF" : "PULL_BASE_REF"]
    context.commit = variables[isRequest ? "PULL_PULL_SHA" : "PULL_BASE_SHA"]
    context.author = isRequest ? author(variables["JOB_SPEC"]) : nil
    return context
  }

  /// The login in the job's specification.
  private static func author(_ specification: String?) -> String? {
    struct Specification: Decodable {
      struct Refs: Decodable {
        struct Pull: Decodable { var author: String? }
        var pulls: [Pull]?
      }
      var refs: Refs?
    }
    guard let specification,
      let parsed = try? JSONDecoder().decode(Specification.self, from: Data(specification.utf8))
    else { return nil }
    return parsed.refs?.pulls?.first?.author
  }
}
