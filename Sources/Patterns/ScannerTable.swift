/// The filter of a `LiteralScanner` as one block of memory, which is also its serialized form.
///
/// Layout, all numbers native 32-bit (a table is read on the kind of machine that wrote it; the
/// mark at the start tells):
///
///     header      16 words, see `Header`
///     filter      one bit for each hash of four bytes, set if a literal's key has it
///     second      one bit for each hash of six bytes, set if a key and what stands beside it in its
///                 literal have it
///     buckets     for each shorter hash where its entries begin, and the end
///     shorts      for each first byte where the entries of literals of 3 bytes begin, and the end
///     entries     those of the buckets, the short ones, those of 1 or 2 bytes, `Entry.words` each
///     bytes       of each literal what must stand there, then what is laid over the text before
///
/// Unsafe: the pointers lead into `block`, whose lifetime is guaranteed by `memory`, or by the caller
/// of `LiteralScanner.init(serialized:)`. `ScannerBuilder` makes closed tables,
/// `init?(serialized:)` checks that a foreign one is closed (no number in it leads out of it); the
/// scan relies on that and checks no bounds of the table.
///
/// `@unchecked Sendable`: nobody writes the memory after `init`, so any thread may read it.
struct ScannerTable: @unchecked Sendable {

  static let mark: UInt32 = 0x464C_4B46  // "FLKF": Faultline, key filter
  static let version: UInt32 = 2
  static let headerWords = 16
  /// The header's words are: mark, version, the numbers of `Header`, checksum, zeros.
  static let checksumWord = 7

  static let filterWords = 1 << Int(LiteralScanner.filterBits - 5)
  static let bucketWords = 1 << Int(LiteralScanner.bucketBits) + 1
  static let shortWords = 257
  /// How far from the key a probe may begin.
  static let reach = 8

  /// The numbers at the start of the block, in this order.
  struct Header {
    var literalCount: UInt32
    var entryCount: UInt32
    var shortCount: UInt32
    var tinyCount: UInt32
    /// Words of the bytes.
    var byteWords: UInt32

    var totalWords: Int {
      headerWords + 2 * filterWords + bucketWords + shortWords
        + Int(entryCount + shortCount + tinyCount) * Entry.words + Int(byteWords)
    }
    var words: [UInt32] { [literalCount, entryCount, shortCount, tinyCount, byteWords] }
  }

  /// Where a literal's bytes are, and which of them are its key.
  struct Entry {
    static let words = 8

    /// The folded key; 0 of a short literal.
    var key: UInt32
    /// Four more bytes, where they stand from the key on, and what is laid over the text before.
    var probe: UInt32
    var probeMask: UInt32
    var probeOffset: Int32
    var literal: UInt32
    /// Offset in `bytes` of what must stand there.
    var place: UInt32
    /// How many bytes of the literal stand before its key.
    var before: UInt32
    var length: UInt32
  }

  /// A copy of a block, freed with its last owner. Unchecked: nobody writes it after `init`.
  final class Memory: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    var base: UnsafeRawPointer { UnsafeRawPointer(start) }
    private let start: UnsafeMutableRawPointer

