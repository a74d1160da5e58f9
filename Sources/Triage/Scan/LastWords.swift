import Logs

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The last things that were printed before a failing exit.
///
/// A script of the project's own says what is wrong in words that no cue and no signature knows
/// ("please run the formatter and commit"), but it says so right before it gives up.
struct LastWords {
  private(set) var candidates: [Candidate] = []

  /// Most lines with text that are looked back, those included that are known already.
  private static let most = 4

  /// - Parameter items: what is known already; its lines are not taken twice.
  init(_ gathered: Gathered, besides items: [WorkupItem], cleaner: inout LineCleaner) {
    var known = Set(items.map(\.number))
    guard let first = gathered.exits.first, let last = gathered.exits.last else { return }
    for exit in first.line == last.line ? [first] : [first, last] {
      var left = Self.most
      for (number, line, text) in exit.tail.quotes(with: &cleaner).reversed() where left > 0 {
        if number >= exit.line || line.isEcho || !Self.hasWords(text) { continue }
        left -= 1
        guard known.insert(number).inserted else { continue }
        candidates.append(
          Candidate(
            number: number, sightings: [], cues: CueSet(), section: exit.section, isEcho: false,
            around: exit.tail.part(around: number), isLastWord: true))
      }
    }
  }

  /// Whether there are letters enough for a word or two.
  private static func hasWords(_ text: [UInt8]) -> Bool {
    text.lazy.filter { ByteClass.isLetter($0) || $0 >= 0x80 }.prefix(6).count == 6
  }
}

/// Failures that the tool around them goes on from.
enum Tolerance {
  /// Make's `Error 1 (ignored)`, Ansible's `...ignoring`, Gradle's and others' own words.
  private static let words = [
    "(ignored)", "...ignoring", "Ignoring error", "ignoring this error", "continuing anyway",
    "Continuing anyway", "continue-on-error", "allowed to fail", "Allowed to fail",
    // A git command that only tidies up: actions/checkout warns of it and goes on.
    "##[warning]The process '", "::warning::The process '",
    // yum goes on without the package that it says it does not have.
    "Resolving Dependencies",
    "(expected)", "failed as expected", "fails as expected", "errors as expected",
  ].map { Array($0.utf8) }

  /// Whether the line itself or one of the two behind it says so.
  static func isTolerated(_ candidate: Candidate) -> Bool { says(candidate, words) }

  private static let attempts = [
    "Retrying", "retrying", "Will retry", "will retry", "Trying again",
  ]
  .map { Array($0.utf8) }

  /// Whether the line itself or one of the two behind it announces another attempt.
  static func isRetried(_ candidate: Candidate) -> Bool {
    says(candidate, attempts)
  }

  private static let sequels = [
    "During handling of the above exception, another exception occurred",
    "The above exception was the direct cause of the following exception",
  ]
  .map { Array($0.utf8) }

  /// Whether Python goes on right behind the line with the exception that came of it.
  static func isOvertaken(_ candidate: Candidate) -> Bool {
    says(candidate, sequels)
  }

  private static func says(_ candidate: Candidate, _ words: [[UInt8]]) -> Bool {
    var found = false
    candidate.around.forEachLine { number, _, raw in
      guard number >= candidate.number, !found else { return }
      found = words.contains { contains(raw, $0) }
    }
    return found
  }

  private static func contains(_ text: UnsafeRawBufferPointer, _ word: [UInt8]) -> Bool {
    guard var rest = text.baseAddress, let first = word.first else { return false }
    let end = rest + text.count
    while end - rest >= word.count,
      let next = memchr(rest, Int32(first), end - rest - word.count + 1)
    {
      if memcmp(next, word, word.count) == 0 { return true }
      rest = UnsafeRawPointer(next) + 1
    }
    return false
  }
}
