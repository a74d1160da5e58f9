/// Drone and Woodpecker: their command line tools put step, line and seconds before each line; their
/// API serves JSON (see `StepOutput`).
///
///     [build:12:3s] + go test ./...
///     [build:L12:3s] + go test ./...
struct Drone: Provider {
  var id: ProviderID { .drone }

  func points(_ line: UnsafeRawBufferPointer) -> Int { envelope(line).length > 0 ? 10 : 0 }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard raw.at(0) == UInt8(char: "["),
      let colon = raw.first(0x3A, in: 1..<min(raw.count, 80)), colon > 1
    else { return .none }
    let line = raw.at(colon + 1) == UInt8(char: "L") ? colon + 2 : colon + 1
    let lineEnd = raw.skip(from: line) { $0.isDigit }
    guard lineEnd > line, raw.at(lineEnd) == 0x3A else { return .none }
    let seconds = raw.skip(from: lineEnd + 1) { $0.isDigit }
    guard seconds > lineEnd + 1, raw.has("s]", at: seconds) else { return .none }
    let end = seconds + 2
    return Envelope(
      length: raw.at(end) == Byte.space ? end + 1 : end, label: 1..<colon)
  }
}
