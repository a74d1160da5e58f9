import Foundation

/// Who runs this command.
enum Author {
  /// The login of who started the CI job, else of who is logged in; nil when neither is named.
  static var named: String? {
    let environment = ProcessInfo.processInfo.environment
    return ["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "LOGNAME"]
      .compactMap { environment[$0] }.first { !$0.isEmpty }
  }

  /// The same, else the account the process runs under, which in a container is often `root`.
  static var name: String { named ?? NSUserName() }
}
