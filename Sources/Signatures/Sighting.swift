import Logs
import Patterns

/// A signature seen at a line, with its named captures.
public struct Sighting: Sendable {
  /// Index into ``Catalog/signatures``.
  public var signature: Int
  /// 1-based line number.
  public var line: Int
  /// The CR-separated piece of the line's clean text that matched.
  public var segment: Range<Int>
  public var captures: [String: String]
}

/// A pattern that could not be evaluated on a line within its budget.
public struct Refused: Sendable {
  public var signature: Int
  public var line: Int
  public var reason: String
}

/// Matches lines against the patterns their literals announced. One per log and thread: patterns
/// are compiled when first needed, because most of a large catalog never is.
public final class LineMatcher {
  private let catalog: Catalog
  private let scratch = MatchScratch()
  private var compiled: [Pattern?]
  private var unusable: [Bool]
  /// By signature the pattern of the line behind, compiled when first needed.
  private var followers: [Int: Pattern] = [:]
  /// What could not be evaluated, at most `mostRefusals` of them.
  public private(set) var refused: [Refused] = []

  private let mostRefusals = 20

  public init(catalog: Catalog) {
    self.catalog = catalog
    compiled = Array(repeating: nil, count: catalog.patternCount)
    unusable = Array(repeating: false, count: catalog.patternCount)
  }

  /// Call it before the first line of each block: what lies between two calls of ``sightings`` is
  /// taken for the work on one line, and reading a block is not.
  public func beginBlock() { scratch.pause() }

  /// The sightings of the `targets` (pattern numbers) on `line`, at most one per signature, the
  /// one that speaks for the line first.
  public func sightings(on line: Line, targets: [Int]) -> [Sighting] {
    let looked = Self.looked(at: line.segments)
    for target in targets where compiled[target] == nil {
      compile(target)
      // Takes longer than matching, and is not what the clock is for.
      scratch.pause()
    }
    var found: [Sighting] = []
    line.text.withUnsafeBytes { text in
      scratch.timing(attempts: targets.count) {
        for target in targets {
          guard let pattern = compiled[target] else { continue }
          let owner = Int(catalog.owners[target])
          if !found.isEmpty, found.contains(where: { $0.signature == owner }) { continue }
          if let hit = firstMatch(pattern, owner, text, line, looked) {
            found.append(Self.sighting(hit, owner: owner, line: line.number, text))
          }
        }
      } tried: { watch in
        for target in targets { if let pattern = compiled[target] { watch(pattern) } }
      }
    }
    if found.count > 1 { found.sort { catalog.rank[$0.signature] < catalog.rank[$1.signature] } }
    return found
  }

  /// Whether `line`, the next one with text behind a sighting of `signature`, is what the signature
  /// asks to follow it (``Signature/followed``); true if it asks for nothing.
  public func isFollowed(_ signature: Int, by line: Line?) -> Bool {
    guard let source = catalog.signatures[signature].followed else { return true }
    guard let line else { return false }
    if followers[signature] == nil {
      let isImported = catalog.signatures[signature].isImported
      followers[signature] = try? Pattern(source, limits: isImported ? .imported : .builtIn)
      scratch.pause()
    }
    guard let pattern = followers[signature] else { return false }
    return line.text.withUnsafeBytes { text in
      line.segments.indices.contains { index in
        firstMatch(pattern, signature, text, line, index) != nil
      }
    }
  }

  /// The pieces of a line that are matched, or nil for all of them: of a progress bar with
  /// thousands of states the first and the last ones, so that such a line costs no more than a
  /// hundred others.
  private static func looked(at segments: [Range<Int>]) -> [Int]? {
    let count = segments.count
    return count <= 96 ? nil : Array(0..<32) + Array(count - 64..<count)
  }

  private typealias Hit = (match: Match, segment: Range<Int>, start: Int)

  private func firstMatch(
    _ pattern: Pattern, _ owner: Int, _ text: UnsafeRawBufferPointer, _ line: Line,
    _ looked: [Int]?
  ) -> Hit? {
    if let looked {
      for index in looked {
        if let hit = firstMatch(pattern, owner, text, line, index) { return hit }
      }
      return nil
    }
    for index in line.segments.indices {
      if let hit = firstMatch(pattern, owner, text, line, index) { return hit }
    }
    return nil
  }

  private func firstMatch(
    _ pattern: Pattern, _ owner: Int, _ text: UnsafeRawBufferPointer, _ line: Line, _ index: Int
  ) -> Hit? {
    let (segment, body) = (line.segments[index], line.bodyStarts[index])
    // What may begin anywhere is found in the whole piece; what asks for the line's start may mean the
    // text behind a tool's own prefix, or the piece, as the prefix may be none (`a | b`).
    if pattern.asksForStart, body != segment.lowerBound,
      let match = firstMatch(pattern, owner, text[body..<segment.upperBound], line)
    {
      return (match, segment, body)
    }
    let start = segment.lowerBound
    return firstMatch(pattern, owner, text[start..<segment.upperBound], line).map {
      ($0, segment, start)
    }
  }

  @inline(__always)
  private func firstMatch(
    _ pattern: Pattern, _ owner: Int, _ piece: Slice<UnsafeRawBufferPointer>, _ line: Line
  ) -> Match? {
    switch pattern.firstMatch(in: UnsafeRawBufferPointer(rebasing: piece), scratch: scratch) {
    case .none: return nil
    case .match(let match): return match
    case .notEvaluated(let refusal):
      refuse(owner: owner, line: line.number, refusal)
      return nil
    }
  }

  private static func sighting(
    _ hit: Hit, owner: Int, line: Int, _ text: UnsafeRawBufferPointer
  ) -> Sighting {
    let piece = UnsafeRawBufferPointer(rebasing: text[hit.start..<hit.segment.upperBound])
    var captures: [String: String] = [:]
    for (name, range) in hit.match.captures {
      guard let range else { continue }
      captures[name] = String(decoding: piece[range], as: UTF8.self)
    }
    return Sighting(signature: owner, line: line, segment: hit.segment, captures: captures)
  }

  private func compile(_ target: Int) {
    if unusable[target] { return }
    let isImported = catalog.signatures[Int(catalog.owners[target])].isImported
    do {
      compiled[target] = try Pattern(
        catalog.patterns[target], limits: isImported ? .imported : .builtIn,
        firstBytes: catalog.firstBytes[target])
    } catch {
      unusable[target] = true
      refused.append(
        Refused(signature: Int(catalog.owners[target]), line: 0, reason: error.message))
    }
  }

  private func refuse(owner: Int, line: Int, _ refusal: Refusal) {
    guard refused.count < mostRefusals else { return }
    refused.append(Refused(signature: owner, line: line, reason: "\(refusal)"))
  }
}
