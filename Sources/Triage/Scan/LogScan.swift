import Logs
import Patterns
import Signatures

/// One streaming pass over a log: blocks of lines in, ``Gathered`` out.
///
/// Per block: colour is stripped if there is any, one literal scan finds the lines worth a look
/// (1–10 % of a log), and only these are cleaned, masked and matched. Nothing is kept of the rest
/// but its line count.
public struct LogScan {
  private let catalog: Catalog
  private let matcher: LineMatcher
  private var cleaner: LineCleaner
  private var tracker = SectionTracker()
  private let provider: ProviderID

  private var store = CandidateStore()
  private var exits: [Exit] = []
  private var successes: [(line: Int, signature: Int, ends: Bool)] = []
  private var tail = Neighbourhood(firstLine: 1, offset: 0, bytes: [], lineCount: 0)

  // Memory that is used again from block to block, so that a block allocates nothing of its own.
  private var block = ScannedBlock()
  private var targets: [Int] = []
  private let announcements: Announcements
  private let pairs = BytePairs()
  private let patternCount: Int
  /// For each signature what its sighting says of the job's end.
  private let roles: [Role]

  private struct Role {
    var isSuccess: Bool
    var endsStep: Bool
    /// It stands only if a certain line follows.
    var isConditional: Bool
    var isFailingExit: Bool { endsStep && !isSuccess }
  }

  /// The literals that must be scanned for besides the signatures' own: build the catalog with them.
  public static var extraLiterals: [[UInt8]] {
    Structure.literals + Cue.literals.map { Array($0.text.utf8) }
  }

  public init(catalog: Catalog, provider: ProviderID) {
    self.catalog = catalog
    self.provider = provider
    matcher = LineMatcher(catalog: catalog)
    cleaner = LineCleaner(provider: provider)
    patternCount = catalog.patternCount
    announcements = Announcements(catalog)
    roles = catalog.signatures.map {
      Role(
        isSuccess: $0.kind == .success, endsStep: $0.endsStep, isConditional: $0.followed != nil)
    }
  }

  /// Takes in a block of whole lines.
  public mutating func consume(_ block: LineBlock) {
    // Taken out of `self` for the call: reading it changes the rest of it.
    var own = ScannedBlock()
    swap(&own, &self.block)
    own.load(block, catalog: catalog, provider: provider)
    consume(own)
    swap(&own, &self.block)
  }

  /// Takes in a block of whole lines that was scanned for the same catalog.
  public mutating func consume(_ block: ScannedBlock) {
    matcher.beginBlock()
    block.bytes.withUnsafeBytes { raw in
      let index = BlockIndex(
        bytes: raw, firstLine: block.firstLine, offset: block.offset, cut: block.cut,
        starts: block.starts, before: tail)
      store.extend(with: index)
      block.withScanned { bytes, starts in
        block.hits.withUnsafeBufferPointer {
          visitHits($0, index, of: block, scanned: bytes, starts: starts)
        }
      }
      keepTail(of: index)
    }
  }

  private mutating func visitHits(
    _ hits: UnsafeBufferPointer<LiteralScanner.Hit>, _ index: BlockIndex,
    of block: ScannedBlock, scanned bytes: UnsafeRawBufferPointer, starts: [Int32]
  ) {
    var hit = 0
    var line = 0
    let last = min(starts.count - 1, index.lineCount) - 1
    while hit < hits.count, last >= 0 {
      let place = Int32(bitPattern: hits[hit].end) - 1
      while line < last, starts[line + 1] <= place { line += 1 }
      let end = line < last ? Int(starts[line + 1]) : Int.max
      let (found, next) = collect(hits, from: hit, before: end)
      hit = next
      if !targets.isEmpty, !found.isStructural {
        let whole = UnsafeRawBufferPointer(
          rebasing: bytes[Int(starts[line])..<min(end, bytes.count)])
        let text = whole.dropFirst(block.stampLength(line))
        catalog.confirm(&targets, in: UnsafeRawBufferPointer(rebasing: text), pairs)
      }
      look(index, line, cues: found.cues, isStructural: found.isStructural)
    }
    materialize(index)
  }

  /// Gathers what the hits of one line announce: pattern numbers into `targets`, the rest returned.
  private mutating func collect(
    _ hits: UnsafeBufferPointer<LiteralScanner.Hit>, from first: Int, before end: Int
  ) -> (found: (cues: CueSet, isStructural: Bool), next: Int) {
    targets.removeAll(keepingCapacity: true)
    var cues = CueSet()
    var isStructural = false
    let next = announcements.collect(hits, from: first, before: end) { target in
      if target < patternCount {
        targets.append(target)
      } else if target - patternCount < Self.structureCount {
        isStructural = true
      } else {
        cues.insert(Self.cueKinds[target - patternCount - Self.structureCount])
      }
    }
    return ((cues, isStructural), next)
  }

