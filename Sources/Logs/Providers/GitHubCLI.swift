/// `gh run view --log` and `--log-failed`: job and step in tab-separated columns before GitHub's own
/// stamped line.
///
///     build	Run npm ci	2024-05-30T14:30:00.1234567Z npm ERR! 404
struct GitHubCLI: Provider {
  var id: ProviderID { .githubCLI }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    guard let columns = columns(line) else { return 0 }
    return GitHubActions.envelope(line, from: columns.text).stamp == nil ? 0 : 30
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard let columns = columns(raw) else { return GitHubActions.envelope(raw, from: 0) }
    var envelope = GitHubActions.envelope(raw, from: columns.text)
    envelope.label = columns.step
    return envelope
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    guard var mark = HashMarks.mark(text) else { return nil }
    // The step column names the steps; the lines only tell groups and failures.
    if case .begin(_, _, isNested: false)? = mark.section { mark.section = nil }
    return mark
  }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { HashMarks.isEcho(text) }

  private func columns(_ raw: UnsafeRawBufferPointer) -> (step: Range<Int>, text: Int)? {
    // Names are short; a tab far inside belongs to the text.
    guard let first = raw.first(Byte.tab, in: 0..<min(raw.count, 300)),
      let second = raw.first(Byte.tab, in: first + 1..<min(raw.count, first + 300))
    else { return nil }
    return (first + 1..<second, second + 1)
  }
}
