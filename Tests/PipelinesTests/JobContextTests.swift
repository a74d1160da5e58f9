import Pipelines
import Testing

@Suite struct JobContextTests {
  @Test(
    arguments: [
      ("main", nil, nil, true), ("master", nil, nil, true), ("develop", "develop", nil, true),
      ("main", "develop", nil, false), ("main", "main", "12", false), (nil, "main", nil, false),
    ] as [(String?, String?, String?, Bool)])
  func mainLine(_ branch: String?, _ standard: String?, _ request: String?, _ expected: Bool) {
    var context = JobContext(provider: "local")
    context.branch = branch
    context.defaultBranch = standard
    context.pullRequest = request
    #expect(context.isMainLine == expected)
  }
}
