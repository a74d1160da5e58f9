import Patterns

/// What each literal of a catalog's scanner announces, laid out for the scan's inner loop: made once
/// per log, read once per hit.
///
/// A class with memory of its own, because the loop runs for every hit of every line: array
/// accesses through a structure cost it more than the look-ups themselves.
public final class Announcements {
  /// For each literal where its targets begin in `targets`, and the end.
  private let starts: UnsafeMutableBufferPointer<UInt32>
  private let targets: UnsafeMutableBufferPointer<UInt32>
  /// For each target the visit on which it was announced last.
  private let seen: UnsafeMutableBufferPointer<Int>
  /// For each literal the visit on which it was found last.
  private let settled: UnsafeMutableBufferPointer<Int>
  private var visit = 0

  /// Lays out what `catalog` announces; `extraCount` targets follow its patterns.
  public init(_ catalog: Catalog) {
    starts = Self.copy(catalog.targetStarts)
    targets = Self.copy(catalog.targets)
    seen = .allocate(capacity: catalog.patternCount + catalog.extraCount)
    seen.initialize(repeating: 0)
    settled = .allocate(capacity: catalog.scanner.literalCount)
    settled.initialize(repeating: 0)
  }

  deinit {
    starts.deallocate()
    targets.deallocate()
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
  /// - Parameter end: where the next line begins; hits from there on are not of this line.
  /// - Returns: the first hit behind the line.
  @inline(__always)
  public func collect(
    _ hits: UnsafeBufferPointer<LiteralScanner.Hit>, from first: Int, before end: Int,
    _ body: (Int) -> Void
  ) -> Int {
    visit += 1
    var hit = first
    while hit < hits.count, Int(hits[hit].end) <= end {
      let literal = Int(hits[hit].literal)
      hit += 1
      if settled[literal] == visit { continue }
      settled[literal] = visit
      for position in Int(starts[literal])..<Int(starts[literal + 1]) {
        let target = Int(targets[position])
        if seen[target] == visit { continue }
        seen[target] = visit
        body(target)
      }
    }
    return hit
  }
}
