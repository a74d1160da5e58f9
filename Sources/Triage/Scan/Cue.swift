/// A word that makes a line worth a look even if no signature knows it.
///
/// Cues are scanned for together with the signatures' literals, so they cost nothing of their own.
/// Which of them make a line cause-like is not decided here but learned from the corpus.
enum Cue: Int, CaseIterable {
  /// "error", "exception", "fatal", "panic", "traceback"
  case strong
  /// "fail": failed, failure, FAIL
  case failure
  /// "cannot", "unable to", "not found", "denied", "refused", "timed out" …
  case reason
  /// "expected", "assert", "mismatch", "undefined" …
  case contradiction
  /// "warning", "deprecated", "retry", "ignored", "skipped", "debug" …: speaks against a cause
  case softening

  var bit: UInt8 { 1 << UInt8(rawValue) }

  /// Lower-case literals with the cue that each of them is.
  static let literals: [(text: String, cue: Cue)] = [
    ("error", .strong), ("exception", .strong), ("fatal", .strong), ("panic", .strong),
    ("traceback", .strong), ("segmentation fault", .strong), ("critical", .strong),
    ("fail", .failure), ("abort", .failure), ("crash", .failure), ("killed", .failure),
    ("broken", .failure), ("❌", .failure), ("✖", .failure), ("✗", .failure), ("✘", .failure),
    ("●", .failure), ("err!", .failure),
    ("cannot", .reason), ("can't", .reason), ("could not", .reason), ("couldn't", .reason),
    ("unable to", .reason), ("not found", .reason), ("no such", .reason), ("denied", .reason),
    ("refused", .reason), ("timed out", .reason), ("timeout", .reason), ("invalid", .reason),
    ("missing", .reason), ("does not exist", .reason), ("doesn't exist", .reason),
    ("not allowed", .reason), ("not permitted", .reason), ("unsupported", .reason),
    ("not supported", .reason), ("incompatible", .reason), ("conflict", .reason),
    ("rejected", .reason), ("expired", .reason), ("exceeded", .reason), ("corrupt", .reason),
    ("unreachable", .reason), ("unauthorized", .reason), ("forbidden", .reason),
    ("no space", .reason), ("out of memory", .reason), ("not installed", .reason),
    ("terminated", .reason), ("unknown", .reason), ("not a valid", .reason),
    ("expected", .contradiction), ("assert", .contradiction), ("mismatch", .contradiction),
    ("undefined", .contradiction), ("unresolved", .contradiction), ("unexpected", .contradiction),
    ("violation", .contradiction), ("must be", .contradiction), ("differ", .contradiction),
    ("not equal", .contradiction), ("undeclared", .contradiction), ("required", .contradiction),
    ("warn", .softening), ("deprecat", .softening), ("retry", .softening),
    ("retries", .softening), ("ignor", .softening), ("skip", .softening), ("debug", .softening),
    (" 0 error", .softening), (" 0 fail", .softening), ("no error", .softening),
    ("info", .softening), ("notice", .softening),
  ]
}

/// The set of cues on one line.
struct CueSet: Equatable, Sendable {
  private(set) var bits: UInt8 = 0

  mutating func insert(_ cue: Cue) { bits |= cue.bit }

  func contains(_ cue: Cue) -> Bool { bits & cue.bit != 0 }

  /// Whether anything but softening words is there.
  var isAlarming: Bool { bits & ~Cue.softening.bit != 0 }
}
