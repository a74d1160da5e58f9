import Logs
import Patterns

/// Something in a rule file that rots: it works today and will mislead some day.
public struct LintFinding: Sendable, Hashable {
  /// What is wrong, as a word to look for.
  public enum Rule: String, Sendable, CaseIterable {
    /// A key captures what differs from run to run.
    case noise
    /// A pattern may begin anywhere and has little to be known by.
    case unanchored
    /// A pattern that can never speak, because another one always does.
    case shadowed
    /// A specific cause that claims a line of another tool's example.
    case foreign
    /// Too short a literal: the pattern is tried on very many lines.
    case literal
    /// Unbounded wildcards.
    case wild
    /// No example shows what a pattern is for.
    case unproven
    /// A generic cause that does not say what looks alike.
    case uncontrasted
    /// Seen in a passing log.
    case green

    /// A note is for the reader; the rest ends the command with 1.
    public var isNote: Bool { self == .unproven || self == .uncontrasted }
  }

  public var path: String
  public var line: Int
  public var id: String
  public var rule: Rule
  public var message: String

  public init(path: String, line: Int, id: String, rule: Rule, message: String) {
    self.path = path
    self.line = line
    self.id = id
    self.rule = rule
    self.message = message
  }
}

extension LintFinding: CustomStringConvertible {
  public var description: String { "\(path):\(line): \(id): \(rule.rawValue): \(message)" }
}

/// Reads rule files for what rots, without a log.
///
/// The laws say what is wrong; this says what is weak. It looks at one entry, at entries beside
/// each other, and at what the whole catalog makes of every example.
public struct RuleLint {
  private let files: [RuleFile]
  private let catalog: Catalog
  private var laws: Laws
  /// By pattern source: the id that has it first.
  private let owners: [String: String]

  /// - Parameters:
  ///   - files: what is looked at.
  ///   - catalog: everything the files live beside.
  public init(_ files: [RuleFile], catalog: Catalog) {
    self.files = files
    self.catalog = catalog
    laws = Laws(catalog: catalog)
    var owners: [String: String] = [:]
    for signature in catalog.signatures {
      for pattern in signature.patterns where owners[pattern] == nil {
        owners[pattern] = signature.id
      }
    }
    self.owners = owners
  }

  /// Every finding, file by file in the order of the entries.
  public mutating func findings() -> [LintFinding] {
    var out: [LintFinding] = []
    for file in files {
      for entry in file.entries {
        func add(_ rule: LintFinding.Rule, _ message: String) {
          out.append(
            LintFinding(
              path: file.path, line: entry.place.line, id: entry.signature.id, rule: rule,
              message: message))
        }
        for (rule, message) in alone(entry) + among(entry) + proof(entry) { add(rule, message) }
        for (rule, message) in claims(on: entry) { add(rule, message) }
      }
    }
    return out
  }

  typealias Remark = (LintFinding.Rule, String)

  // MARK: One entry on its own

  private func alone(_ entry: RuleEntry) -> [Remark] {
    let signature = entry.signature
    var out: [Remark] = []
    for pattern in signature.patterns {
      let wild = pattern.ranges(of: ".*").count
      if wild > 2 {
        out.append((.wild, "\(wild) times '.*' in one pattern: bound it, as in '.{1,200}?'"))
      }
      if signature.kind != .success, let weak = Self.weakLiteral(pattern) {
        out.append((.literal, "only '\(weak)' tells the line apart before the pattern is tried"))
      }
      if signature.kind == .cause, !signature.isGeneric, Self.isLoose(pattern) {
        out.append(
          (
            .unanchored,
            "may begin anywhere and spells out fewer than six letters and digits: \(pattern)"
          ))
      }
    }
    if signature.kind == .cause, signature.isGeneric, entry.counterexamples.isEmpty {
      out.append(
        (.uncontrasted, "a generic cause without a nomatch: say what looks alike and is none"))
    }
    return out
  }

  private static func shortest(_ pattern: String) -> [UInt8]? {
    RequiredLiterals.extract(from: pattern)?.filter { $0.allSatisfy { $0 < 0x80 } }.min {
      ($0.count, String(decoding: $0, as: UTF8.self)) < (
        $1.count, String(decoding: $1, as: UTF8.self)
      )
    }
  }

  /// A literal of three letters that may stand anywhere; behind `^` the first byte tells as well.
  private static func weakLiteral(_ pattern: String) -> String? {
    guard !pattern.contains("^"), let literal = shortest(pattern), literal.count <= 3 else {
      return nil
    }
    return String(decoding: literal, as: UTF8.self)
  }

  private static func isLoose(_ pattern: String) -> Bool {
    let isBound = pattern.contains("^") || pattern.contains("\\b") || pattern.contains("(?<!")
    return !isBound && spelledLetters(pattern) < 6
  }

