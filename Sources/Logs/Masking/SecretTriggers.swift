/// Finds trigger words in a line at about half a nanosecond a byte.
///
/// Every trigger has three adjacent bytes chosen for rarity. Looking at the pairs that begin at even
/// offsets only, one of the two pairs inside those three bytes is met, wherever the word stands. A
/// table of all 65,536 pairs says which few words may be there; letters of words that match in any
/// case are entered in all their cases, so the scan itself folds nothing.
struct SecretTriggers: Sendable {
  static let shared = SecretTriggers(SecretRules.all)

  private struct Candidate {
    let trigger: Int
    /// Distance from the trigger's start to the pair.
    let shift: Int
  }

  private let triggers: [SecretTrigger]
  /// Bucket of each pair; 0 for none.
  private let table: [UInt8]
  private let buckets: [[Candidate]]

  init(_ triggers: [SecretTrigger]) {
    self.triggers = triggers
    var table = [UInt8](repeating: 0, count: 65_536)
    var buckets: [[Candidate]] = [[]]
    var bucketOf: [Int: Int] = [:]
    for (index, trigger) in triggers.enumerated() {
      let start = Self.rarest(trigger.word)
      for shift in [start, start + 1] {
        for pair in Self.pairs(trigger, shift) {
          let known = bucketOf[pair]
          // 255 buckets are plenty; if they ever are not, pairs share the last one.
          let bucket = known ?? min(buckets.count, 255)
          if known == nil {
            bucketOf[pair] = bucket
            if bucket == buckets.count { buckets.append([]) }
          }
          buckets[bucket].append(Candidate(trigger: index, shift: shift))
          table[pair] = UInt8(bucket)
        }
      }
    }
    self.table = table
    self.buckets = buckets
  }

  /// Calls `visit` for each trigger word in `text`, ascending by its pair's place.
  func scan(_ text: UnsafeRawBufferPointer, _ visit: (SecretTrigger, Int) -> Void) {
    guard text.count > 3, let base = text.baseAddress else { return }
    table.withUnsafeBufferPointer { table in
      var index = 0
      let end = text.count - 1
      while index < end {
        let pair = base.loadUnaligned(fromByteOffset: index, as: UInt16.self)
        let bucket = table[Int(pair)]
        if bucket != 0 { look(text, index, Int(bucket), visit) }
        index += 2
      }
    }
  }

  private func look(
    _ text: UnsafeRawBufferPointer, _ index: Int, _ bucket: Int,
    _ visit: (SecretTrigger, Int) -> Void
  ) {
    for candidate in buckets[bucket] {
      let trigger = triggers[candidate.trigger]
      let start = index - candidate.shift
      if trigger.stands(in: text, at: start) { visit(trigger, start) }
    }
  }

  /// The pairs a trigger may show at `shift`, as the table's little-endian index.
  private static func pairs(_ trigger: SecretTrigger, _ shift: Int) -> Set<Int> {
    func cases(_ byte: UInt8) -> [UInt8] {
      trigger.ignoresCase && byte.isLetter ? [byte, byte ^ 0x20] : [byte]
    }
    var result = Set<Int>()
    for first in cases(trigger.word[shift]) {
      for second in cases(trigger.word[shift + 1]) {
        result.insert(Int(UInt16(littleEndian: UInt16(first) | UInt16(second) << 8)))
      }
    }
    return result
  }

  /// Where the rarest three bytes of `word` begin, by how often letters occur in English.
  private static func rarest(_ word: [UInt8]) -> Int {
    let order = Array("etaoinsrhldcumfpgwybvkxjqz".utf8)
    func weight(_ byte: UInt8) -> Int {
      guard let rank = order.firstIndex(of: byte.folded) else { return 24 }
      return byte.isUpper ? rank + 12 : rank
    }
    let starts = 0...(word.count - 3)
    return starts.max { left, right in
      let leftWeight = word[left..<left + 3].reduce(0) { $0 + weight($1) }
      return leftWeight < word[right..<right + 3].reduce(0) { $0 + weight($1) }
    } ?? 0
  }
}

/// A word or prefix that secrets stand next to.
struct SecretTrigger: Sendable {
  /// At least three bytes; lower case if `ignoresCase`.
  let word: [UInt8]
  let ignoresCase: Bool
  let rule: SecretRule

  init(_ word: String, ignoresCase: Bool = false, _ rule: SecretRule) {
    self.word = Array(word.utf8)
    self.ignoresCase = ignoresCase
    self.rule = rule
  }

  @inline(__always)
  func stands(in text: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard start >= 0, start + word.count <= text.count else { return false }
    for offset in 0..<word.count {
      let byte = text[start + offset]
      if byte != word[offset], !ignoresCase || byte.folded != word[offset] { return false }
    }
    return true
  }
}
