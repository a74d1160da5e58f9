import Foundation

/// One CI system's way of telling a job who it is.
///
/// A conformer is one file in `Providers/` plus its line in ``ContextProviders/all``; the contract
/// suite runs it over the fixture environments.
public protocol ContextProvider: Sendable {
  /// The provider's word, as in ``JobContext/provider``.
  static var name: String { get }
  /// Whether these are the variables of a job of this CI.
  static func detects(_ variables: Variables) -> Bool
  /// What they say. Only called when ``detects(_:)`` said yes.
  static func context(_ variables: Variables) -> JobContext
}

/// The providers in the order they are asked: the first that recognises its variables wins. Those
/// that set the variables of others too (Woodpecker of Drone) come before them.
public enum ContextProviders {
  public static let all: [any ContextProvider.Type] = [
    GitHubContext.self, GitLabContext.self, BuildkiteContext.self, CircleCIContext.self,
    AzureContext.self, TravisContext.self, AppVeyorContext.self, WoodpeckerContext.self,
    DroneContext.self, BitbucketContext.self, SemaphoreContext.self, CodeBuildContext.self,
    TeamCityContext.self, ProwContext.self, TaskclusterContext.self, JenkinsContext.self,
  ]
}

extension JobContext {
  /// Who and where this job is, by the environment of the CI system it runs on; outside any, by the
  /// checkout it stands in (`.git` is read as files, no program is started).
  ///
  /// - Parameters:
  ///   - environment: the process's variables. `FAULTLINE_*` win over the CI's own, see
  ///     ``ContextOverrides``.
  ///   - directory: the working directory; `PWD` when not given.
  ///   - files: reads a file, nil when it is not there.
  public static func detect(
    environment: [String: String], directory: String? = nil, files: @escaping Variables.Files
  ) -> JobContext {
    let variables = Variables(
      environment, directory: directory ?? environment["PWD"] ?? ".", files: files)
    let provider = ContextProviders.all.first { $0.detects(variables) }
    var context = provider?.context(variables) ?? LocalContext.context(variables)
    if provider == nil, variables.isTrue("CI") { context.provider = "unknown-ci" }
    if provider != nil { context.fill(from: LocalContext.context(variables)) }
    return context.applying(ContextOverrides(environment: environment))
  }

  /// Takes from the checkout what a CI did not say. Its branch is not taken: CIs check out a commit
  /// and the branch of a detached head is none.
  private mutating func fill(from checkout: JobContext) {
    repository = repository ?? checkout.repository
    commit = commit ?? checkout.commit
    defaultBranch = defaultBranch ?? checkout.defaultBranch
    workspace = workspace ?? checkout.workspace
  }
}
