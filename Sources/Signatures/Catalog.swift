import Patterns

/// All signatures, ready to be matched: one literal scanner over the bytes of a log, and for each
/// literal the patterns that may match a line holding it.
///
/// Key decision: a line reaches PCRE2 only if it holds one of the literals that a pattern cannot
/// match without. The alternative, one combined automaton of all patterns (Hyperscan), is faster
/// still but has no captures and is another dependency; line × pattern is 30 times slower.
public final class Catalog: Sendable {
  public let signatures: [Signature]
  /// Pattern sources in the order in which `targets` numbers them.
  package let patterns: [String]
  /// The signature of each pattern.
  package let owners: [UInt32]
  /// For each literal, the targets it announces: `targets[starts[l]..<starts[l + 1]]`. A target
  /// below `patterns.count` is a pattern, above it the extra literal with that offset.
  package let targetStarts: [UInt32]
  package let targets: [UInt32]
  /// For each pattern the bytes a match can begin with.
  package let firstBytes: [ByteSet]
  private let confirmations: Confirmations
  public let scanner: LiteralScanner
  /// How many literals beyond the signatures' own were asked for (structure marks, error cues).
  package let extraCount: Int

  /// The number of patterns.
  public var patternCount: Int { patterns.count }

  /// For each signature its place in the order in which signatures on one line speak for it:
  /// causes before symptoms before wrappers, specific before generic, long patterns before short.
  public let rank: [Int]

  /// Index of each signature by id.
  public let indexByID: [String: Int]

  /// Builds the catalog. Patterns without a required literal were refused when the files were
  /// read; should one come through, it is left out of the scan rather than matched everywhere.
  ///
  /// `extraLiterals` are scanned for in the same pass: their hits come back as targets
  /// `patternCount + index`.
  public convenience init(signatures: [Signature], extraLiterals: [[UInt8]]) {
    let signatures = signatures.sorted { $0.id < $1.id }
    var byLiteral: [RequiredLiterals.Literal: [UInt32]] = [:]
    var patternCount = 0
    for signature in signatures {
      for source in signature.patterns {
        for literal in RequiredLiterals.required(by: source) ?? [] {
          byLiteral[literal, default: []].append(UInt32(patternCount))
        }
        patternCount += 1
      }
    }
    for (index, literal) in extraLiterals.enumerated() {
      let literal = RequiredLiterals.Literal(folded: literal)
      byLiteral[literal, default: []].append(UInt32(patternCount + index))
    }
    let literals = byLiteral.keys.sorted()
    var starts: [UInt32] = [0]
    var targets: [UInt32] = []
    for literal in literals {
      targets += byLiteral[literal] ?? []
      starts.append(UInt32(targets.count))
    }
    self.init(
      signatures: signatures, rank: Self.ranks(of: signatures), targetStarts: starts,
      targets: targets,
      firstBytes: signatures.flatMap(\.patterns).map { RequiredLiterals.firstBytes(of: $0) },
      confirmations: Confirmations(patterns: signatures.flatMap(\.patterns)),
      scanner: LiteralScanner(literals: literals),
      extraCount: extraLiterals.count)
  }

  private init(
    signatures: [Signature], rank: [Int], targetStarts: [UInt32], targets: [UInt32],
    firstBytes: [ByteSet], confirmations: Confirmations, scanner: LiteralScanner, extraCount: Int
  ) {
    self.signatures = signatures
    self.rank = rank
    patterns = signatures.flatMap(\.patterns)
    owners = signatures.enumerated().flatMap { index, signature in
      signature.patterns.map { _ in UInt32(index) }
    }
    self.targetStarts = targetStarts
    self.targets = targets
    self.firstBytes = firstBytes
    self.confirmations = confirmations
    self.scanner = scanner
    self.extraCount = extraCount
    indexByID = Dictionary(
      signatures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Leaves of `targets` (pattern numbers) those whose other literals the raw line may hold as well.
  ///
  /// - Parameters:
  ///   - line: the bytes that were scanned, with or without what cleaning takes from its start. Not
  ///     a line with a mark that cleaning decodes (``Structure``): there the clean text may hold
  ///     what the raw one does not.
  ///   - pairs: memory for the work.
  public func confirm(
    _ targets: inout [Int], in line: UnsafeRawBufferPointer, _ pairs: BytePairs
  ) {
    guard line.count <= Confirmations.longestLine else { return }
    confirmations.filter(&targets, in: line, pairs)
  }

  private static func ranks(of signatures: [Signature]) -> [Int] {
    // The signatures are sorted by id: their places stand for it.
    let keys = signatures.map(precedence)
    let order = signatures.indices.sorted {
      (keys[$0].kind, keys[$0].length, $0) < (keys[$1].kind, keys[$1].length, $1)
    }
    var rank = Array(repeating: 0, count: signatures.count)
    for (place, index) in order.enumerated() { rank[index] = place }
    return rank
  }

  private static func precedence(_ signature: Signature) -> (kind: Int, length: Int) {
    let kind: Int =
      switch signature.kind {
      case .cause: 0
      case .symptom: 2
      case .wrapper: 4
      case .success: 6
      }
    let length = signature.patterns.map { stated(Array($0.utf8)) }.max() ?? 0
    return (kind + (signature.isGeneric ? 1 : 0), -length)
  }

  /// Bytes of a pattern that say what must stand there: all but those of what must not.
  private static func stated(_ pattern: [UInt8]) -> Int {
    var count = 0
    /// Parentheses open inside a negative lookaround; nought outside of one.
    var depth = 0
    var isInClass = false
    var index = 0
    while index < pattern.count {
      let rest = pattern[index...]
      switch pattern[index] {
      case UInt8(ascii: "\\"):
        count += depth == 0 ? min(2, rest.count) : 0
        index += 2
        continue
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "(") where !isInClass:
        if depth > 0 || rest.starts(with: "(?!".utf8) || rest.starts(with: "(?<!".utf8) {
          depth += 1
        }
      case UInt8(ascii: ")") where !isInClass && depth > 0:
        depth -= 1
        index += 1
        continue
      default: break
      }
      if depth == 0 { count += 1 }
      index += 1
    }
    return count
  }

  /// The targets that finding a literal announces.
  public func targets(of literal: UInt32) -> ArraySlice<UInt32> {
    targets[Int(targetStarts[Int(literal)])..<Int(targetStarts[Int(literal) + 1])]
  }
}

// MARK: - The archive that is embedded in the executable

extension Catalog {
  /// The catalog as bytes: the same catalog gives the same bytes on every machine.
  public func archive() -> [UInt8] {
    var out = ByteWriter()
    out.write(UInt32(signatures.count))
    for signature in signatures { Self.write(signature, to: &out) }
    out.write(rank.map { UInt32($0) })
    out.write(targetStarts)
    out.write(targets)
    out.write(firstBytes.flatMap(\.words))
    confirmations.write(to: &out)
    out.write(UInt32(extraCount))
    let table = scanner.serialize()
    out.write(UInt32(table.count))
    out.align(to: 16)
    var bytes = out.bytes
    bytes.append(contentsOf: table)
    return bytes
  }

