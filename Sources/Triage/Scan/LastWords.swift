import Logs

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
