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
  /// What could not be evaluated, at most `mostRefusals` of them.
  public private(set) var refused: [Refused] = []

  private let mostRefusals = 20

  public init(catalog: Catalog) {
    self.catalog = catalog
    compiled = Array(repeating: nil, count: catalog.patternCount)
    unusable = Array(repeating: false, count: catalog.patternCount)
  }

  /// The sightings of the `targets` (pattern numbers) on `line`, at most one per signature, the
  /// one that speaks for the line first.
  public func sightings(on line: Line, targets: some Sequence<Int>) -> [Sighting] {
    var found: [Sighting] = []
    for target in targets {
      let owner = Int(catalog.owners[target])
      if found.contains(where: { $0.signature == owner }) { continue }
      guard let pattern = pattern(target) else { continue }
      if let sighting = match(pattern, target: target, owner: owner, on: line) {
        found.append(sighting)
      }
    }
    if found.count > 1 { found.sort { catalog.rank[$0.signature] < catalog.rank[$1.signature] } }
    return found
  }

  private func match(_ pattern: Pattern, target: Int, owner: Int, on line: Line) -> Sighting? {
    for index in Self.looked(at: line.segments.count) {
      let (segment, body) = (line.segments[index], line.bodyStarts[index])
      if let sighting = match(pattern, target, owner, line, segment, from: body) {
        return sighting
      }
      // The inner prefix may be no prefix at all (`a | b` in a table): try the whole piece too.
      if body != segment.lowerBound,
        let sighting = match(pattern, target, owner, line, segment, from: segment.lowerBound)
      {
        return sighting
      }
    }
    return nil
  }

  /// The pieces of a line that are matched: all of them, but of a progress bar with thousands of
  /// states the first and the last ones, so that such a line costs no more than a hundred others.
  private static func looked(at count: Int) -> [Int] {
    count <= 96 ? Array(0..<count) : Array(0..<32) + Array(count - 64..<count)
  }

  private func match(
    _ pattern: Pattern, _ target: Int, _ owner: Int, _ line: Line, _ segment: Range<Int>,
    from start: Int
  ) -> Sighting? {
    line.text.withUnsafeBytes { text in
      let piece = UnsafeRawBufferPointer(rebasing: text[start..<segment.upperBound])
      switch pattern.firstMatch(in: piece, scratch: scratch) {
      case .none: return nil
      case .notEvaluated(let refusal):
        refuse(owner: owner, line: line.number, refusal)
        return nil
      case .match(let match):
        var captures: [String: String] = [:]
        for (name, range) in match.captures {
          guard let range else { continue }
          captures[name] = String(decoding: piece[range], as: UTF8.self)
        }
        return Sighting(
          signature: owner, line: line.number, segment: segment, captures: captures)
      }
    }
  }

  private func pattern(_ target: Int) -> Pattern? {
    if unusable[target] { return nil }
    if let pattern = compiled[target] { return pattern }
    let isImported = catalog.signatures[Int(catalog.owners[target])].isImported
    do {
      let pattern = try Pattern(
        catalog.patterns[target], limits: isImported ? .imported : .builtIn)
      compiled[target] = pattern
      return pattern
    } catch {
      unusable[target] = true
      refused.append(
        Refused(signature: Int(catalog.owners[target]), line: 0, reason: error.message))
      return nil
    }
  }

  private func refuse(owner: Int, line: Int, _ refusal: Refusal) {
    guard refused.count < mostRefusals else { return }
    refused.append(Refused(signature: owner, line: line, reason: "\(refusal)"))
  }
}
