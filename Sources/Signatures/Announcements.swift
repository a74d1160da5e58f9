import Patterns

/// What each state of a catalog's scanner announces, laid out for the scan's inner loop: made once
/// per log, read once per hit.
///
/// A class with memory of its own, because the loop runs for every hit of every line: array
/// accesses through a structure cost it more than the look-ups themselves.
public final class Announcements {
  private let starts: UnsafeMutableBufferPointer<UInt32>
  private let entries: UnsafeMutableBufferPointer<Entry>
  /// The bytes of all checks, each as the wanted ones and then the masks.
  private let checks: UnsafeMutableBufferPointer<UInt8>
  /// For each target the visit on which it was announced last.
  private let seen: UnsafeMutableBufferPointer<Int>
  /// For each state the visit on which it was settled last.
  private let settled: UnsafeMutableBufferPointer<Int>
  private var visit = 0

  private struct Entry {
    var target: UInt32
    /// Where the check begins in `checks`.
    var check: UInt32
    /// How many bytes are compared: 0 if the hit is enough.
    var length: UInt8
    /// How many of them stand behind the hit.
    var after: UInt8
  }

  /// Lays out what `catalog` announces; `extraCount` targets follow its patterns.
  public init(_ catalog: Catalog) {
    var starts: [UInt32] = [0]
    var entries: [Entry] = []
    var places: [UInt32] = []
    var bytes: [UInt8] = []
    for check in catalog.checks {
      places.append(UInt32(bytes.count))
      bytes += check.wanted
      bytes += check.masks
    }
    for state in 0..<catalog.scanner.stateCount {
      for literal in catalog.scanner.literals(of: UInt32(state)) {
        let range = catalog.targetStarts[Int(literal)]..<catalog.targetStarts[Int(literal) + 1]
        for position in range.lazy.map(Int.init) {
          let number = Int(catalog.checkNumbers[position])
          let check = number > 0 ? catalog.checks[number - 1] : nil
          entries.append(
            Entry(
              target: catalog.targets[position], check: number > 0 ? places[number - 1] : 0,
              length: UInt8(check?.wanted.count ?? 0), after: UInt8(check?.after ?? 0)))
        }
      }
      starts.append(UInt32(entries.count))
    }
    self.starts = Self.copy(starts)
    self.entries = Self.copy(entries)
    checks = Self.copy(bytes)
    seen = .allocate(capacity: catalog.patternCount + catalog.extraCount)
    seen.initialize(repeating: 0)
    settled = .allocate(capacity: catalog.scanner.stateCount)
    settled.initialize(repeating: 0)
  }

  deinit {
    starts.deallocate()
    entries.deallocate()
    checks.deallocate()
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
  ///   - bytes: the buffer that was scanned: the rest of each literal is compared there.
  ///   - end: where the next line begins; hits from there on are not of this line.
  /// - Returns: the first hit behind the line.
  @inline(__always)
  public func collect(
    _ hits: UnsafeBufferPointer<LiteralScanner.Hit>, from first: Int, before end: Int,
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
        guard entry.length == 0 || stands(entry, bytes, place) else {
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

  /// Whether the literal of `entry` stands around the hit that ends before `end`.
  @inline(__always)
  private func stands(_ entry: Entry, _ bytes: UnsafeRawBufferPointer, _ end: Int) -> Bool {
    let length = Int(entry.length)
    let start = end + Int(entry.after) - length
    guard start >= 0, start + length <= bytes.count else { return false }
    let check = Int(entry.check)
    for offset in 0..<length
    where (bytes[start + offset] | checks[check + length + offset]) != checks[check + offset] {
      return false
    }
    return true
  }
}
