/// AppVeyor: the time since the start of the build before each line.
///
///     [00:01:02] Command exited with code 1
struct AppVeyor: Provider {
  var id: ProviderID { .appVeyor }
  var structure: [String] {
    ["command exited with code"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    let length = envelope(line).length
    guard length > 0 else { return 0 }
    // Gulp and others print `[12:34:56] `, too, but the time of the day.
    let habit = line.has("[00:") ? 1 : 0
    if line.has("Build started", at: length) || line.has("Build success", at: length) { return 12 }
    return line.has("Command exited with code", at: length) ? 12 : habit
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard raw.at(0) == UInt8(char: "["), let clock = raw.clockStamp(at: 1), clock.fraction == 0,
      raw.has("]", at: clock.end)
    else { return .none }
    let end = clock.end + 1
    return Envelope(length: raw.at(end) == Byte.space ? end + 1 : end)
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    text.has("Command exited with code ") && !text.has("0", at: 25) ? Mark(section: .failed) : nil
  }
}
