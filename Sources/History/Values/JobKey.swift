/// What makes a job one job, wherever and however often it is reported.
public struct JobKey: Sendable, Hashable, Codable {
  /// The CI system, such as `github-actions`.
  public var provider: String
  /// `owner/name`, or whatever the host calls a repository.
  public var repository: String
  /// The provider's id of the pipeline run.
  public var run: String
  /// 1 for the first attempt of the run.
  public var attempt: Int
  /// The job's name with its matrix values; stable from run to run.
  public var job: String

  public init(provider: String, repository: String, run: String, attempt: Int = 1, job: String) {
    self.provider = provider
    self.repository = repository
    self.run = run
    self.attempt = attempt
    self.job = job
  }

  var repositoryNumber: Int64 { NameNumber.of(repository) }
  var runNumber: Int64 { NameNumber.of(provider, run) }
  var jobNumber: Int64 { NameNumber.of(provider, run, String(attempt), job) }
}

/// How a job ended.
public enum JobStatus: String, Sendable, Codable, CaseIterable {
  case passed
  case failed
  /// Stopped from outside; says nothing about the code.
  case cancelled
}