    init(copying source: UnsafeRawBufferPointer) {
      start = .allocate(byteCount: max(source.count, 1), alignment: 64)
      UnsafeMutableRawBufferPointer(start: start, count: source.count).copyMemory(from: source)
      bytes = UnsafeRawBufferPointer(start: start, count: source.count)
    }
    deinit { start.deallocate() }
  }

  let header: Header
  let block: UnsafeRawBufferPointer
  let filter: UnsafePointer<UInt32>
  let second: UnsafePointer<UInt32>
  let buckets: UnsafePointer<UInt32>
  let shorts: UnsafePointer<UInt32>
  let entries: UnsafePointer<Entry>
  let shortEntries: UnsafePointer<Entry>
  let tinyEntries: UnsafePointer<Entry>
  let bytes: UnsafePointer<UInt8>
  /// The owner of `block`; nil if the caller of `init(serialized:)` guarantees it.
  private let memory: Memory?

  /// Takes over a block that was just built or read.
  /// - Precondition: `block` is aligned to words and as long as `header` says.
  init(header: Header, block: UnsafeRawBufferPointer, base: UnsafeRawPointer, memory: Memory?) {
    self.header = header
    self.block = block
    self.memory = memory
    let words = base.assumingMemoryBound(to: UInt32.self)
    filter = words + Self.headerWords
    second = filter + Self.filterWords
    buckets = second + Self.filterWords
    shorts = buckets + Self.bucketWords
    let first = shorts + Self.shortWords
    let second = first + Int(header.entryCount) * Entry.words
    let third = second + Int(header.shortCount) * Entry.words
    let last = third + Int(header.tinyCount) * Entry.words
    entries = UnsafeRawPointer(first).assumingMemoryBound(to: Entry.self)
    shortEntries = UnsafeRawPointer(second).assumingMemoryBound(to: Entry.self)
    tinyEntries = UnsafeRawPointer(third).assumingMemoryBound(to: Entry.self)
    bytes = UnsafeRawPointer(last).assumingMemoryBound(to: UInt8.self)
  }

  /// Reads a block written by `serialize()`, without copying it unless it is not aligned to words.
  /// Nil if it is damaged: wrong mark, version, length or checksum, or a number that would lead
  /// out of the block.
  init?(serialized bytes: UnsafeRawBufferPointer, copying: Bool) {
    guard var base = bytes.baseAddress, bytes.count >= 4 * Self.headerWords else { return nil }
    var memory: Memory?
    if copying || Int(bitPattern: base) % 4 != 0 {
      let copy = Memory(copying: bytes)
      base = copy.base
      memory = copy
    }
    let words = base.assumingMemoryBound(to: UInt32.self)
    guard words[0] == Self.mark, words[1] == Self.version else { return nil }
    let header = Header(
      literalCount: words[2], entryCount: words[3], shortCount: words[4], tinyCount: words[5],
      byteWords: words[6])
    let most: UInt32 = 1 << 26
    guard header.words.allSatisfy({ $0 < most }), 4 * header.totalWords == bytes.count else {
      return nil
    }
    self.init(
      header: header, block: UnsafeRawBufferPointer(start: base, count: bytes.count), base: base,
      memory: memory)
    guard words[Self.checksumWord] == checksum(), isClosed() else { return nil }
  }

  // All reads below stay inside `block`: its length was compared with the header's numbers.

  /// A sum over the header's numbers and everything behind it: finds damage, not malice.
  func checksum() -> UInt32 {
    let words = block.bindMemory(to: UInt32.self)
    var lanes = SIMD8<UInt32>(repeating: 0x811C_9DC5)
    let factor = SIMD8<UInt32>(repeating: 0x0100_0193)
    var index = Self.headerWords
    while index + 8 <= words.count {
      let next = block.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<UInt32>.self)
      lanes = (lanes ^ next) &* factor
      index += 8
    }
    var sum: UInt32 = 0x811C_9DC5
    for word in header.words { sum = (sum ^ word) &* 0x0100_0193 }
    while index < words.count {
      sum = (sum ^ words[index]) &* 0x0100_0193
      index += 1
    }
    for lane in 0..<8 { sum = (sum ^ lanes[lane]) &* 0x0100_0193 }
    return sum
  }

  /// Whether no number in the block leads out of it, so that scanning needs no bounds checks.
  private func isClosed() -> Bool {
    Self.ascend(buckets, Self.bucketWords, to: header.entryCount)
      && Self.ascend(shorts, Self.shortWords, to: header.shortCount)
      && areClosed(entries, header.entryCount) {
        $0.length >= 4 && $0.before <= $0.length - 4 && abs(Int($0.probeOffset)) <= Self.reach
      }
      && areClosed(shortEntries, header.shortCount) { $0.length == 3 && $0.before == 0 }
      && areClosed(tinyEntries, header.tinyCount) { (1...2).contains($0.length) && $0.before == 0 }
  }

  private static func ascend(
    _ starts: UnsafePointer<UInt32>, _ count: Int, to end: UInt32
  ) -> Bool {
    guard starts[0] == 0, starts[count - 1] == end else { return false }
    for index in 1..<count where starts[index] < starts[index - 1] { return false }
    return true
  }

  private func areClosed(
    _ entries: UnsafePointer<Entry>, _ count: UInt32, _ isSound: (Entry) -> Bool
  ) -> Bool {
    let room = 4 * Int(header.byteWords)
    for index in 0..<Int(count) {
      let entry = entries[index]
      guard isSound(entry), entry.literal < header.literalCount,
        Int(entry.place) + 2 * Int(entry.length) <= room
      else { return false }
    }
    return true
  }
}
