/// GitHub Actions, as its API and archive serve a job: every entry behind a stamp of .NET's `O`
/// format. A multi-line entry has the stamp on its first line only.
///
///     2024-05-30T14:30:00.1234567Z ##[group]Run npm ci
///     2024-05-30T14:30:00.1234570Z shell: /usr/bin/bash -e {0}
///     2024-05-30T14:30:00.1234580Z ##[endgroup]
struct GitHubActions: Provider {
  var id: ProviderID { .githubActions }
  var structure: [String] {
    [
      "##[group]", "##[endgroup]", "##[error]", "post job cleanup.", "cleaning up orphan processes",
    ]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    let start = Self.stampEnd(line, from: 0)
    let text = line.from(start ?? 0)
    let habit = start == nil ? 0 : 1
    if text.has("##[group]Run ") { return 20 }
    if text.has("Current runner version:") || text.has("Requested labels:") { return 30 }
    if text.has("##[group]") || text.has("Download action repository") { return habit + 5 }
    if text.has("Post job cleanup.") || text.has("##[error]Process completed with") { return 12 }
    return habit
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope { Self.envelope(raw, from: 0) }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? { HashMarks.mark(text) }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { HashMarks.isEcho(text) }

  /// The stamp at `index`, with the byte order marks that page joins leave before and after it.
  static func envelope(_ raw: UnsafeRawBufferPointer, from index: Int) -> Envelope {
    let start = raw.skipByteOrderMarks(index)
    guard let stamp = raw.isoStamp(at: start), stamp.fraction == 7, stamp.isUTC else {
      return Envelope(length: start)
    }
    let end = raw.at(stamp.end) == Byte.space ? stamp.end + 1 : stamp.end
    return Envelope(length: raw.skipByteOrderMarks(end), stamp: stamp.milliseconds)
  }

  private static func stampEnd(_ raw: UnsafeRawBufferPointer, from index: Int) -> Int? {
    let envelope = envelope(raw, from: index)
    return envelope.stamp == nil ? nil : envelope.length
  }
}

extension UnsafeRawBufferPointer {
  /// Skips U+FEFF at `index`, also in the shape a Windows console makes of its bytes.
  func skipByteOrderMarks(_ index: Int) -> Int {
    var index = index
    while true {
      if at(index) == 0xEF, has("\u{FEFF}", at: index) {
        index += 3
      } else if at(index) == 0xE2, has("\u{2229}\u{2557}\u{2510}", at: index) {
        index += 9
      } else {
        return index
      }
    }
  }
}
