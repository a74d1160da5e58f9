/// Jenkins consoles: pipeline steps as `[Pipeline] …` lines, hidden notes (taken off as escape
/// sequences), and the Timestamper plugin's prefixes.
///
///     [2026-04-05T02:11:04.112Z] [Pipeline] { (Build)
///     02:11:04  + make test
struct Jenkins: Provider {
  var id: ProviderID { .jenkins }
  var structure: [String] {
    [
      "[pipeline]", "finished: failure", "finished: aborted", "finished: unstable",
      "skipped due to earlier failure",
    ]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    let text = line.from(envelope(line).length)
    if text.has("[Pipeline] ") || line.has("\u{1B}[8mha:") { return 20 }
    if text.has("Started by ") || text.has("Building remotely on ") { return 6 }
    if text.has("Building in workspace ") || text.has("Running on Jenkins") { return 12 }
    if text.has("Finished: FAILURE") || text.has("Finished: SUCCESS") { return 12 }
    return text.has("hudson.") || text.find("/jenkins/workspace/") != nil ? 2 : 0
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    if raw.at(0) == UInt8(char: "["), let stamp = raw.isoStamp(at: 1), stamp.fraction == 3,
      stamp.isUTC, raw.has("]", at: stamp.end)
    {
      let end = raw.at(stamp.end + 1) == Byte.space ? stamp.end + 2 : stamp.end + 1
      return Envelope(length: end, stamp: stamp.milliseconds)
    }
    // Two blanks: a tool that prints a clock of its own puts one.
    if let clock = raw.clockStamp(at: 0), clock.fraction == 0, raw.has("  ", at: clock.end) {
      return Envelope(length: clock.end + 2)
    }
    return .none
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    switch text.at(0) {
    case UInt8(char: "["):
      guard text.has("[Pipeline] ") else { return nil }
      return pipeline(text).map { Mark(section: $0) }
    case UInt8(char: "F"):
      guard text.has("Finished: FAILURE") || text.has("Finished: UNSTABLE") else { return nil }
      return Mark(section: .jobFailed(isRunner: false))
    case UInt8(char: "S"):
      guard text.has("Stage \""), text.find("skipped due to earlier failure") != nil else {
        return nil
      }
      return Mark(section: .skipped)
    default: return nil
    }
  }

  private func pipeline(_ text: UnsafeRawBufferPointer) -> SectionMark? {
    if text.has("{ (", at: 11) {
      let close = text.last(UInt8(char: ")"), in: 14..<max(14, text.count)) ?? text.count
      let name = text.string(14..<max(14, close))
      // `Declarative: Checkout SCM`, `Declarative: Post Actions` are Jenkins' own stages.
      let kind = name.hasPrefix("Declarative: ") ? Section.Kind.runner : .step
      return .begin(name: name, kind: kind, isNested: true)
    }
    if text.has("{", at: 11) { return .openBlock }
    return text.has("}", at: 11) ? .closeBlock : nil
  }
}
