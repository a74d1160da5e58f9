/// What came of matching one pattern against one line.
public enum MatchResult: Sendable, Equatable {
  case match(Match)
  /// The pattern was evaluated to the end and does not match.
  case none
  /// A limit ended the evaluation: the line may or may not match, and the report has to say so.
  case notEvaluated(Refusal)
}

/// Which limit ended an evaluation.
public enum Refusal: Sendable, Equatable {
  /// More steps than `MatchLimits.matchLimit` from one start position.
  case matchLimit
  case depthLimit
  case heapLimit
  /// The pattern used up its CPU time or its trips in this log and is no longer tried.
  case suspended
  /// Any other PCRE2 error, by its code (a negative number, see pcre2api(3)).
  case failed(code: Int32)
}

/// A match: byte offsets into the line that was given.
public struct Match: Sendable, Equatable {
  public let range: Range<Int>
  /// The names of the pattern's named captures, in the order of `Pattern.captureNames`.
  public let names: [String]
  /// For each name the bytes it captured; nil if its group took no part in the match.
  public let ranges: [Range<Int>?]

  public init(range: Range<Int>, names: [String], ranges: [Range<Int>?]) {
    self.range = range
    self.names = names
    self.ranges = ranges
  }

  /// The bytes captured under `name`; nil if there is no such name or its group took no part.
  public subscript(name: String) -> Range<Int>? {
    names.firstIndex(of: name).flatMap { ranges[$0] }
  }

  /// All named captures, in the order of `Pattern.captureNames`.
  public var captures: [(name: String, range: Range<Int>?)] {
    zip(names, ranges).map { (name: $0, range: $1) }
  }
}