  /// How many letters and digits (and bytes beyond ASCII) a pattern spells out in words of three and
  /// more, the names of captures, classes, counts and escapes left out.
  private static func spelledLetters(_ pattern: String) -> Int {
    var total = 0
    var run = 0
    var bytes = Array(pattern.utf8)[...]
    func isLetter(_ byte: UInt8) -> Bool {
      (byte | 0x20) &- 97 < 26 || (0x30...0x39).contains(byte) || byte >= 0x80
    }
    while let byte = bytes.popFirst() {
      if isLetter(byte) {
        run += 1
        continue
      }
      total += run >= 3 ? run : 0
      run = 0
      switch byte {
      case UInt8(ascii: "\\"): bytes = bytes.dropFirst()
      case UInt8(ascii: "["): bytes = bytes.drop { $0 != UInt8(ascii: "]") }
      case UInt8(ascii: "{"): bytes = bytes.drop { $0 != UInt8(ascii: "}") }
      case UInt8(ascii: "<"): bytes = bytes.drop { isLetter($0) || $0 == UInt8(ascii: "_") }
      default: break
      }
    }
    return total + (run >= 3 ? run : 0)
  }

  // MARK: Beside others

  private func among(_ entry: RuleEntry) -> [Remark] {
    entry.signature.patterns.compactMap { pattern in
      guard let owner = owners[pattern], owner != entry.signature.id else { return nil }
      return (.shadowed, "the same pattern stands in '\(owner)'")
    }
  }

  // MARK: Against its own examples

  private mutating func proof(_ entry: RuleEntry) -> [Remark] {
    let signature = entry.signature
    let lines = entry.examples.flatMap { example in
      example.marks.map { example.lines[$0.line] }
    }
    var out = noise(entry, lines)
    guard signature.patterns.count > 1 else { return out }
    var cleaner = LineCleaner(provider: .plain)
    let scratch = MatchScratch()
    let pieces = lines.flatMap { Self.pieces(of: $0, &cleaner) }
    let seen = signature.patterns.map { source -> Set<Int> in
      guard let pattern = try? Pattern(source) else { return [] }
      return Set(
        pieces.indices.filter { index in
          if case .match = pattern.firstMatch(in: pieces[index], scratch: scratch) { return true }
          return false
        })
    }
    for (index, own) in seen.enumerated() {
      if own.isEmpty {
        out.append((.unproven, "no example matches '\(signature.patterns[index])'"))
      } else if let first = seen[..<index].firstIndex(where: { own.isSubset(of: $0) }),
        Self.isWider(signature.patterns[first], than: signature.patterns[index])
      {
        out.append(
          (.shadowed, "pattern \(index + 1) says nothing that pattern \(first + 1) does not"))
      }
    }
    return out
  }

  /// A pattern that is the head of another one matches all that the other matches.
  private static func isWider(_ wide: String, than narrow: String) -> Bool {
    narrow.hasPrefix(wide) && !"?*+{|".contains(narrow.dropFirst(wide.count).first ?? "x")
      && !wide.contains("|") && !wide.hasSuffix("\\")
  }

  /// The texts a pattern may be matched on: each segment, and what is behind a tool's own prefix.
  private static func pieces(of text: String, _ cleaner: inout LineCleaner) -> [[UInt8]] {
    let line = Array(text.utf8).withUnsafeBytes { cleaner.clean($0, number: 1, offset: 0) }
    return zip(line.segments, line.bodyStarts).flatMap { segment, body in
      let whole = Array(line.text[segment])
      return body == segment.lowerBound
        ? [whole] : [whole, Array(line.text[body..<segment.upperBound])]
    }
  }

  private mutating func noise(_ entry: RuleEntry, _ lines: [String]) -> [Remark] {
    guard !entry.signature.key.isEmpty, let own = catalog.indexByID[entry.signature.id] else {
      return []
    }
    var told: Set<String> = []
    var out: [Remark] = []
    for line in lines {
      guard let sighting = laws.sightings(line).first(where: { $0.signature == own }) else {
        continue
      }
      for name in entry.signature.key {
        guard let value = sighting.captures[name], let reason = CaptureNoise.reason(value),
          told.insert(name).inserted
        else { continue }
        out.append((.noise, "key '\(name)' captures \(reason): '\(value)'"))
      }
    }
    return out
  }

  // MARK: Others on its examples

  /// Specific causes of other tools that see a line of this entry's examples.
  private mutating func claims(on entry: RuleEntry) -> [Remark] {
    let signature = entry.signature
    guard signature.kind == .cause, !signature.isGeneric else { return [] }
    var told: Set<Int> = []
    var out: [Remark] = []
    for example in entry.examples {
      let marked = Set(example.marks.map(\.line))
      for (index, line) in example.lines.enumerated() {
        for sighting in laws.sightings(line, before: example.lines[(index + 1)...]) {
          let other = catalog.signatures[sighting.signature]
          guard other.tool != signature.tool, other.kind == .cause, !other.isGeneric,
            other.bucket != signature.bucket, told.insert(sighting.signature).inserted
          else { continue }
          let which = marked.contains(index) ? "the marked line" : "a line"
          out.append(
            (.foreign, "\(which) of its example is also '\(other.id)' (\(other.bucket.rawValue))"))
        }
      }
    }
    return out
  }
}
