import Patterns

/// What must stand around a hit of the scanner before the hit announces its target.
///
/// The scanner looks for a few bytes of each literal only, because its table grows with every
/// byte: measured with 4,535 literals, 6 bytes of each make a third of the table that whole ones
/// (12 bytes) do. The price is 1.7 times as many hits, and most of the surplus ends here after
/// one or two comparisons.
package struct LiteralCheck: Hashable, Sendable {
  /// The literal's bytes, each to be compared with the log's after `masks` was laid over that.
  package var wanted: [UInt8]
  /// 0x20 where a letter may stand in either case, else 0.
  package var masks: [UInt8]
  /// How many bytes of the literal stand behind the hit.
  package var after: Int

  /// The bytes of `literal` that the scanner looks for, and what is left to be checked there;
  /// nil if finding the bytes is all there is to it.
  static func split(_ literal: RequiredLiterals.Literal) -> (window: [UInt8], check: LiteralCheck?)
  {
    let window = RequiredLiterals.window(of: literal.folded)
    if literal.spelling == nil, window == literal.folded.indices { return (literal.folded, nil) }
    let spelling = literal.spelling ?? literal.folded.map { isLetter($0) ? 0xFF : $0 }
    var check = LiteralCheck(wanted: [], masks: [], after: literal.folded.count - window.upperBound)
    for (folded, byte) in zip(literal.folded, spelling) {
      let isEitherCase = byte == 0xFF && isLetter(folded)
      check.wanted.append(byte == 0xFF ? folded : byte)
      check.masks.append(isEitherCase ? 0x20 : 0)
    }
    return (Array(literal.folded[window]), check)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  /// As bytes in an archive.
  var archive: [UInt8] { [UInt8(truncatingIfNeeded: after)] + wanted + masks }

  /// Nil if `archive` is none.
  init?(archive: [UInt8]) {
    guard let after = archive.first, archive.count % 2 == 1, Int(after) <= archive.count / 2 else {
      return nil
    }
    self.after = Int(after)
    wanted = Array(archive[1...(archive.count / 2)])
    masks = Array(archive[(archive.count / 2 + 1)...])
  }

  init(wanted: [UInt8], masks: [UInt8], after: Int) {
    self.wanted = wanted
    self.masks = masks
    self.after = after
  }
}
