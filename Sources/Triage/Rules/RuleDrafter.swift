import Patterns
import Signatures

/// Writes a signature's skeleton from one line of a log.
///
/// Everything is a guess but the pattern and the example, which belong together: the example is
/// marked where the pattern captures, so the entry obeys the laws as it is.
public struct RuleDrafter {
  /// What the person said instead of leaving it to be guessed.
  public struct Wishes: Sendable {
    public var tool: String?
    public var slug: String?
    public var bucket: Bucket?
    public var category: String?

    public init(
      tool: String? = nil, slug: String? = nil, bucket: Bucket? = nil, category: String? = nil
    ) {
      self.tool = tool
      self.slug = slug
      self.bucket = bucket
      self.category = category
    }
  }

  private let catalog: Catalog
  private let kin: RuleKin

  public init(catalog: Catalog) {
    self.catalog = catalog
    kin = RuleKin(catalog)
  }

  /// The skeleton for a line.
  ///
  /// - Parameters:
  ///   - diagnosis: what was answered about the whole log, for the guesses.
  ///   - origin: where the line stands, for a comment.
  public func draft(
    _ line: PointedLine, of diagnosis: Diagnosis, wishes: Wishes, origin: String
  ) throws(RuleDraftRefusal) -> RuleDraft {
    let line = Self.clipped(line)
    let body = Array(line.text[line.bodyStart...])
    let found = try Self.pattern(for: body)
    let spans = try Self.captures(of: found, in: body)
    var laws = Laws(catalog: catalog)
    let text = String(decoding: line.text, as: UTF8.self)
    let lead = laws.sightings(text, before: line.after[...]).first {
      catalog.signatures[$0.signature].kind != .success
    }
    let known = lead.map { catalog.signatures[$0.signature] }
    let tool = wishes.tool ?? kin.tool(of: line, known: known)
    let (bucket, category) = place(found.words, known, diagnosis, line.number, wishes)
    let example = Self.example(line, spans: spans.map(\.range))
    let stable = spans.filter { span in
      ["name", "host"].contains { span.name.hasPrefix($0) }
        && CaptureNoise.reason(span.value) == nil
    }
    return RuleDraft(
      tool: tool, id: id(tool, found.words, wishes.slug), bucket: bucket, category: category,
      summary: Self.summary(body, spans: spans, tool: tool), pattern: found.source,
      key: stable.map(\.name), remediation: Telling.advice(for: bucket), example: example,
      origin: origin, known: known.flatMap { $0.kind == .cause && !$0.isGeneric ? $0.id : nil })
  }

  /// The head of a long line; what follows says less, and no example should be a screen wide.
  private static func clipped(_ line: PointedLine) -> PointedLine {
    guard line.text.count > longest else { return line }
    var end = longest
    while end > 0, line.text[end] & 0xC0 == 0x80 { end -= 1 }
    var line = line
    line.text.removeSubrange(end...)
    line.bodyStart = min(line.bodyStart, end)
    return line
  }

  /// Bytes of a line that are looked at.
  private static let longest = 600

  private struct Span {
    var name: String
    var value: String
    /// Bytes of the body.
    var range: Range<Int>
  }

  /// A pattern whose literals suffice: with quoted words captured, else with them spelled out.
  private static func pattern(for body: [UInt8]) throws(RuleDraftRefusal) -> PatternDraft {
    if !isPlain(String(decoding: body, as: UTF8.self)) {
      throw RuleDraftRefusal("the line holds characters that a rule file cannot hold (such as ⟦)")
    }
    for captures in [true, false] {
      let draft = PatternDraft(body, capturesQuotes: captures)
      let letters = draft.words.reduce(0) { $0 + $1.utf8.count }
      if letters >= fewestLetters, RequiredLiterals.extract(from: draft.source) != nil {
        return draft
      }
    }
    throw RuleDraftRefusal("too little of the line stays the same from run to run to know it by")
  }

  /// Letters of whole words that a pattern must spell out: `error` alone is everybody's.
  private static let fewestLetters = 8

  /// What the pattern captures in the line it was written from.
  private static func captures(
    of draft: PatternDraft, in body: [UInt8]
  ) throws(RuleDraftRefusal) -> [Span] {
    guard let pattern = try? Pattern(draft.source),
      case .match(let match) = pattern.firstMatch(in: body, scratch: MatchScratch())
    else { throw RuleDraftRefusal("no pattern could be written that matches the line again") }
    let spans = match.captures.compactMap { capture in
      capture.range.map {
        Span(
          name: capture.name, value: String(decoding: body[$0], as: UTF8.self), range: $0)
      }
    }
    // Without captures the whole match is marked: a mark says which line must win.
    return spans.isEmpty ? [Span(name: "", value: "", range: match.range)] : spans
  }

