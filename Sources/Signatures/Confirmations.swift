import Patterns

/// What else a line must hold before a pattern announced for it is worth cleaning it and asking
/// PCRE2 (``RequiredLiterals/confirming(_:)``).
///
/// Measured on 56 MB of failed logs: 43 % of the lines hold a literal of some pattern, and one
/// attempt in forty is a match. The pairs of neighbouring bytes of a line are noted once; then each
/// literal costs a look-up or two.
final class Confirmations: Sendable {
  /// Longer lines are not looked at, so that a hostile one costs no more than its patterns do.
  static let longestLine = 4_096

  /// For each pattern where its sets begin in `sets`, and the end.
  private let starts: [UInt32]
  /// One set after the other: the number of members, and for each its length and its bytes as
  /// they are spelled, `0xFF` and the letter for one in either case.
  private let sets: [UInt8]

  init(patterns: [String]) {
    var starts: [UInt32] = [0]
    var sets: [UInt8] = []
    for pattern in patterns {
      for set in RequiredLiterals.confirming(pattern) {
        sets.append(UInt8(set.count))
        for member in set {
          let spelled = Self.spelled(member)
          sets.append(UInt8(spelled.count))
          sets += spelled
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

  /// Pairs of bytes: the letter in lower case behind a byte that says whether case matters.
  private static func spelled(_ literal: RequiredLiterals.Literal) -> [UInt8] {
    zip(literal.folded, literal.spelling ?? literal.folded).flatMap { folded, spelling in
      spelling == anyCase ? [anyCase, folded] : [0, spelling]
    }
  }

  private static let anyCase: UInt8 = 0xFF

  private func isSound(_ pattern: Int) -> Bool {
    let end = Int(starts[pattern + 1])
    var place = Int(starts[pattern])
    while place < end {
      let members = sets[place]
      place += 1
      for _ in 0..<members {
        guard place < end, sets[place] >= 4, sets[place] % 2 == 0 else { return false }
        place += 1 + Int(sets[place])
      }
    }
    return place == end
  }

  /// Leaves of `targets` those that `line` may match.
  func filter(_ targets: inout [Int], in line: UnsafeRawBufferPointer, _ pairs: BytePairs) {
    var isLoaded = false
    sets.withUnsafeBufferPointer { sets in
      starts.withUnsafeBufferPointer { starts in
        var kept = 0
        for index in targets.indices {
          let target = targets[index]
          let range = Int(starts[target])..<Int(starts[target + 1])
          if !range.isEmpty, !isLoaded {
            pairs.load(line)
            isLoaded = true
          }
          guard Self.hold(sets, range, pairs) else { continue }
          targets[kept] = target
          kept += 1
        }
        targets.removeLast(targets.count - kept)
      }
    }
  }

  /// Whether one literal of each set may stand in the line.
  @inline(__always)
  private static func hold(
    _ sets: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ pairs: BytePairs
  ) -> Bool {
    var place = range.lowerBound
    while place < range.upperBound {
      let members = sets[place]
      place += 1
      var isFound = false
      for _ in 0..<members {
        let length = Int(sets[place])
        isFound = isFound || holds(sets, place + 1..<place + 1 + length, pairs)
        place += 1 + length
      }
      if !isFound { return false }
    }
    return true
  }

  /// Whether all pairs of neighbours in a literal are in the line.
  @inline(__always)
  private static func holds(
    _ sets: UnsafeBufferPointer<UInt8>, _ member: Range<Int>, _ pairs: BytePairs
  ) -> Bool {
    for place in stride(from: member.lowerBound, to: member.upperBound - 2, by: 2) {
      let (left, right) = (sets[place + 1], sets[place + 3])
      if sets[place] | sets[place + 2] == 0 {
        if !pairs.contains(left, right) { return false }
      } else if !pairs.contains(
        left, isAnyCase: sets[place] != 0, right, isAnyCase: sets[place + 2] != 0)
      {
        return false
      }
    }
    return true
  }
}