  /// Reads an archive in place: the scanner's table is not copied, so `bytes` must outlive the
  /// catalog (the executable's own memory does) and begin on a 16-byte boundary.
  public convenience init(archive bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
    var reader = ByteReader(bytes)
    let count = try reader.count()
    var signatures: [Signature] = []
    signatures.reserveCapacity(min(count, bytes.count / 16))
    for _ in 0..<count { signatures.append(try Self.readSignature(&reader)) }
    let rank = try reader.numbers(UInt32.self).map { Int($0) }
    let starts = try reader.numbers(UInt32.self)
    let targets = try reader.numbers(UInt32.self)
    let words = try reader.numbers(UInt64.self)
    let firstBytes = (0..<words.count / 4).compactMap {
      ByteSet(words: Array(words[4 * $0..<4 * $0 + 4]))
    }
    let confirmStarts = try reader.numbers(UInt32.self)
    let confirmSets = try reader.numbers(UInt8.self)
    let extraCount = try reader.count()
    let size = try reader.count()
    try reader.align(to: 16)
    let place = reader.offset
    guard let scanner = LiteralScanner(serialized: try reader.take(size)) else {
      throw ArchiveError(offset: place, message: "the literal scanner's table is damaged")
    }
    let patternCount = signatures.reduce(0) { $0 + $1.patterns.count }
    guard Self.isSound(starts, targets, scanner, patternCount: patternCount + extraCount),
      firstBytes.count == patternCount, rank.count == count, rank.allSatisfy({ $0 < count }),
      let confirmations = Confirmations(
        starts: confirmStarts, sets: confirmSets, count: patternCount)
    else { throw ArchiveError(offset: place, message: "the literals' targets are damaged") }
    self.init(
      signatures: signatures, rank: rank, targetStarts: starts, targets: targets,
      firstBytes: firstBytes, confirmations: confirmations, scanner: scanner,
      extraCount: extraCount)
  }

  /// Whether every number leads somewhere.
  private static func isSound(
    _ starts: [UInt32], _ targets: [UInt32], _ scanner: LiteralScanner, patternCount: Int
  ) -> Bool {
    starts.count == scanner.literalCount + 1 && starts.first == 0
      && starts.last.map(Int.init) == targets.count
      && zip(starts, starts.dropFirst()).allSatisfy(<=)
      && targets.allSatisfy { $0 < patternCount }
  }

  private static func write(_ signature: Signature, to out: inout ByteWriter) {
    out.write(signature.id)
    out.write(signature.bucket.rawValue)
    out.write(signature.category ?? "")
    out.write(signature.kind.rawValue)
    out.write(signature.summary)
    out.write(signature.patterns)
    out.write(signature.key)
    out.write(signature.isTransient)
    out.write(signature.actor.rawValue)
    out.write(signature.remediation)
    out.write(signature.references)
    out.write(signature.isGeneric)
    out.write(signature.endsStep)
    out.write(signature.followed ?? "")
  }

  private static func readSignature(
    _ reader: inout ByteReader
  ) throws(ArchiveError) -> Signature {
    let id = try reader.text()
    let bucket = try word(&reader, Bucket.self)
    let category = try reader.text()
    var signature = Signature(
      id: id, bucket: bucket, category: category.isEmpty ? nil : category,
      kind: try word(&reader, Kind.self), summary: try reader.text(),
      patterns: try reader.texts(), key: try reader.texts(), isTransient: try reader.bool(),
      actor: try word(&reader, Actor.self), remediation: try reader.texts(),
      references: try reader.texts(), isGeneric: try reader.bool(), endsStep: try reader.bool())
    let followed = try reader.text()
    signature.followed = followed.isEmpty ? nil : followed
    return signature
  }

  private static func word<T: RawRepresentable>(
    _ reader: inout ByteReader, _ type: T.Type
  ) throws(ArchiveError) -> T where T.RawValue == String {
    let place = reader.offset
    let text = try reader.text()
    guard let value = T(rawValue: text) else {
      throw ArchiveError(offset: place, message: "'\(text)' is no \(T.self)")
    }
    return value
  }
}
