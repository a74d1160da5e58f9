/// Builds the filter of a `LiteralScanner`.
struct ScannerBuilder {
  private typealias Entry = ScannerTable.Entry
  private let literals: [RequiredLiterals.Literal]
  private var filter = [UInt32](repeating: 0, count: ScannerTable.filterWords)
  private var second = [UInt32](repeating: 0, count: ScannerTable.filterWords)
  private var entries: [Entry] = []
  /// Those of literals of three bytes, and of less.
  private var shorts: [Entry] = []
  private var tiny: [Entry] = []
  private var bytes: [UInt8] = []

  /// - Parameter literals: an empty one is never found.
  init(_ literals: [RequiredLiterals.Literal]) {
    self.literals = literals
    for (index, literal) in literals.enumerated() where !literal.folded.isEmpty {
      add(literal, UInt32(index))
    }
  }

  /// The byte, lower case if it is an ASCII letter.
  static func folded(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  private mutating func add(_ literal: RequiredLiterals.Literal, _ index: UInt32) {
    let text = literal.folded
    let spelling = literal.spelling ?? [UInt8](repeating: Spelled.anyCase, count: text.count)
    // Laid over the text, it makes an upper case letter a lower one where case does not matter.
    let masks = zip(text, spelling).map { byte, spelled -> UInt8 in
      spelled == Spelled.anyCase && byte &- 0x61 < 26 ? 0x20 : 0
    }
    let wanted = zip(text, spelling).map { $1 == Spelled.anyCase ? $0 : $1 }
    var entry = Entry(
      key: 0, probe: 0, probeMask: 0, probeOffset: 0, literal: index, place: UInt32(bytes.count),
      before: 0, length: UInt32(text.count))
    bytes += wanted
    bytes += masks
    guard text.count >= 4 else {
      if text.count == 3 {
        shorts.append(entry)
        admitShort(text)
        for three in Self.spellings(wanted, masks) {
          Self.set(LiteralScanner.hashThree(three), in: &second)
        }
      } else {
        tiny.append(entry)
      }
      return
    }
    let key = RequiredLiterals.window(of: text, bytes: 4)
    let probe = Self.probe(text, beside: key)
    entry.key = Self.number(text[key].map { $0 | 0x20 })
    entry.probe = Self.number(wanted[probe])
    entry.probeMask = Self.number(masks[probe])
    entry.probeOffset = Int32(probe.lowerBound - key.lowerBound)
    entry.before = UInt32(key.lowerBound)
    entries.append(entry)
    admit(entry.key)
    guard !admitMore(text, key) else { return }
    for four in Self.spellings(wanted[key], masks[key]) {
      Self.set(LiteralScanner.hashFour(four), in: &second)
    }
  }

  /// Where the rarest four bytes near the key are that tell most besides it.
  private static func probe(_ text: [UInt8], beside key: Range<Int>) -> Range<Int> {
    let reach = ScannerTable.reach
    func told(_ start: Int) -> Double {
      let shared = max(0, 4 - abs(start - key.lowerBound))
      return LiteralRarity.bits(Array(text[start..<start + 4])) * Double(4 - shared)
    }
    let first = max(0, key.lowerBound - reach)
    let last = min(text.count - 4, key.lowerBound + reach)
    let start = (first...last).max { told($0) < told($1) } ?? key.lowerBound
    return start..<start + 4
  }

  /// Bytes as the number that they are when a word is read, the first one lowest.
  private static func number(_ bytes: some BidirectionalCollection<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private mutating func admit(_ key: UInt32) {
    Self.set(LiteralScanner.hash(key) >> (32 - LiteralScanner.filterBits), in: &filter)
  }

  /// Lets the key pass the second filter with the rarer two bytes beside it; false if the literal
  /// is too short for that.
  private mutating func admitMore(_ text: [UInt8], _ key: Range<Int>) -> Bool {
    let behind = key.lowerBound..<key.upperBound + 2
    let before = key.lowerBound - 2..<key.upperBound
    let sides = [behind, before].filter { $0.lowerBound >= 0 && $0.upperBound <= text.count }
    guard let side = sides.max(by: { Self.bits(text[$0]) < Self.bits(text[$1]) }) else {
      return false
    }
    let six = Self.wide(text[side].map { $0 | 0x20 })
    Self.set(
      side == behind ? LiteralScanner.hashBehind(six) : LiteralScanner.hashBefore(six),
      in: &second)
    return true
  }

  /// Every way to write `wanted`, as numbers.
  private static func spellings(
    _ wanted: some Collection<UInt8>, _ masks: some Collection<UInt8>
  ) -> [UInt64] {
    var ways: [[UInt8]] = [[]]
    for (byte, mask) in zip(wanted, masks) {
      ways = ways.flatMap { mask == 0 ? [$0 + [byte]] : [$0 + [byte], $0 + [byte & ~mask]] }
    }
    return ways.map(wide)
  }

  /// Up to eight bytes as a number, the first one lowest.
  private static func wide(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func bits(_ text: ArraySlice<UInt8>) -> Double { LiteralRarity.bits(Array(text)) }

  private static func set(_ bit: UInt32, in words: inout [UInt32]) {
    words[Int(bit >> 5)] |= 1 << (bit & 31)
  }

  /// Whatever stands behind a literal of three bytes may stand there.
  private mutating func admitShort(_ text: [UInt8]) {
    for seven in 0..<UInt8(128) {
      // Seven bits tell folded bytes apart.
      let next = (seven & 0x60) << 1 | 0x20 | seven & 0x1F
      admit(Self.number(text.map { $0 | 0x20 } + [next]))
    }
  }

  func table() -> ScannerTable {
    let bucket = { (entry: Entry) in
      Int(LiteralScanner.hash(entry.key) >> (32 - LiteralScanner.bucketBits))
    }
    let first = { (entry: Entry) in Int(Self.folded(bytes[Int(entry.place)])) }
    let (sorted, buckets) = Self.grouped(entries, ScannerTable.bucketWords - 1, by: bucket)
    let (sortedShorts, starts) = Self.grouped(shorts, ScannerTable.shortWords - 1, by: first)
    let header = ScannerTable.Header(
      literalCount: UInt32(literals.count), entryCount: UInt32(entries.count),
      shortCount: UInt32(shorts.count), tinyCount: UInt32(tiny.count),
      byteWords: UInt32((bytes.count + 3) / 4))
    var words: [UInt32] = []
    words.reserveCapacity(header.totalWords)
    words += [ScannerTable.mark, ScannerTable.version] + header.words
    words += [UInt32](repeating: 0, count: ScannerTable.headerWords - words.count)
    words += filter
    words += second
    words += buckets
    words += starts
    for entry in sorted + sortedShorts + tiny {
      words += [entry.key, entry.probe, entry.probeMask, UInt32(bitPattern: entry.probeOffset)]
      words += [entry.literal, entry.place, entry.before, entry.length]
    }
    let padded = bytes + [UInt8](repeating: 0, count: 4 * Int(header.byteWords) - bytes.count)
    for start in stride(from: 0, to: padded.count, by: 4) {
      words.append(
        padded[start..<start + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
    }
    let unsigned = Self.table(header, words)
    words[ScannerTable.checksumWord] = unsigned.checksum()
    return Self.table(header, words)
  }

  /// The entries, those of one group beside each other, and where each of `count` groups begins.
  private static func grouped(
    _ entries: [Entry], _ count: Int, by group: (Entry) -> Int
  ) -> (entries: [Entry], starts: [UInt32]) {
    var groups = [[Entry]](repeating: [], count: count)
    for entry in entries { groups[group(entry)].append(entry) }
    var starts: [UInt32] = [0]
    for group in groups { starts.append((starts.last ?? 0) + UInt32(group.count)) }
    return (groups.flatMap { $0 }, starts)
  }

  private static func table(_ header: ScannerTable.Header, _ words: [UInt32]) -> ScannerTable {
    let memory = words.withUnsafeBytes { ScannerTable.Memory(copying: $0) }
    return ScannerTable(header: header, block: memory.bytes, base: memory.base, memory: memory)
  }
}
