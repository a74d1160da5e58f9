/// Names that runners of several things at once, and collectors of their output, put before each line:
/// a branch, a step, a container, a machine.
enum OuterName {
  /// Jenkins' parallel branches, Tekton, TeamCity, concurrently, EAS: `[linux] `, `[build : run] `,
  /// `[Step 1/2] `, `[step-build] `, `[stderr] `.
  ///
  /// A level (`[error] `, `[INFO] `) belongs to the message, and so do the words of a verdict.
  static func bracketed(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let inside = start + 1
    guard text.at(inside).isLetter else { return nil }
    let end = text.skip(from: inside) {
      $0.isWord || $0 == Byte.space || (0x2D...0x2F).contains($0) || $0 == 0x3A
    }
    guard end > inside + 1, end - inside <= 40, text.has("] ", at: end) else { return nil }
    let word = text.skip(from: inside) { $0.isLetter }
    if text[inside..<word].allSatisfy({ $0.isUpper }) { return nil }
    return verdicts.contains(text.string(inside..<word).lowercased()) ? nil : end + 2
  }

  private static let verdicts: Set = [
    "error", "err", "warning", "warn", "info", "debug", "trace", "fatal", "notice", "critical",
    "fail", "failed", "failure", "pass", "passed", "ok", "skip", "skipped", "success", "pipeline",
    "exit", "expected", "actual", "optional", "deprecated", "x",
  ]

  /// Earthly: `             +build | `, `    ./lib+test *failed* | `
  static func earthly(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let name = text.skip(from: start) { $0 == Byte.space }
    let plus = text.skip(from: name) { $0.isWord || (0x2D...0x2F).contains($0) }
    guard text.at(plus) == UInt8(char: "+") else { return nil }
    var end = text.skip(from: plus + 1) { $0.isWord || $0 == 0x2D }
    if text.has(" *failed*", at: end) { end += 9 }
    return end > plus + 1 && text.has(" | ", at: end) ? end + 3 : nil
  }

  /// docker compose with a container's own name: `ring  | `. A table's first column looks the same,
  /// which does no harm: what stands before is looked at as well.
  static func container(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let end = text.skip(from: start) { $0.isWord || $0 == 0x2D || $0 == 0x2E }
    let bar = text.skip(from: end) { $0 == Byte.space }
    return end > start + 1 && bar >= end + 2 && text.has("| ", at: bar) ? bar + 2 : nil
  }

  /// Bamboo: `build\t01-Mar-2025 10:00:00\t`, `error\t…`
  static func bamboo(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let tab = text.skip(from: start) { $0.isLower }
    let date = tab + 1
    guard tab > start, text.at(tab) == Byte.tab, text.number(at: date, digits: 2) != nil,
      text.at(date + 2) == 0x2D, text.at(date + 3).isUpper, text.at(date + 6) == 0x2D,
      let clock = text.clockStamp(at: date + 12), text.at(clock.end) == Byte.tab
    else { return nil }
    return clock.end + 1
  }

  /// GoCD's two letters and clock: `pr|10:00:00.123 `, `&1|10:00:00.123 `
  static func goCD(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.at(start + 2) == 0x7C, let clock = text.clockStamp(at: start + 3),
      clock.fraction == 3, text.at(clock.end) == Byte.space
    else { return nil }
    return clock.end + 1
  }

  /// syslog and journald (RFC 3164): `Mar  1 10:00:00 host build[123]: `
  static func syslog(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.at(start + 3) == Byte.space, text.at(start + 6) == Byte.space,
      let clock = text.clockStamp(at: start + 7), text.at(clock.end) == Byte.space
    else { return nil }
    let host = text.skip(from: clock.end + 1) { $0 != Byte.space }
    let process = text.skip(from: host + 1) { $0 != Byte.space && $0 != 0x3A }
    return host > clock.end + 1 && process > host + 1 && text.has(": ", at: process)
      ? process + 2 : nil
  }

  /// The offset behind what a container runtime (CRI) writes of the stream: `stdout F `, `stderr P `.
  static func stream(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    guard text.has("stdout ", at: start) || text.has("stderr ", at: start) else { return start }
    return text.at(start + 8) == Byte.space ? start + 9 : start
  }
}
