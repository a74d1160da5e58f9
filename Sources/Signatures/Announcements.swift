import Patterns

/// What each state of a catalog's scanner announces, laid out for the scan's inner loop: made once
/// per log, read once per hit.
///
/// A class with memory of its own, because the loop runs for every hit of every line: array
/// accesses through a structure cost it more than the look-ups themselves.
public final class Announcements {
  private let starts: UnsafeMutableBufferPointer<UInt32>
  private let entries: UnsafeMutableBufferPointer<Entry>
  private let spellings: UnsafeMutableBufferPointer<UInt8>
  /// For each target the visit on which it was announced last.
  private let seen: UnsafeMutableBufferPointer<Int>
  /// For each state the visit on which it was settled last.
  private let settled: UnsafeMutableBufferPointer<Int>
  private var visit = 0

  private struct Entry {
    var target: UInt32
    /// Where the spelling begins in `spellings`; its length is 0 if any will do.
    var spelling: UInt32
    var length: UInt32
  }

  /// Lays out what `catalog` announces; `extraCount` targets follow its patterns.
  public init(_ catalog: Catalog) {
    var starts: [UInt32] = [0]
    var entries: [Entry] = []
    var places: [UInt32] = []
    var bytes: [UInt8] = []
    for spelling in catalog.spellings {
      places.append(UInt32(bytes.count))
      bytes += spelling
    }
    for state in 0..<catalog.scanner.stateCount {
      for literal in catalog.scanner.literals(of: UInt32(state)) {
        let range = catalog.targetStarts[Int(literal)]..<catalog.targetStarts[Int(literal) + 1]
        for position in range.lazy.map(Int.init) {
          let number = Int(catalog.spellingNumbers[position])
          entries.append(
            Entry(
              target: catalog.targets[position], spelling: number > 0 ? places[number - 1] : 0,
              length: number > 0 ? UInt32(catalog.spellings[number - 1].count) : 0))
        }
      }
      starts.append(UInt32(entries.count))
    }
    self.starts = Self.copy(starts)
    self.entries = Self.copy(entries)
    spellings = Self.copy(bytes)
    seen = .allocate(capacity: catalog.patternCount + catalog.extraCount)
    seen.initialize(repeating: 0)
    settled = .allocate(capacity: catalog.scanner.stateCount)
    settled.initialize(repeating: 0)
  }

  deinit {
    starts.deallocate()
    entries.deallocate()
    spellings.deallocate()
    seen.deallocate()
    settled.deallocate()
  }

  private static func copy<Element>(
    _ elements: [Element]
  ) -> UnsafeMutableBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    return memory
  }

  /// Calls `body` with each target that the `hits` of one line announce, each once.
  ///
  /// - Parameters:
  ///   - bytes: the buffer that was scanned: spellings are compared there.
  ///   - end: where the next line begins; hits from there on are not of this line.
  /// - Returns: the first hit behind the line.
  @inline(__always)
  public func collect(
    _ hits: [LiteralScanner.Hit], from first: Int, before end: Int,
    in bytes: UnsafeRawBufferPointer, _ body: (Int) -> Void
  ) -> Int {
    visit += 1
    var hit = first
    while hit < hits.count {
      let place = Int(hits[hit].end)
      if place - 1 >= end { break }
      let state = Int(hits[hit].state)
      hit += 1
      if settled[state] == visit { continue }
      var isSettled = true
      for position in Int(starts[state])..<Int(starts[state + 1]) {
        let entry = entries[position]
        let target = Int(entry.target)
        if seen[target] == visit { continue }
        guard entry.length == 0 || isSpelled(entry, bytes, place) else {
          isSettled = false
          continue
        }
        seen[target] = visit
        body(target)
      }
      if isSettled { settled[state] = visit }
    }
    return hit
  }

  @inline(__always)
  private func isSpelled(_ entry: Entry, _ bytes: UnsafeRawBufferPointer, _ end: Int) -> Bool {
    let length = Int(entry.length)
    let start = end - length
    guard start >= 0, end <= bytes.count else { return false }
    for offset in 0..<length {
      let wanted = spellings[Int(entry.spelling) + offset]
      if wanted != 0xFF, wanted != bytes[start + offset] { return false }
    }
    return true
  }
}
