/// Builds the dense automaton of a `LiteralScanner` (Aho and Corasick, "Efficient string
/// matching", CACM 1975), breadth first, so that the rows near the root, where a scan of an
/// ordinary log spends its time, lie next to each other in the cache.
struct ScannerBuilder {
  private let literals: [[UInt8]]
  private var classes = [UInt8](repeating: 0, count: 256)
  private var columns = 1
  /// Children per state and column; 0 is "none", since the root is nobody's child.
  private var children: [UInt32] = []
  /// Ids of the literals ending in each state, those of its suffixes included after `link()`.
  private var output: [[UInt32]] = [[]]
  private var stateCount = 1
  private var order: [Int] = []

  /// - Parameter literals: folded here; an empty one is never found.
  init(_ literals: [[UInt8]]) {
    self.literals = literals.map { $0.map(Self.folded) }
  }

  /// The byte, lower case if it is an ASCII letter.
  static func folded(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  mutating func build() -> ScannerTable {
    chooseClasses()
    insert()
    link()
    return write()
  }

  /// Bytes that occur in no literal share column 0.
  private mutating func chooseClasses() {
    var isUsed = [Bool](repeating: false, count: 256)
    for literal in literals {
      for byte in literal { isUsed[Int(byte)] = true }
    }
    for byte in 0..<256 where isUsed[byte] {
      classes[byte] = UInt8(columns)
      columns += 1
    }
    for byte in 0x41...0x5A { classes[byte] = classes[byte | 0x20] }
  }

  private mutating func insert() {
    let bound = literals.reduce(1) { $0 + $1.count }
    precondition(
      bound * (columns + 1) < Int(ScannerTable.hitBit), "literals need more than 2^31 table words")
    children = [UInt32](repeating: 0, count: bound * columns)
    for (id, literal) in literals.enumerated() where !literal.isEmpty {
      var state = 0
      for byte in literal {
        let place = state * columns + Int(classes[Int(byte)])
        if children[place] == 0 {
          children[place] = UInt32(stateCount)
          stateCount += 1
          output.append([])
        }
        state = Int(children[place])
      }
      output[state].append(UInt32(id))
    }
  }

  /// Completes each row with the transitions of the state's longest proper suffix.
  private mutating func link() {
    var suffix = [Int](repeating: 0, count: stateCount)
    order = [0]
    order.reserveCapacity(stateCount)
    var head = 0
    while head < order.count {
      let state = order[head]
      head += 1
      let fallback = suffix[state]
      for column in 0..<columns {
        let place = state * columns + column
        let child = Int(children[place])
        let other = state == 0 ? 0 : Int(children[fallback * columns + column])
        if child == 0 {
          children[place] = UInt32(other)
        } else {
          suffix[child] = other
          output[child] += output[other]
          order.append(child)
        }
      }
    }
  }

  private func write() -> ScannerTable {
    let matching = order.filter { !output[$0].isEmpty }
    let stride = columns + 1
    let header = ScannerTable.Header(
      literalCount: UInt32(literals.count), stateCount: UInt32(stateCount),
      stride: UInt32(stride), matchCount: UInt32(matching.count),
      idCount: UInt32(matching.reduce(0) { $0 + output[$1].count }),
      longest: UInt32(literals.map(\.count).max() ?? 0))
    var words: [UInt32] = []
    words.reserveCapacity(header.totalWords)
    words += [ScannerTable.mark, ScannerTable.version]
    words += header.words
    words += [UInt32](repeating: 0, count: ScannerTable.headerWords - words.count)
    for start in Swift.stride(from: 0, to: 256, by: 4) {
      words.append(
        classes[start..<(start + 4)].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
    }
    appendRows(to: &words, stride: stride)
    var start: UInt32 = 0
    for state in matching {
      words.append(start)
      start += UInt32(output[state].count)
    }
    words.append(start)
    for state in matching { words += output[state] }

    let unsigned = Self.table(header, words)
    words[ScannerTable.checksumWord] = unsigned.checksum()
    return Self.table(header, words)
  }

  private static func table(_ header: ScannerTable.Header, _ words: [UInt32]) -> ScannerTable {
    let memory = words.withUnsafeBytes { ScannerTable.Memory(copying: $0) }
    return ScannerTable(header: header, block: memory.bytes, base: memory.base, memory: memory)
  }

  private func appendRows(to words: inout [UInt32], stride: Int) {
    var place = [UInt32](repeating: 0, count: stateCount)
    for (index, state) in order.enumerated() {
      place[state] = UInt32(index * stride) | (output[state].isEmpty ? 0 : ScannerTable.hitBit)
    }
    var matchNumber: UInt32 = 0
    for state in order {
      for column in 0..<columns {
        words.append(place[Int(children[state * columns + column])])
      }
      if output[state].isEmpty {
        words.append(ScannerTable.notMatching)
      } else {
        words.append(matchNumber)
        matchNumber += 1
      }
    }
  }
}
