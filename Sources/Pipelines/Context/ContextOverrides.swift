/// What a user says about the job, which wins over what the CI says.
public struct ContextOverrides: Sendable, Equatable {
  public var provider: String?
  public var repository: String?
  public var workflow: String?
  public var run: String?
  public var attempt: Int?
  public var job: String?
  public var commit: String?
  public var branch: String?
  public var defaultBranch: String?
  public var pullRequest: String?
  public var url: String?
  public var runner: String?
  public var environment: String?

  public init() {}

  /// From `FAULTLINE_PROVIDER`, `_REPO`, `_WORKFLOW`, `_RUN_ID`, `_ATTEMPT`, `_JOB`, `_COMMIT`,
  /// `_BRANCH`, `_DEFAULT_BRANCH`, `_PR`, `_URL`, `_RUNNER` and `_ENVIRONMENT`; empty ones and an
  /// attempt that is no positive number are as good as unset.
  public init(environment: [String: String]) {
    let variables = Variables(environment, directory: ".") { _ in nil }
    provider = variables["FAULTLINE_PROVIDER"]
    repository = variables["FAULTLINE_REPO"]
    workflow = variables["FAULTLINE_WORKFLOW"]
    run = variables["FAULTLINE_RUN_ID"]
    attempt = variables.number("FAULTLINE_ATTEMPT").flatMap { $0 > 0 ? $0 : nil }
    job = variables["FAULTLINE_JOB"]
    commit = variables["FAULTLINE_COMMIT"]
    branch = variables["FAULTLINE_BRANCH"]
    defaultBranch = variables["FAULTLINE_DEFAULT_BRANCH"]
    pullRequest = variables["FAULTLINE_PR"]
    url = variables["FAULTLINE_URL"]
    runner = variables["FAULTLINE_RUNNER"]
    self.environment = variables["FAULTLINE_ENVIRONMENT"]
  }

  /// The names read by ``init(environment:)``.
  public static let variableNames = [
    "PROVIDER", "REPO", "WORKFLOW", "RUN_ID", "ATTEMPT", "JOB", "COMMIT", "BRANCH",
    "DEFAULT_BRANCH", "PR", "URL", "RUNNER", "ENVIRONMENT",
  ].map { "FAULTLINE_" + $0 }
}

extension JobContext {
  /// This context with everything `overrides` says put in its place. An overridden URL is the
  /// job's.
  public func applying(_ overrides: ContextOverrides) -> JobContext {
    var out = self
    out.provider = overrides.provider ?? provider
    out.repository = overrides.repository ?? repository
    out.workflow = overrides.workflow ?? workflow
    out.run = overrides.run ?? run
    out.attempt = overrides.attempt ?? attempt
    out.job = overrides.job ?? job
    out.commit = overrides.commit ?? commit
    out.branch = overrides.branch ?? branch
    out.defaultBranch = overrides.defaultBranch ?? defaultBranch
    out.pullRequest = overrides.pullRequest ?? pullRequest
    out.jobURL = overrides.url ?? jobURL
    out.runner = overrides.runner ?? runner
    out.environment = overrides.environment ?? environment
    return out
  }
}
