/// Taskcluster: the worker's own lines and, with `run-task`, stamped lines of the task.
///
///     [taskcluster 2024-01-01 00:00:00.123Z] === Task Starting ===
///     [task 2024-01-01T00:00:00.123Z] + make test
struct Taskcluster: Provider {
  var id: ProviderID { .taskcluster }
  var structure: [String] {
    ["[taskcluster"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int { envelope(line).length > 0 ? 15 : 0 }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard raw.at(0) == UInt8(char: "["), let word = word(raw), let stamp = raw.isoStamp(at: word),
      raw.has("]", at: stamp.end)
    else { return .none }
    let end = stamp.end + 1
    return Envelope(
      length: raw.at(end) == Byte.space ? end + 1 : end, stamp: stamp.milliseconds)
  }

  /// Where the stamp behind `[taskcluster`, `[taskcluster:error`, `[task`, `[vcs`, … begins.
  private func word(_ raw: UnsafeRawBufferPointer) -> Int? {
    let known =
      raw.has("[taskcluster") || raw.has("[task ") || raw.has("[setup ") || raw.has("[vcs ")
      || raw.has("[fetches ") || raw.has("[chain_of_trust ")
    guard known else { return nil }
    let end = raw.skip(from: 1) { $0.isWord || $0 == 0x3A || $0 == 0x2D }
    return raw.at(end) == Byte.space ? end + 1 : nil
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    if text.has("=== Task Starting ===") { return begin("task", .step) }
    if text.has("=== Task Finished ===") { return begin("Task Finished", .runner) }
    if text.has("Unsuccessful task run") { return Mark(section: .jobFailed(isRunner: false)) }
    return nil
  }

  private func begin(_ name: String, _ kind: Section.Kind) -> Mark {
    Mark(section: .begin(name: name, kind: kind, isNested: false))
  }
}
