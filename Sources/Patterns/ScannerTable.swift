/// The automaton of a `LiteralScanner` as one block of memory, which is also its serialized form.
///
/// Layout, all numbers native 32-bit (a table is read on the kind of machine that wrote it; the
/// mark at the start tells):
///
///     header      16 words, see `Header`
///     classes     256 bytes: the column of each byte; A-Z share the columns of a-z
///     table       stateCount rows of `stride` words
///     starts      matchCount + 1 words: where each matching state's ids begin
///     ids         idCount words: indexes of literals
///
/// A row holds, per column, the offset of the next row in words, with the top bit set if that
/// next state is the end of a literal. Its last column is the number of the state among the
/// matching ones. The next step is therefore one addition and one load, with no multiplication.
///
/// Unsafe: `classes`, `table`, `starts` and `ids` point into `block`, whose lifetime is guaranteed
/// by `memory`, or by the caller of `LiteralScanner.init(serialized:)`. `ScannerBuilder` makes
/// closed tables, `init?(serialized:)` checks that a foreign one is closed (no number in it leads
/// out of it); the scan relies on that and checks no bounds.
///
/// `@unchecked Sendable`: nobody writes the memory after `init`, so any thread may read it.
struct ScannerTable: @unchecked Sendable {

  static let mark: UInt32 = 0x464C_4143  // "FLAC": Faultline, Aho-Corasick
  static let version: UInt32 = 1
  static let headerWords = 16
  /// The header's words are: mark, version, the numbers of `Header`, checksum, zeros.
  static let checksumWord = 8
  static let hitBit: UInt32 = 0x8000_0000
  static let notMatching: UInt32 = 0xFFFF_FFFF

  /// The numbers at the start of the block, in this order.
  struct Header {
    var literalCount: UInt32
    var stateCount: UInt32
    var stride: UInt32
    var matchCount: UInt32
    var idCount: UInt32
    var longest: UInt32

    var tableWords: Int { Int(stateCount) * Int(stride) }
    var totalWords: Int {
      headerWords + 64 + tableWords + Int(matchCount) + 1 + Int(idCount)
    }
    var words: [UInt32] { [literalCount, stateCount, stride, matchCount, idCount, longest] }
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
  let classes: UnsafePointer<UInt8>
  let table: UnsafePointer<UInt32>
  let starts: UnsafePointer<UInt32>
  let ids: UnsafePointer<UInt32>
  /// The owner of `block`; nil if the caller of `init(serialized:)` guarantees it.
  private let memory: Memory?

  /// Takes over a block that was just built or read.
  /// - Precondition: `block` is aligned to words and as long as `header` says.
  init(header: Header, block: UnsafeRawBufferPointer, base: UnsafeRawPointer, memory: Memory?) {
    self.header = header
    self.block = block
    self.memory = memory
    let words = base.assumingMemoryBound(to: UInt32.self)
    classes = base.advanced(by: 4 * Self.headerWords).assumingMemoryBound(to: UInt8.self)
    table = words + Self.headerWords + 64
    starts = table + header.tableWords
    ids = starts + Int(header.matchCount) + 1
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
      literalCount: words[2], stateCount: words[3], stride: words[4], matchCount: words[5],
      idCount: words[6], longest: words[7])
    guard header.stateCount > 0, header.stateCount < 1 << 30, header.stride > 1,
      header.stride <= 257, header.tableWords < Int(Self.hitBit),
      4 * header.totalWords == bytes.count
    else { return nil }
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
    let columns = UInt8(truncatingIfNeeded: header.stride - 2)
    for byte in 0..<256 where classes[byte] > columns { return false }
    let last = UInt32(header.tableWords - Int(header.stride))
    let stride = Int(header.stride)
    for row in 0..<Int(header.stateCount) {
      let entries = UnsafeBufferPointer(start: table + row * stride, count: stride - 1)
      var highest: UInt32 = 0
      for entry in entries { highest = max(highest, entry & ~Self.hitBit) }
      if highest > last { return false }
    }
    var previous: UInt32 = 0
    for index in 0...Int(header.matchCount) {
      if starts[index] < previous || starts[index] > header.idCount { return false }
      previous = starts[index]
    }
    return true
  }
}
