import Patterns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What else a line must hold before a pattern announced for it is worth cleaning it and asking
/// PCRE2 (``RequiredLiterals/confirming(_:)``).
///
/// Measured on 56 MB of failed logs: 43 % of the lines hold a literal of some pattern, and one
/// attempt in forty is a match. A second literal is looked for in the raw line in the time of a
/// `memchr` or two.
final class Confirmations: Sendable {
  /// Longer lines are not looked at, so that a hostile one costs no more than its patterns do.
  static let longestLine = 4_096

  /// For each pattern where its sets begin in `sets`, and the end.
  private let starts: [UInt32]
  /// One set after the other: the number of members, and for each its length, the offset of its
  /// rarest byte, its bytes.
  private let sets: [UInt8]

  init(patterns: [String]) {
    var starts: [UInt32] = [0]
    var sets: [UInt8] = []
    for pattern in patterns {
      for set in RequiredLiterals.confirming(pattern) {
        sets.append(UInt8(set.count))
        for member in set {
          let pivot = RequiredLiterals.window(of: member, bytes: 1).lowerBound
          sets += [UInt8(member.count), UInt8(pivot)] + member
        }
      }
      starts.append(UInt32(sets.count))
    }
    self.starts = starts
    self.sets = sets
  }

  /// Nil if the numbers do not lead where they should; `count` patterns are expected.
  init?(starts: [UInt32], sets: [UInt8], count: Int) {
    guard starts.count == count + 1, starts.first == 0, starts.last.map(Int.init) == sets.count,
      zip(starts, starts.dropFirst()).allSatisfy(<=)
    else { return nil }
    self.starts = starts
    self.sets = sets
    guard (0..<count).allSatisfy(isSound) else { return nil }
  }

  func write(to out: inout ByteWriter) {
    out.write(starts)
    out.write(sets)
  }

  private func isSound(_ pattern: Int) -> Bool {
    let end = Int(starts[pattern + 1])
    var place = Int(starts[pattern])
    while place < end {
      let members = sets[place]
      place += 1
      for _ in 0..<members {
        guard place + 1 < end, sets[place] > sets[place + 1] else { return false }
        place += 2 + Int(sets[place])
      }
    }
    return place == end
  }

  /// Whether `line` holds what `pattern` needs.
  func hold(for pattern: Int, in line: UnsafeRawBufferPointer) -> Bool {
    var place = Int(starts[pattern])
    let end = Int(starts[pattern + 1])
    if place == end { return true }
    guard let base = line.baseAddress else { return false }
    return sets.withUnsafeBufferPointer { sets in
      while place < end {
        var isFound = false
        let members = sets[place]
        place += 1
        for _ in 0..<members {
          let length = Int(sets[place])
          isFound =
            isFound
            || Self.holds(
              base, line.count, UnsafeBufferPointer(rebasing: sets[place + 2..<place + 2 + length]),
              pivot: Int(sets[place + 1]))
          place += 2 + length
        }
        if !isFound { return false }
      }
      return true
    }
  }

  /// Unsafe: reads `count` bytes from `line` on, which the caller guarantees.
  @inline(__always)
  private static func holds(
    _ line: UnsafeRawPointer, _ count: Int, _ text: UnsafeBufferPointer<UInt8>, pivot: Int
  ) -> Bool {
    guard count >= text.count, let wanted = text.baseAddress else { return false }
    var from = line + pivot
    let last = line + count - text.count + pivot
    while from <= last, let found = memchr(from, Int32(text[pivot]), last - from + 1) {
      let start = UnsafeRawPointer(found) - pivot
      // The call is dearer than the comparison: the first two bytes mostly tell.
      if start.load(as: UInt8.self) == wanted[0],
        start.load(fromByteOffset: 1, as: UInt8.self) == wanted[1],
        text.count == 2 || memcmp(start + 2, wanted + 2, text.count - 2) == 0
      {
        return true
      }
      from = UnsafeRawPointer(found) + 1
    }
    return false
  }
}
