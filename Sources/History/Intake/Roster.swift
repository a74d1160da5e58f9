import Foundation

/// A set of tests as the store keeps it: their numbers, ascending, eight bytes each.
///
/// Jobs that ran the same tests share one roster, whose number is a hash of its bytes, so that the
/// usual job costs a few bytes for its passes and a membership question is a binary search.
struct Roster: Sendable, Equatable {
  private(set) var bytes: [UInt8]

  /// - Parameter tests: ascending, each once.
  init(ascending tests: some Collection<Int64>) {
    bytes = []
    bytes.reserveCapacity(tests.count * 8)
    for test in tests {
      withUnsafeBytes(of: Self.ordered(test).bigEndian) { bytes += $0 }
    }
  }

  /// A list in any order, for keeping only: no set, and not to be searched.
  init(listed tests: [Int64]) { self.init(ascending: tests) }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// 0 for the roster of nobody, which is not stored.
  var number: Int64 { bytes.isEmpty ? 0 : NameNumber.of(bytes: bytes) }

  var count: Int { bytes.count / 8 }

  subscript(_ index: Int) -> Int64 {
    let raw = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
    return Int64(bitPattern: UInt64(bigEndian: raw) ^ (1 << 63))
  }

  var tests: [Int64] { (0..<count).map { self[$0] } }

  /// Whether `test` is on the roster with these bytes; a binary search without a copy.
  static func contains(_ test: Int64, in bytes: Data) -> Bool {
    bytes.withUnsafeBytes { buffer in
      let wanted = ordered(test)
      func entry(_ index: Int) -> UInt64 {
        UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
      }
      let count = buffer.count / 8
      var low = 0
      var high = count
      while low < high {
        let middle = (low + high) / 2
        if entry(middle) < wanted { low = middle + 1 } else { high = middle }
      }
      return low < count && entry(low) == wanted
    }
  }

  /// The sign bit turned, so that the order of the bytes is the order of the numbers.
  private static func ordered(_ test: Int64) -> UInt64 { UInt64(bitPattern: test) ^ (1 << 63) }
}
