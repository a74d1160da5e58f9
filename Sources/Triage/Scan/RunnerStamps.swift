import Logs

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

  /// Bytes that the cleaner takes from the start of `line`; nought where that is not certain.
  func length(in line: UnsafeRawBufferPointer) -> Int {
    switch place {
    case .none: return 0
    case .start: return Self.stamp(line, at: 0)
    case .behindColumns:
      // Job and step stand before it, each ended by a tab.
      var tabs = 0
      for index in 0..<min(line.count, 300) where line[index] == 0x09 {
        tabs += 1
        if tabs == 2 { return Self.stamp(line, at: index + 1) }
      }
      return 0
    }
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
