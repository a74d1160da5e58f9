/// GitLab CI: sections between invisible markers, commands echoed behind `$ `, and since runner 17
/// a stamp with a stream id.
///
///     2024-05-30T14:30:00.000000Z 00O section_start:1717079400:step_script<CR>ESC[0KExecuting …
///     2024-05-30T14:30:01.000000Z 00O+more of the same line
struct GitLab: Provider {
  var id: ProviderID { .gitlab }
  var structure: [String] {
    ["section_start:", "section_end:", "error: job failed", "job succeeded"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    if line.find("section_start:") != nil || line.find("section_end:") != nil { return 20 }
    if line.find("Running with gitlab-runner") != nil { return 30 }
    if line.find("ERROR: Job failed") != nil { return 12 }
    return envelope(line).length > 0 ? 10 : 0
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    let start = raw.skipByteOrderMarks(0)
    // 27 bytes of stamp, a blank, two hex digits, the stream's letter, and `+` or a blank.
    guard let stamp = raw.isoStamp(at: start), stamp.fraction == 6, stamp.isUTC,
      raw.at(stamp.end) == Byte.space, raw.at(stamp.end + 1).isHex, raw.at(stamp.end + 2).isHex,
      raw.at(stamp.end + 3) == UInt8(char: "O") || raw.at(stamp.end + 3) == UInt8(char: "E")
    else { return Envelope(length: start) }
    let flag = raw.at(stamp.end + 4)
    let hasFlag = flag == Byte.space || flag == UInt8(char: "+")
    return Envelope(length: stamp.end + (hasFlag ? 5 : 4), stamp: stamp.milliseconds)
  }

  func marker(_ raw: UnsafeRawBufferPointer, at index: Int) -> Marker? {
    guard raw.at(index) == UInt8(char: "s") else { return nil }
    let isStart = raw.has("section_start:", at: index)
    guard isStart || raw.has("section_end:", at: index) else { return nil }
    let digits = index + (isStart ? 14 : 12)
    let colon = raw.skip(from: digits) { $0.isDigit }
    guard colon > digits, raw.at(colon) == 0x3A else { return nil }
    let end = raw.skip(from: colon + 1) { $0.isWord || $0 == 0x2E || $0 == 0x2D }
    guard end > colon + 1 else { return nil }
    let name = raw.string(colon + 1..<end)
    // Options such as `[collapsed=true]` run up to the CR.
    let rest = raw.first(Byte.cr, in: end..<raw.count) ?? raw.count
    let options = raw.at(end) == UInt8(char: "[") ? rest : end
    return Marker(
      end: options,
      mark: isStart ? .begin(name: name, kind: kind(name), isNested: true) : .end(name: name))
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    guard text.has("ERROR: Job failed") else { return nil }
    let isRunner = text.has("ERROR: Job failed (system failure)")
    return Mark(section: .jobFailed(isRunner: isRunner))
  }

  private func kind(_ name: String) -> Section.Kind {
    switch name {
    case "step_script", "build_script", "after_script", "release": .step
    case "resolve_secrets", "prepare_executor", "prepare_script", "get_sources", "restore_cache",
      "download_artifacts", "archive_cache", "archive_cache_on_failure",
      "upload_artifacts_on_success", "upload_artifacts_on_failure", "cleanup_file_variables":
      .runner
    default: .group
    }
  }
}
