/// Which CI (or which of its log shapes) wrote the bytes. The raw value is a stable name.
public enum ProviderID: String, Sendable, CaseIterable {
  case githubActions = "github-actions"
  /// `gh run view --log`: GitHub's lines behind a job and a step column.
  case githubCLI = "github-actions-cli"
  case gitlab = "gitlab"
  case jenkins = "jenkins"
  case circleCI = "circleci"
  case buildkite = "buildkite"
  case azurePipelines = "azure-pipelines"
  case travis = "travis"
  case teamCity = "teamcity"
  case appVeyor = "appveyor"
  case drone = "drone"
  case prow = "prow"
  case zuul = "zuul"
  case taskcluster = "taskcluster"
  case lava = "lava"
  /// Lines with a date or clock in front and nothing else that names a CI.
  case timestamped = "timestamped"
  case plain = "plain"

  /// The CI's name as an answer shows it: both of GitHub's shapes are `github-actions`.
  public var name: String { self == .githubCLI ? ProviderID.githubActions.rawValue : rawValue }
}