  private static let cueKinds = Cue.literals.map(\.cue)
  private static let structureCount = Structure.literals.count

  private mutating func look(
    _ index: BlockIndex, _ line: Int, cues: CueSet, isStructural: Bool
  ) {
    let number = index.firstLine + line
    // The body of a private key says nothing, and is never kept.
    if cleaner.isInsideKey, !isStructural { return }
    if !isStructural, targets.isEmpty {
      // Only a cue: the line is cleaned when, and if, it is still among the last at the end.
      if cues.isAlarming {
        keep([], cues: cues, isEcho: cleaner.isInsideEcho, number: number, index: index, line: line)
      }
      return
    }
    let clean = cleaner.cleanUnmasked(
      index.line(line), number: number, offset: index.offset + Int(index.starts[line]),
      cut: index.cut)
    tracker.observe(clean)
    let sightings = sightings(on: clean)
    if !clean.isEcho, clean.marks.contains(where: \.saysFailed) { keepExit(number, index, line) }
    guard !sightings.isEmpty || cues.isAlarming else { return }
    keep(sightings, cues: cues, isEcho: clean.isEcho, number: number, index: index, line: line)
  }

  /// What the announced patterns see on a line. Of the lines looked at few are sighted, so secrets
  /// are masked only then, and the masked line is what the captures are of.
  private func sightings(on line: Line) -> [Sighting] {
    guard !targets.isEmpty else { return [] }
    let found = matcher.sightings(on: line, targets: targets)
    guard !found.isEmpty else { return [] }
    let masked = line.masked()
    return masked.text == line.text ? found : matcher.sightings(on: masked, targets: targets)
  }

  private mutating func keep(
    _ sightings: [Sighting], cues: CueSet, isEcho: Bool, number: Int, index: BlockIndex, line: Int
  ) {
    if let passed = sightings.first(where: { roles[$0.signature].isSuccess }) {
      if successes.count == 64 { successes.removeFirst(32) }
      successes.append((number, passed.signature, roles[passed.signature].endsStep))
      if sightings.count == 1 { return }
    }
    if !isEcho, sightings.contains(where: { roles[$0.signature].isFailingExit }) {
      keepExit(number, index, line)
    }
    store.add(
      Candidate(
        number: number, sightings: sightings, cues: cues, section: tracker.currentStep,
        isEcho: isEcho,
        around: .pending(line)))
  }

  /// Copies the neighbours of the candidates of this block that are still kept at its end.
  private mutating func materialize(_ index: BlockIndex) {
    store.materialize {
      index.neighbourhood(of: $0, before: Candidate.reach, after: Candidate.reach)
    }
  }

  /// Keeps the first two and the last two exits.
  private mutating func keepExit(_ number: Int, _ index: BlockIndex, _ line: Int) {
    if exits.last?.line == number { return }
    let exit = Exit(
      line: number, section: tracker.currentStep,
      tail: index.neighbourhood(of: line, before: 30, after: 0))
    if exits.count == 4 { exits.remove(at: 2) }
    exits.append(exit)
  }

  /// Leaves out sightings whose signature asks for another line behind than is there.
  private func standing(_ candidates: [Candidate]) -> [Candidate] {
    candidates.compactMap { candidate in
      guard candidate.sightings.contains(where: { roles[$0.signature].isConditional }) else {
        return candidate
      }
      var own = LineCleaner(provider: provider)
      let next = candidate.around.quotes(with: &own).first { quote in
        quote.number > candidate.number && quote.text.contains { $0 > 0x20 }
      }
      var candidate = candidate
      candidate.sightings.removeAll { !matcher.isFollowed($0.signature, by: next?.line) }
      return candidate.sightings.isEmpty && !candidate.cues.isAlarming ? nil : candidate
    }
  }

  private mutating func keepTail(of index: BlockIndex) {
    guard index.lineCount > 0 else { return }
    tail = index.neighbourhood(of: index.lineCount - 1, before: 59, after: 0)
  }

  /// Ends the pass; without a summary (an archive without a log in it) there were no lines.
  public mutating func finish(_ summary: ReadSummary?) -> Gathered {
    tracker.finish(lastLine: summary?.lines ?? 0)
    let problems = (summary?.problems ?? []).filter(\.losesText).map(\.description)
    return Gathered(
      provider: provider, candidates: standing(store.all()), counts: store.counts,
      cuedCount: store.cuedCount, exits: exits, successes: successes,
      sections: tracker.sections, tail: tail, lines: summary?.lines ?? 0,
      bytes: summary?.bytes ?? 0,
      truncation: problems.isEmpty ? nil : problems.joined(separator: "; "),
      refused: matcher.refused)
  }
}

extension SectionMark {
  /// Whether the CI itself says that a step or the job failed here.
  var saysFailed: Bool {
    switch self {
    case .failed, .jobFailed, .commandFailed: true
    default: false
    }
  }
}
