/// What a CI system says about the job it runs, by whatever way it says it: environment variables,
/// an API, a webhook.
///
/// Every part may be missing: a hook must work with what it gets.
public struct JobContext: Sendable, Equatable, Codable {
  /// The CI system, such as `github-actions`; `local` outside any.
  public var provider: String
  /// `owner/name`, or whatever the host calls a repository.
  public var repository: String?
  /// The workflow's or pipeline's name.
  public var workflow: String?
  /// The provider's id of the pipeline run.
  public var run: String?
  /// 1 for the first attempt.
  public var attempt: Int
  /// The job's name with its matrix values; stable from run to run.
  public var job: String?
  /// The pull request's own head, not the merge commit the CI made of it.
  public var commit: String?
  public var branch: String?
  public var defaultBranch: String?
  public var pullRequest: String?
  /// What started the run, in the provider's own word.
  public var event: String?
  public var author: String?
  public var runURL: String?
  public var jobURL: String?
  /// The label of the runner pool.
  public var runner: String?
  /// Operating system, matrix values or shard: what tells environments apart.
  public var environment: String?
  /// The checkout's folder on this machine.
  public var workspace: String?
  /// Seconds since 1970.
  public var queued: Int?
  public var started: Int?
  public var finished: Int?
  /// Seconds since 1970 of the commit itself.
  public var commitTime: Int?

  public init(provider: String, attempt: Int = 1) {
    self.provider = provider
    self.attempt = attempt
  }

  /// Whether the branch is the repository's default one, where both are known. A pull request from
  /// a fork may come from a branch of that name and still is none.
  public var isMainLine: Bool {
    guard pullRequest == nil, let branch else { return false }
    return branch == (defaultBranch ?? "main") || defaultBranch == nil && branch == "master"
  }
}
