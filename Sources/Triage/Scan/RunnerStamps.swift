import Logs

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a line's own text begins behind the stamp of GitHub's runner, found at a glance: the digits
/// and colons of a stamp confirm patterns that ask for digits and colons.
struct RunnerStamps {
  private enum Place { case none, start, behindColumns }
  private let place: Place

  init(_ provider: ProviderID) {
    place =
      switch provider {
      case .githubActions: .start
      case .githubCLI: .behindColumns
      default: .none
      }
  }

  /// Whether lines may have such stamps at all.
  var isAny: Bool { place != .none }

  /// Bytes that the cleaner takes from the start of `line`; nought where that is not certain.
  func length(in line: UnsafeRawBufferPointer) -> Int {
    switch place {
    case .none: 0
    case .start: Self.stamp(line, at: 0)
    case .behindColumns: Self.columns(of: line).map { Self.stamp(line, at: $0) } ?? 0
    }
  }

  /// Appends the length on each line of a block; `starts` are where they begin, and the end.
  func lengths(
    of block: UnsafeRawBufferPointer, _ starts: [Int32], into lengths: inout [UInt16]
  ) {
    var last = UnsafeRawBufferPointer(start: nil, count: 0)
    for line in 0..<max(0, starts.count - 1) {
      let text = UnsafeRawBufferPointer(rebasing: block[Int(starts[line])..<Int(starts[line + 1])])
      // Mostly job and step are those of the line before.
      if let here = text.baseAddress, let there = last.baseAddress, text.count > last.count,
        memcmp(here, there, last.count) == 0
      {
        lengths.append(UInt16(Self.stamp(text, at: last.count)))
        continue
      }
      lengths.append(UInt16(length(in: text)))
      if place == .behindColumns, let columns = Self.columns(of: text) {
        last = UnsafeRawBufferPointer(rebasing: text[..<columns])
      }
    }
  }

  /// The bytes of job and step before the stamp, each ended by a tab.
  private static func columns(of line: UnsafeRawBufferPointer) -> Int? {
    guard let base = line.baseAddress else { return nil }
    let limit = min(line.count, 300)
    guard let job = memchr(base, 0x09, limit) else { return nil }
    let step = UnsafeRawPointer(job) + 1 - base
    return memchr(base + step, 0x09, limit - step).map { UnsafeRawPointer($0) + 1 - base }
  }

  /// The end of `2024-05-30T14:30:00.1234567Z ` at `start`; nought if it does not stand there.
  private static func stamp(_ line: UnsafeRawBufferPointer, at start: Int) -> Int {
    guard line.count >= start + 29 else { return 0 }
    let isThere =
      line[start + 4] == UInt8(ascii: "-") && line[start + 10] == UInt8(ascii: "T")
      && line[start + 13] == UInt8(ascii: ":") && line[start + 19] == UInt8(ascii: ".")
      && line[start + 27] == UInt8(ascii: "Z") && line[start + 28] == UInt8(ascii: " ")
      && isDigit(line[start]) && isDigit(line[start + 26])
    return isThere ? start + 29 : 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
