/// Buildkite: an invisible time before each line, and groups that begin with `---`, `+++` or `~~~`.
///
///     ESC_bk;t=1717079400123<BEL>~~~ Running commands
struct Buildkite: Provider {
  var id: ProviderID { .buildkite }
  var structure: [String] {
    ["--- ", "+++ ", "~~~ ", "^^^ +++", "error: the command exited with status"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    if line.has("\u{1B}_bk;t=") { return 20 }
    if line.has("~~~ Running ") || line.has("~~~ Preparing working directory") { return 12 }
    return line.has("^^^ +++") || line.find("buildkite-agent") != nil ? 8 : 0
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard raw.has("\u{1B}_bk;t=") else { return .none }
    let end = raw.skip(from: 7) { $0.isDigit }
    guard raw.at(end) == Byte.bell, end - 7 < 16 else { return .none }
    return Envelope(length: end + 1, stamp: Int64(raw.string(7..<end)))
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    switch text.at(0) {
    case UInt8(char: "~"):
      guard text.has("~~~ ") else { return nil }
      return begin(text, text.has("~~~ Running commands") ? .step : .runner)
    case UInt8(char: "-"):
      // A unified diff's header is not a group.
      guard text.has("--- "), !text.has("--- a/"), !text.has("--- /dev/null") else { return nil }
      return begin(text, .step)
    case UInt8(char: "+"):
      guard text.has("+++ "), !text.has("+++ b/"), !text.has("+++ /dev/null") else { return nil }
      return begin(text, .step)
    case UInt8(char: "^"):
      return text.has("^^^ +++") ? Mark(section: .failed) : nil
    default:
      guard let error = text.find("Error: The command exited with status "), error < 8 else {
        return nil
      }
      return Mark(section: .jobFailed(isRunner: false))
    }
  }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { text.has("$ ") }

  private func begin(_ text: UnsafeRawBufferPointer, _ kind: Section.Kind) -> Mark {
    Mark(section: .begin(name: HashMarks.name(text, 4), kind: kind, isNested: false))
  }
}
