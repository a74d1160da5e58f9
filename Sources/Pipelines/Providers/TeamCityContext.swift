/// TeamCity. Its environment says little; the properties file it names says the rest.
enum TeamCityContext: ContextProvider {
  static let name = "teamcity"

  static func detects(_ variables: Variables) -> Bool { variables["TEAMCITY_VERSION"] != nil }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    let build = properties(variables, variables["TEAMCITY_BUILD_PROPERTIES_FILE"])
    let configuration = properties(variables, build["teamcity.configuration.properties.file"])
    func value(_ key: String) -> String? {
      [configuration[key], build[key]].compactMap(\.self).first { !$0.isEmpty }
    }
    context.repository = RefName.repository(value("vcsroot.url"))
    context.workflow = variables["TEAMCITY_PROJECT_NAME"]
    context.job = variables["TEAMCITY_BUILDCONF_NAME"]
    context.run = value("teamcity.build.id") ?? variables["BUILD_NUMBER"]
    context.pullRequest = value("teamcity.pullRequest.number")
    context.branch =
      value("teamcity.pullRequest.source.branch") ?? RefName.branch(value("teamcity.build.branch"))
    if value("teamcity.build.branch.is_default") == "true" {
      context.defaultBranch = context.branch
    }
    context.commit = variables["BUILD_VCS_NUMBER"] ?? value("build.vcs.number")
    context.author = value("teamcity.build.triggeredBy.username")
    context.runURL = variables["BUILD_URL"]
    if context.runURL == nil, let server = value("teamcity.serverUrl"), let run = context.run {
      context.runURL = "\(server)/viewLog.html?buildId=\(run)"
    }
    context.runner = value("teamcity.agent.name")
    context.environment = value("teamcity.agent.jvm.os.name")
    context.workspace = value("teamcity.build.checkoutDir")
    return context
  }

  /// A Java properties file: `key=value` with `\:`, `\=`, `\\` and comments; no continued lines,
  /// which TeamCity does not write.
  private static func properties(_ variables: Variables, _ path: String?) -> [String: String] {
    guard let path, let text = variables.text(path) else { return [:] }
    var out: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("#") || line.hasPrefix("!") { continue }
      guard let equals = line.firstIndex(of: "=") else { continue }
      out[unescaped(line[..<equals])] = unescaped(line[line.index(after: equals)...])
    }
    return out
  }

  private static func unescaped(_ text: Substring) -> String {
    var out = ""
    var isEscaped = false
    for character in text {
      if character == "\\", !isEscaped {
        isEscaped = true
        continue
      }
      out.append(character)
      isEscaped = false
    }
    return out
  }
}