  private func id(_ tool: String, _ words: [String], _ slug: String?) -> String {
    let plain = words.filter { $0 != tool && !RuleKin.stopWords.contains($0) }
    let chosen = (plain.isEmpty ? words : plain).filter { $0.utf8.allSatisfy { $0 < 0x80 } }
    let stem = slug ?? chosen.prefix(4).joined(separator: "-")
    let base = tool + "/" + (stem.isEmpty ? "message" : stem)
    if catalog.indexByID[base] == nil { return base }
    let next = (2...99).first { catalog.indexByID["\(base)-\($0)"] == nil } ?? 2
    return "\(base)-\(next)"
  }

  /// Bucket and category: as wished, else as the line's own signature, else as the answer about the
  /// log, else as the signature with the most words in common.
  private func place(
    _ words: [String], _ known: Signature?, _ diagnosis: Diagnosis, _ line: Int, _ wishes: Wishes
  ) -> (Bucket, String) {
    let likely = Bucket.named.max {
      (diagnosis.probabilities[$0] ?? 0) < (diagnosis.probabilities[$1] ?? 0)
    }
    let isTheCause = diagnosis.cause?.line == line
    let stated = known.flatMap { $0.kind == .cause ? $0 : nil }
    let kindred = kin.nearest(to: words, in: wishes.bucket)
    let bucket =
      wishes.bucket ?? stated?.bucket
      ?? (isTheCause && diagnosis.bucket != .unknown ? diagnosis.bucket : nil)
      ?? kindred?.bucket ?? likely ?? .test
    let near = kin.nearest(to: words, in: bucket)
    let guesses = [
      wishes.category, stated?.bucket == bucket ? stated?.category : nil,
      isTheCause && diagnosis.bucket == bucket ? diagnosis.category : nil, near?.category,
    ]
    return (bucket, guesses.compactMap { $0 }.first ?? bucket.categories.first ?? "")
  }

  /// The line as a sentence, its captures as placeholders.
  private static func summary(_ body: [UInt8], spans: [Span], tool: String) -> String {
    var out = ""
    var index = body.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? 0
    let end = min(body.count, max(160, spans.last?.range.upperBound ?? 0))
    for span in spans where !span.name.isEmpty {
      out += plain(body[min(index, span.range.lowerBound)..<span.range.lowerBound])
      out += "{\(span.name)}"
      index = span.range.upperBound
    }
    out += plain(body[index..<max(index, end)])
    while let last = out.last, " .:,;".contains(last) { out.removeLast() }
    return out.lowercased().hasPrefix(tool) ? out + "." : "\(tool): \(out)."
  }

  /// Text in which braces are no placeholders.
  private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
      .replacing("{", with: "(").replacing("}", with: ")").replacing("\t", with: " ")
  }

  /// The line with its marks, and its neighbours as far as a rule file can hold them.
  private static func example(_ line: PointedLine, spans: [Range<Int>]) -> [String] {
    var bytes = line.text
    for span in spans.sorted(by: { $0.lowerBound > $1.lowerBound }) {
      bytes.insert(contentsOf: Array("⟧".utf8), at: line.bodyStart + span.upperBound)
      bytes.insert(contentsOf: Array("⟦".utf8), at: line.bodyStart + span.lowerBound)
    }
    var before = line.before.filter(isPlain)
    // A block of YAML takes its indentation from its first line.
    while let first = before.first, first.first?.isWhitespace ?? true { before.removeFirst() }
    var marked = String(decoding: bytes, as: UTF8.self)
    if before.isEmpty { marked = String(marked.drop(while: \.isWhitespace)) }
    return before + [marked] + line.after.filter(isPlain)
  }

  /// Whether a neighbour can stand in an example: no marks, nothing YAML takes for a line's end.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.count <= longest
      && text.unicodeScalars.allSatisfy { scalar in
        scalar != "⟦" && scalar != "⟧" && scalar != "\u{85}" && scalar != "\u{2028}"
          && scalar != "\u{2029}" && scalar != "\u{FEFF}" && (scalar.value >= 32 || scalar == "\t")
          && scalar.value != 127
      }
  }
}
