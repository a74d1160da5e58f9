/// Zuul: a stamp and the node's name, in columns. Ansible's plays and tasks are the sections.
///
///     2024-01-01 00:00:00.123456 | ubuntu-jammy | npm ERR! 404
///     2024-01-01 00:00:00.123456 | TASK [run-test : Run tests]
struct Zuul: Provider {
  var id: ProviderID { .zuul }
  var structure: [String] {
    ["task [", "play [", "run start: [", "run end result"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int { envelope(line).length > 0 ? 10 : 0 }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard let stamp = raw.isoStamp(at: 0), stamp.fraction == 6, stamp.separator == Byte.space,
      raw.has(" |", at: stamp.end)
    else { return .none }
    let start = raw.at(stamp.end + 2) == Byte.space ? stamp.end + 3 : stamp.end + 2
    // The node's column is empty on Zuul's own lines.
    let node = raw.skip(from: start) { $0.isAlphanumeric || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    guard node > start,
      raw.has(" | ", at: node) || (raw.count == node + 2 && raw.has(" |", at: node))
    else { return Envelope(length: start, stamp: stamp.milliseconds) }
    return Envelope(length: min(node + 3, raw.count), stamp: stamp.milliseconds)
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    if text.has("TASK [") { return begin(text, 6, .step) }
    if text.has("PLAY [") { return begin(text, 6, .runner) }
    let isRun = text.has("RUN START: [") || text.has("PRE-RUN START: [")
    if isRun || text.has("POST-RUN START: [") {
      return Mark(section: .begin(name: HashMarks.name(text, 0), kind: .runner, isNested: false))
    }
    return text.has("RUN END RESULT_NORMAL: [") ? nil : runEnd(text)
  }

  private func runEnd(_ text: UnsafeRawBufferPointer) -> Mark? {
    if text.has("RUN END RESULT_TIMED_OUT") { return Mark(section: .failed) }
    return text.has("RUN END RESULT_") ? Mark(section: .jobFailed(isRunner: true)) : nil
  }

  private func begin(_ text: UnsafeRawBufferPointer, _ start: Int, _ kind: Section.Kind) -> Mark {
    let end = text.first(UInt8(char: "]"), in: start..<text.count) ?? text.count
    return Mark(section: .begin(name: text.string(start..<end), kind: kind, isNested: false))
  }
}
