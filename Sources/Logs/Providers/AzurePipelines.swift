/// Azure Pipelines: GitHub's stamps (the agents are relatives), `##[section]` lines around tasks,
/// `##vso[…]` commands, and a header that describes each task.
struct AzurePipelines: Provider {
  var id: ProviderID { .azurePipelines }
  var structure: [String] {
    [
      "##[section]", "##[group]", "##[endgroup]", "##[error]", "script contents:",
      "starting command output",
    ]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    let envelope = GitHubActions.envelope(line, from: 0)
    let text = line.from(envelope.length)
    let habit = envelope.stamp == nil ? 0 : 1
    if text.has("##[section]") || text.has("##vso[") { return 40 }
    if text.find("/home/vsts/work/") != nil { return habit + 10 }
    if text.has("##[command]") { return habit + 6 }
    return habit
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope { GitHubActions.envelope(raw, from: 0) }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    if text.has("Script contents:") { return Mark(opensHeader: true) }
    if text.has("====="), text.find("Starting Command Output") != nil {
      return Mark(closesHeader: true)
    }
    return HashMarks.mark(text)
  }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { HashMarks.isEcho(text) }
}
