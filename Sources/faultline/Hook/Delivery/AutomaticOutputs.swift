import Foundation
import Pipelines

extension Delivery {
  /// What the CI of `provider` shows best, by what its environment offers.
  ///
  /// | CI | on the voice | besides |
  /// |---|---|---|
  /// | GitHub, Gitea, Forgejo | `::error` commands | the job summary |
  /// | Buildkite | text | an annotation by `buildkite-agent`, if that is on `PATH` |
  /// | Azure | `##vso` commands | a summary tab |
  /// | TeamCity | service messages, always on stdout | |
  /// | GitLab | text | `faultline-codequality.json` |
  /// | Jenkins | text | `faultline-warnings.json` |
  /// | anything else | text | |
  static func automatic(
    provider: String, environment: [String: String], voice: Int32
  ) -> [Output] {
    let text = Output(formats: ["text"], place: .voice)
    switch provider {
    case "github-actions":
      var out = [Output(formats: ["github"], place: .voice)]
      if let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty {
        out.append(Output(formats: ["github-summary"], place: .summary(path)))
      }
      return out
    case "buildkite":
      guard let agent = Helper.find("buildkite-agent", path: environment["PATH"]) else {
        return [text]
      }
      return [text, Output(formats: ["buildkite"], place: .buildkiteAgent(agent))]
    case "azure-pipelines":
      let folder = environment["AGENT_TEMPDIRECTORY"] ?? environment["TMPDIR"] ?? "/tmp"
      return [
        Output(formats: ["azure"], place: .voice),
        Output(formats: ["markdown"], place: .azureSummary(folder)),
      ]
    case "teamcity":
      // The agent looks for messages on standard output.
      let messages = Output(formats: ["teamcity"], place: .descriptor(1))
      return voice == 1 ? [messages] : [messages, text]
    case "gitlab":
      return [text, Output(formats: ["gitlab-codequality"], place: .file(codeQualityFile))]
    case "jenkins":
      return [text, Output(formats: ["jenkins"], place: .file(warningsFile))]
    default: return [text]
    }
  }

  /// For `artifacts: reports: codequality:`.
  static let codeQualityFile = "faultline-codequality.json"
  /// For `recordIssues tools: [issues(pattern: …)]`.
  static let warningsFile = "faultline-warnings.json"
}
