/// The `##[…]` lines that GitHub's runner and Azure's agent share (they are one code base).
enum HashMarks {
  static func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    switch text.at(0) {
    case UInt8(char: "#"): return hashMark(text)
    case UInt8(char: "P"):
      guard text.has("Post job cleanup.") else { return nil }
      return Mark(section: step("Post job cleanup.", .runner))
    case UInt8(char: "C"):
      guard text.has("Cleaning up orphan processes") else { return nil }
      return Mark(section: step("Complete job", .runner))
    default: return nil
    }
  }

  static func isEcho(_ text: UnsafeRawBufferPointer) -> Bool {
    text.has("##[command]") || text.has("[command]")
  }

  private static func hashMark(_ text: UnsafeRawBufferPointer) -> Mark? {
    guard text.has("##[") else { return nil }
    if text.has("##[group]Run ") {
      return Mark(section: step(name(text, 9), .step), opensHeader: true)
    }
    if text.has("##[group]") {
      return Mark(section: .begin(name: name(text, 9), kind: .group, isNested: true))
    }
    if text.has("##[endgroup]") { return Mark(section: .endGroup, closesHeader: true) }
    if text.has("##[error]") {
      // What the runner says of the summary's size fails no step.
      return text.has("$GITHUB_STEP_SUMMARY upload aborted", at: 9) ? nil : Mark(section: .failed)
    }
    if text.has("##[section]Starting: ") { return Mark(section: step(name(text, 21), .step)) }
    if text.has("##[section]Finishing: ") { return Mark(section: .end(name: name(text, 22))) }
    return nil
  }

  private static func step(_ name: String, _ kind: Section.Kind) -> SectionMark {
    .begin(name: name, kind: kind, isNested: false)
  }

  /// A section's name: the rest of the text, at most 200 bytes.
  static func name(_ text: UnsafeRawBufferPointer, _ start: Int) -> String {
    var end = min(text.count, start + 200)
    // Never cut inside a character.
    while end > start, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
    while end > start, text[end - 1] <= Byte.space { end -= 1 }
    return text.string(min(start, end)..<end)
  }
}
