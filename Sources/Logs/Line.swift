/// One line of a log, cleaned: what a person sees on the CI's page, without the CI's own wrapping.
///
///     raw   2024-05-30T14:30:00.1234567Z ESC[31mnpm ERR!ESC[0m 404 Not Found
///     text  npm ERR! 404 Not Found            stamp  1717079400123
public struct Line: Sendable, Equatable {
  /// 1-based number, counted by LF as an editor and the CI's page count it.
  public let number: Int
  /// Byte offset of the line in the text the reader delivers (after decompression and decoding).
  public let offset: Int
  /// Bytes of the line in that text, without its LF.
  public let rawLength: Int
  /// Clean and masked; valid UTF-8; no control bytes but TAB, and CR between segments.
  public let text: [UInt8]
  /// The CR-separated pieces of `text`, normally one. Empty pieces are left out unless all are.
  public let segments: [Range<Int>]
  /// Per segment: the offset in `text` behind a tool's own prefix (`#12 3.45 `, `api_1  | `,
  /// `[gw0] `, `pkg:build: `, `##[error]`), or the segment's start.
  public let bodyStarts: [Int]
  /// Milliseconds since 1970, if the provider stamps its lines.
  public let stamp: Int64?
  /// An echo of a command or of an environment dump, not output.
  public let isEcho: Bool
  /// The line was very long: its middle was dropped by the reader.
  public let isCut: Bool
  /// What the line says about the log's sections; empty for almost every line.
  public let marks: [SectionMark]

  let map: OriginMap

  /// The line with its secrets masked; itself if it has none.
  public func masked() -> Line {
    let findings = text.withUnsafeBytes { SecretMasker.findings($0) }
    guard !findings.isEmpty else { return self }
    var text = text
    let edits = SecretMasker.replace(findings, in: &text)
    let pieces = LineCleaner.pieces(of: text)
    return Line(
      number: number, offset: offset, rawLength: rawLength, text: text,
      segments: pieces.segments, bodyStarts: pieces.bodies, stamp: stamp, isEcho: isEcho,
      isCut: isCut, marks: marks, map: map.replacing(edits))
  }

  /// The offset in the reader's text of the byte behind `text[offset]`. Inside a masked secret:
  /// an offset inside that secret.
  public func origin(of offset: Int) -> Int { self.offset + map.raw(of: offset) }
}

/// Where the reader dropped the middle of a long line.
public struct LineCut: Sendable, Equatable {
  /// Offset in the delivered bytes of the ellipsis (U+2026, 3 bytes) that stands for the gap.
  public let position: Int
  /// How many bytes of the input are missing there.
  public let dropped: Int

  static let ellipsis: [UInt8] = [0xE2, 0x80, 0xA6]

  public init(position: Int, dropped: Int) {
    self.position = position
    self.dropped = dropped
  }
}

/// Maps offsets of the clean text to offsets of the raw line: runs of equal distance, the first one
/// kept inline because most lines have no other.
struct OriginMap: Sendable, Equatable {
  struct Run: Sendable, Equatable {
    let clean: Int
    let raw: Int
  }

  var first = 0
  var runs: [Run] = []

  mutating func add(clean: Int, raw: Int) {
    if clean == 0 && runs.isEmpty {
      first = raw
      return
    }
    let last = runs.last ?? Run(clean: 0, raw: first)
    if raw - last.raw == clean - last.clean { return }
    if last.clean == clean, !runs.isEmpty { runs.removeLast() }
    runs.append(Run(clean: clean, raw: raw))
  }

  func raw(of offset: Int) -> Int {
    guard !runs.isEmpty else { return first + offset }
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].clean <= offset { low = middle + 1 } else { high = middle }
    }
    let run = low == 0 ? Run(clean: 0, raw: first) : runs[low - 1]
    let guess = run.raw + offset - run.clean
    // Inside a replacement: never beyond what was replaced.
    return low < runs.count ? max(run.raw, min(guess, runs[low].raw - 1)) : guess
  }

  /// The map after `edits` replaced ranges of the clean text (ascending, disjoint).
  func replacing(_ edits: [(range: Range<Int>, length: Int)]) -> OriginMap {
    var result = OriginMap()
    var shift = 0
    var next = 0
    var starts = [Run(clean: 0, raw: first)] + runs
    for edit in edits {
      while next < starts.count, starts[next].clean < edit.range.lowerBound {
        result.add(clean: starts[next].clean + shift, raw: starts[next].raw)
        next += 1
      }
      result.add(clean: edit.range.lowerBound + shift, raw: raw(of: edit.range.lowerBound))
      while next < starts.count, starts[next].clean < edit.range.upperBound { next += 1 }
      shift += edit.length - edit.range.count
      let end = Run(clean: edit.range.upperBound, raw: raw(of: edit.range.upperBound))
      starts.insert(end, at: next)
    }
    for run in starts[next...] { result.add(clean: run.clean + shift, raw: run.raw) }
    return result
  }

  /// The map of a line whose delivered bytes lack `cut.dropped` bytes.
  func widened(by cut: LineCut) -> OriginMap {
    let gapEnd = cut.position + LineCut.ellipsis.count
    func widen(_ raw: Int) -> Int {
      raw >= gapEnd ? raw - LineCut.ellipsis.count + cut.dropped : min(raw, cut.position)
    }
    var result = OriginMap()
    var starts = [Run(clean: 0, raw: first)] + runs
    for (index, run) in starts.enumerated().reversed() where run.raw < gapEnd {
      starts.insert(Run(clean: run.clean + gapEnd - run.raw, raw: gapEnd), at: index + 1)
      break
    }
    for run in starts { result.add(clean: run.clean, raw: widen(run.raw)) }
    return result
  }
}
