import Logs
import Signatures

/// A line that may be the one to point at, kept from the stream.
struct Candidate: Sendable {
  var number: Int
  var sightings: [Sighting]
  var cues: CueSet
  /// Index of the section it stands in.
  var section: Int
  var isEcho: Bool
  /// The line with two lines on each side.
  var around: Neighbourhood
  /// Nothing but its place makes it worth a look: it stands right before a failing exit.
  var isLastWord = false

  /// Lines kept on each side.
  static let reach = 2

  /// Appends what is missing behind the line if `index` is the block that follows.
  mutating func extend(with index: BlockIndex) {
    let missing = number + Self.reach + 1 - around.endLine
    guard missing > 0, around.isFollowed(by: index) else { return }
    around.append(first: missing, of: index)
  }
}

/// A place where a step or the job says that it failed, with the lines before it.
struct Exit: Sendable {
  var line: Int
  var section: Int
  /// Up to 30 lines that end here.
  var tail: Neighbourhood
}

/// The candidates worth keeping from a stream of any length.
///
/// Of each signature the first and the last sightings stay (the first failure of a kind is often
/// the cause, the last one stands next to the exit), of lines that only bear a cue likewise.
/// Counts go on for all. Memory is bounded by (signatures seen × 10 + 160) neighbourhoods.
struct CandidateStore {
  private struct Lane {
    var first: [Candidate] = []
    var last: [Candidate] = []
    /// Position in `last` that is overwritten next.
    var turn = 0
    var count = 0

    mutating func add(_ candidate: Candidate, firstMost: Int, lastMost: Int) {
      count += 1
      if first.count < firstMost {
        first.append(candidate)
      } else if last.count < lastMost {
        last.append(candidate)
      } else {
        last[turn] = candidate
        turn = (turn + 1) % lastMost
      }
    }

    /// Completes the neighbours of candidates at the end of the block before.
    mutating func extend(with index: BlockIndex) {
      for place in first.indices { first[place].extend(with: index) }
      for place in last.indices { last[place].extend(with: index) }
    }

    mutating func materialize(_ copy: (Int) -> Neighbourhood) {
      for index in first.indices {
        if let line = first[index].around.pendingIndex { first[index].around = copy(line) }
      }
      for index in last.indices {
        if let line = last[index].around.pendingIndex { last[index].around = copy(line) }
      }
    }
  }

  private var bySignature: [Int: Lane] = [:]
  /// Signatures whose lanes hold place holders.
  private var fresh: Set<Int> = []
  /// Signatures with candidates whose lines behind them may not have come yet.
  private var open: Set<Int> = []
  private var cued = Lane()

  /// How often each signature was seen.
  var counts: [Int: Int] { bySignature.mapValues(\.count) }

  /// How many lines bore a cue and no signature.
  var cuedCount: Int { cued.count }

  mutating func add(_ candidate: Candidate) {
    guard let lead = candidate.sightings.first else {
      cued.add(candidate, firstMost: 40, lastMost: 120)
      return
    }
    fresh.insert(lead.signature)
    bySignature[lead.signature, default: Lane()].add(candidate, firstMost: 4, lastMost: 6)
  }

  /// Replaces each place holder by what `copy` makes of its line.
  mutating func materialize(_ copy: (Int) -> Neighbourhood) {
    cued.materialize(copy)
    for signature in fresh { bySignature[signature]?.materialize(copy) }
    open.formUnion(fresh)
    fresh.removeAll(keepingCapacity: true)
  }

  /// Gives candidates on the last two lines of the block before the lines behind them.
  mutating func extend(with index: BlockIndex) {
    cued.extend(with: index)
    for signature in open { bySignature[signature]?.extend(with: index) }
    if index.lineCount >= Candidate.reach { open.removeAll(keepingCapacity: true) }
  }

  /// What was kept, by line.
  func all() -> [Candidate] {
    var out = cued.first + cued.last
    for lane in bySignature.values { out += lane.first + lane.last }
    return out.sorted { $0.number < $1.number }
  }
}
