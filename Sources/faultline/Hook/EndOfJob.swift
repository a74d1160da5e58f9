import History

/// What a CI tells a hook about how the job ended.
enum EndOfJob {
  /// Nil where the environment does not say.
  static func status(_ provider: String, _ environment: [String: String]) -> JobStatus? {
    switch provider {
    case "gitlab": word(environment["CI_JOB_STATUS"])
    case "azure-pipelines": word(environment["AGENT_JOBSTATUS"])
    case "drone": word(environment["DRONE_BUILD_STATUS"])
    case "semaphore": word(environment["SEMAPHORE_JOB_RESULT"])
    case "bitbucket": number(environment["BITBUCKET_EXIT_CODE"])
    case "travis": number(environment["TRAVIS_TEST_RESULT"])
    case "codebuild":
      environment["CODEBUILD_BUILD_SUCCEEDING"].map { $0 == "0" ? .failed : .passed }
    case "buildkite":
      environment["BUILDKITE_JOB_CANCELLED"] == "true"
        ? .cancelled : number(environment["BUILDKITE_COMMAND_EXIT_STATUS"])
    default: nil
    }
  }

  private static func word(_ word: String?) -> JobStatus? {
    switch word?.lowercased() {
    case "success", "succeeded", "passed": .passed
    case "failed", "failure", "timedout", "succeededwithissues": .failed
    case "canceled", "cancelled", "stopped": .cancelled
    default: nil
    }
  }

  private static func number(_ status: String?) -> JobStatus? {
    guard let status, let number = Int(status) else { return nil }
    return number == 0 ? .passed : .failed
  }
}
