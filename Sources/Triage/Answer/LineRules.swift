import Logs
import Patterns

/// What a repository says about its own lines: which are never the cause, and what in them is
/// secret beyond what ``SecretMasker`` knows.
///
/// The patterns come from the repository under test, so each has the budget of an imported one. One
/// that uses it up ignores nothing, and masks the whole line.
public struct LineRules: Sendable {
  public var ignored: [Pattern]
  public var masked: [Pattern]

  public init(ignored: [Pattern] = [], masked: [Pattern] = []) {
    self.ignored = ignored
    self.masked = masked
  }

  /// What stands for a masked text.
  public static let mask = "[masked:own]"

  public var isEmpty: Bool { ignored.isEmpty && masked.isEmpty }

  /// Whether a clean line is never the cause.
  public func ignores(_ line: [UInt8], scratch: MatchScratch) -> Bool {
    ignored.contains { pattern in
      if case .match = pattern.firstMatch(in: line, scratch: scratch) { true } else { false }
    }
  }

  /// `text` with everything the patterns match replaced, line by line.
  public func masking(_ text: String, scratch: MatchScratch) -> String {
    guard !masked.isEmpty else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { maskingLine(Array($0.utf8), scratch: scratch) }.joined(separator: "\n")
  }

  /// `^` is the beginning of the line for the first match, of the rest for those after it: rather
  /// too much is masked than too little.
  private func maskingLine(_ line: [UInt8], scratch: MatchScratch) -> String {
    var line = line
    for pattern in masked {
      var done: [UInt8] = []
      search: while !line.isEmpty {
        switch pattern.firstMatch(in: line, scratch: scratch) {
        case .match(let match) where !match.range.isEmpty:
          done += line[..<match.range.lowerBound] + Array(Self.mask.utf8)
          line = Array(line[match.range.upperBound...])
        case .notEvaluated: return Self.mask
        default: break search
        }
      }
      line = done + line
    }
    return String(decoding: line, as: UTF8.self)
  }
}

extension Gathered {
  /// This without the candidates that `rules` ignores.
  func without(_ rules: LineRules) -> Gathered {
    guard !rules.ignored.isEmpty else { return self }
    var cleaner = LineCleaner(provider: provider)
    let scratch = MatchScratch()
    var out = self
    out.candidates = candidates.filter { candidate in
      guard let line = candidate.around.clean(candidate.number, with: &cleaner) else { return true }
      guard rules.ignores(Array(line.text), scratch: scratch) else { return true }
      for sighting in candidate.sightings { out.counts[sighting.signature, default: 1] -= 1 }
      return false
    }
    out.counts = out.counts.filter { $0.value > 0 }
    return out
  }
}

extension Diagnosis {
  /// This with the secrets that `rules` knows replaced in every text taken from the log.
  func masked(by rules: LineRules) -> Diagnosis {
    guard !rules.masked.isEmpty else { return self }
    let scratch = MatchScratch()
    func mask(_ text: String) -> String { rules.masking(text, scratch: scratch) }
    func mask(_ quotes: [Quote]) -> [Quote] {
      quotes.map { Quote(line: $0.line, text: mask($0.text)) }
    }
    var out = self
    out.summary = mask(summary)
    out.remediation = remediation.map(mask)
    out.source.section = source.section.map(mask)
    out.evidence = evidence.map { line in
      var line = line
      line.text = mask(line.text)
      line.captures = line.captures.mapValues(mask)
      line.before = mask(line.before)
      line.after = mask(line.after)
      return line
    }
    out.reasons = reasons.filter { mask($0.token) == $0.token }
    return out
  }
}
