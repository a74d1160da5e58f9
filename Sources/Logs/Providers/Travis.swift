/// Travis CI: folds and times between invisible markers, several of which may share a line;
/// commands echoed behind `$ `.
///
///     travis_fold:start:git.checkout<CR>ESC[0Ktravis_time:start:1d61bd74<CR>ESC[0K$ git clone …
struct Travis: Provider {
  var id: ProviderID { .travis }
  var structure: [String] {
    ["travis_fold:", "travis_time:", "the command \"", "your build has been stopped"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    if line.find("travis_fold:") != nil || line.find("travis_time:") != nil { return 20 }
    if line.has("Using worker:"), line.find("travis") != nil { return 20 }
    if line.has("The command \""), line.find("exited with") != nil { return 10 }
    return line.has("$ ") ? 1 : 0
  }

  func marker(_ raw: UnsafeRawBufferPointer, at index: Int) -> Marker? {
    guard raw.at(index) == UInt8(char: "t"), raw.has("travis_", at: index) else { return nil }
    let end = raw.skip(from: index) { $0 > Byte.space && $0 != Byte.escape && $0 < 0x7F }
    if raw.has("travis_fold:start:", at: index) {
      let name = raw.string(index + 18..<end)
      return Marker(end: end, mark: .begin(name: name, kind: kind(name), isNested: true))
    }
    if raw.has("travis_fold:end:", at: index) {
      return Marker(end: end, mark: .end(name: raw.string(index + 16..<end)))
    }
    // Commands inside a fold belong to it; outside they are the script's steps. The cleaner adds the
    // name if the echo of the command stands on the same line.
    if raw.has("travis_time:start:", at: index) {
      return Marker(end: end, mark: .beginCommand(""))
    }
    return raw.has("travis_time:end:", at: index) ? Marker(end: end, mark: .endCommand) : nil
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    guard text.has("The command \""), let end = text.find("\" exited with "),
      !text.has("0.", at: end + 14)
    else {
      let failed = text.find("\" failed and exited with ") != nil && text.has("The command \"")
      return failed ? Mark(section: .jobFailed(isRunner: false)) : nil
    }
    return Mark(section: .commandFailed(HashMarks.name(text.upTo(end), 13)))
  }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { text.has("$ ") }

  private func kind(_ name: String) -> Section.Kind {
    for phase in ["before_install", "install", "before_script", "script", "after_", "deploy"]
    where name.hasPrefix(phase) { return .step }
    return .runner
  }
}
