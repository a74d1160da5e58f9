/// Travis CI.
enum TravisContext: ContextProvider {
  static let name = "travis"

  static func detects(_ variables: Variables) -> Bool { variables.isTrue("TRAVIS") }

  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: name)
    context.repository = variables["TRAVIS_REPO_SLUG"]
    context.run = variables["TRAVIS_BUILD_ID"]
    // The second part of `123.4` tells the jobs of a matrix apart and stays from build to build.
    let number = variables["TRAVIS_JOB_NUMBER"]?.split(separator: ".").last.map(String.init)
    context.job =
      variables["TRAVIS_JOB_NAME"]
      ?? [variables["TRAVIS_BUILD_STAGE_NAME"], number].compactMap(\.self).joined(separator: " ")
    if context.job?.isEmpty == true { context.job = nil }
    context.event = variables["TRAVIS_EVENT_TYPE"]
    // On a pull request TRAVIS_BRANCH is the target and TRAVIS_COMMIT the merge commit.
    if let number = variables["TRAVIS_PULL_REQUEST"], number != "false" {
      context.pullRequest = number
      context.branch = variables["TRAVIS_PULL_REQUEST_BRANCH"]
      context.commit = variables.first("TRAVIS_PULL_REQUEST_SHA", "TRAVIS_COMMIT")
    } else {
      context.branch = variables["TRAVIS_TAG"] == nil ? variables["TRAVIS_BRANCH"] : nil
      context.commit = variables["TRAVIS_COMMIT"]
    }
    context.runURL = variables["TRAVIS_BUILD_WEB_URL"]
    context.jobURL = variables["TRAVIS_JOB_WEB_URL"]
    context.runner = variables["TRAVIS_DIST"]
    let machine = [variables["TRAVIS_OS_NAME"], variables["TRAVIS_CPU_ARCH"]].compactMap(\.self)
    context.environment = machine.isEmpty ? nil : machine.joined(separator: " ")
    context.workspace = variables["TRAVIS_BUILD_DIR"]
    return context
  }
}
