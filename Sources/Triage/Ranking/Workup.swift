import Classifier
import Logs
import Signatures

/// A candidate cleaned and described: what ranking, classification and the answer look at.
struct WorkupItem: Sendable {
  var number: Int
  var section: Int
  var isEcho: Bool
  /// The clean, masked piece of the line that matched, or the whole line.
  var text: [UInt8]
  /// The signature that speaks for the line, if any, and what it captured.
  var signature: Int?
  var captures: [String: String]
  var kind: Kind?
  var isGeneric: Bool
  /// The signature's, unless the place says otherwise.
  var bucket: Bucket
  var category: String?
  var tokens: TokenCounts
  /// Values in the order of ``RankingFeatures/names``; the slot of the line model is zero.
  var features: [Double]
  var around: Neighbourhood
  /// Lines to the failing exit behind it, or nil when none follows.
  var distanceToExit: Int?

  /// The tool or the build says right behind the line that it goes on regardless.
  var isTolerated = false
  /// The tool whose signature was seen.
  var tool: Substring?
  /// The next line announces another attempt.
  var isRetried = false
  /// The next lines tell of the exception that came of this one.
  var isOvertaken = false
  /// It says that something is missing, shortly after what it comes from was not to be reached.
  var isAfterOutage = false
  /// It is known by nothing but its place, right before the failing exit.
  var isLastWord = false
  /// The step around it ended well, and another one failed.
  var isInPassedStep = false
  /// It was the runner that said which steps failed, and this was none of them.
  var isMarkedPassed = false

  /// Whether the same was said on a later line, by signature in `lines`.
  func isBefore(_ lines: [Int: Int]) -> Bool {
    signature.flatMap { lines[$0] }.map { $0 > number } ?? false
  }

  /// A test's or a check's own line that it passed: an alarming word in it is of its name.
  var saysPassed: Bool {
    let text = text.drop { $0 == 0x20 || $0 == 0x09 }
    if Self.passedMarks.contains(where: { text.starts(with: $0) }) { return true }
    return Self.passedEnds.contains { text.suffix($0.count).elementsEqual($0) }
  }

  private static let passedMarks = [
    "PASS ", "PASS:", "PASSED ", "[PASS] ", "--- PASS", "ok ", "[ OK ] ", "[       OK ] ",
    "[  OK  ] ", "✓ ", "✔ ", "√ ",
  ].map { Array($0.utf8) }
  /// What could be a status stands apart from the name before it: "200 OK" is no verdict.
  private static let passedEnds = [
    "  OK", "  ok", ". OK", ". ok", "..OK", "..ok", "\tOK", "\tok", " PASS", " PASSED", " ✓", " ✔",
  ].map { Array($0.utf8) }

  /// A cause that says more than that something went wrong, in output rather than in an echo.
  var isSpecificCause: Bool { kind == .cause && !isGeneric && !isEcho }
}

/// Everything about one log that does not depend on a trained model.
///
/// Training and answering share it, so that what was learned is what is applied.
struct Workup: Sendable {
  var items: [WorkupItem]
  /// Tokens of the lines before the failing exit, or of the log's end.
  var tailTokens: TokenCounts
  /// Values in the order of ``FailureFeatures/names``; the slots of the ranking are zero.
  var failureFeatures: [Double]
  var lines: Int
  /// The last line on which a test tool says that tests failed, or nought.
  var lastTestSymptom: Int

  /// Neither a CI's decoration nor a failing exit.
  var isBare: Bool
  /// The last line that says that something passed, or nought.
  var lastSuccess: Int
  /// The last line that says that the job or a step of it passed, or nought.
  var lastJobSuccess: Int

  /// Most items that are looked at; the retained candidates are thinned evenly beyond it.
  static let mostItems = 600

  /// Cleans and describes what `gathered` kept.
  ///
  /// `muted` signatures are treated as unknown: training uses it to learn what to do without them.
  init(
    _ gathered: Gathered, catalog: Catalog, baseline: Baseline? = nil,
    muted: (Signature) -> Bool = { _ in false }
  ) {
    var cleaner = LineCleaner(provider: gathered.provider)
    let context = RankingContext(
      gathered, catalog: catalog, breaksOffInTests: Self.breaksOffInTests(gathered, &cleaner),
      muted: muted)
    var items: [WorkupItem] = []
    for candidate in Self.thinned(gathered.candidates) {
      guard
        let item = Self.item(
          candidate, cleaner: &cleaner, catalog: catalog, baseline: baseline, context: context,
          muted: muted)
      else { continue }
      items.append(item)
    }
    items += LastWords(gathered, besides: items, cleaner: &cleaner).candidates.compactMap {
      Self.item(
        $0, cleaner: &cleaner, catalog: catalog, baseline: baseline, context: context,
        muted: muted)
    }
    self.items = items.sorted { $0.number < $1.number }
    lines = gathered.lines
    // A board's serial console ends without a word of the job as well.
    isBare = (gathered.provider == .plain || gathered.provider == .lava) && gathered.exits.isEmpty
    lastSuccess = gathered.successes.last?.line ?? 0
    lastJobSuccess = gathered.successes.last { $0.ends }?.line ?? 0
    lastTestSymptom = context.lastTestSymptom
    tailTokens = Self.tail(gathered, cleaner: &cleaner)
    failureFeatures = FailureFeatures.values(gathered, context: context)
  }

  /// Whether nothing behind the item says that all is well: for a specific cause and for a failed
  /// test the cheer of a tool or of the next suite does not count, only that of the job.
  func isUnanswered(_ item: WorkupItem) -> Bool {
    guard let kind = item.kind, !item.isTolerated, !item.isRetried else { return false }
    let isSpecific = kind == .cause && (!item.isGeneric || item.bucket == .test)
    return item.number > (isSpecific ? lastJobSuccess : lastSuccess)
  }

  private static func thinned(_ candidates: [Candidate]) -> [Candidate] {
    guard candidates.count > mostItems else { return candidates }
    let known = candidates.filter { !$0.sightings.isEmpty }
    let rest = candidates.filter { $0.sightings.isEmpty }
    let room = max(60, mostItems - known.count)
    let stride = Double(rest.count) / Double(room)
    let picked = rest.count <= room ? rest : (0..<room).map { rest[Int(Double($0) * stride)] }
    return (known.suffix(mostItems) + picked).sorted { $0.number < $1.number }
  }

  private static func item(
    _ candidate: Candidate, cleaner: inout LineCleaner, catalog: Catalog, baseline: Baseline?,
    context: RankingContext, muted: (Signature) -> Bool
  ) -> WorkupItem? {
    guard let line = candidate.around.clean(candidate.number, with: &cleaner) else { return nil }
    let sighting = candidate.sightings.first { sighting in
      let signature = catalog.signatures[sighting.signature]
      return signature.kind != .success && !muted(signature)
    }
    if sighting == nil, !candidate.cues.isAlarming, !candidate.isLastWord { return nil }
    let segment = sighting?.segment ?? line.segments.last { !$0.isEmpty } ?? 0..<line.text.count
    let text = Array(line.text[segment.clamped(to: 0..<line.text.count)])
    if text.isEmpty || !Self.isReadable(text) { return nil }
    let signature = sighting.map { catalog.signatures[$0.signature] }
    var tokens = TokenCounts()
    Tokenizer.count(text.prefix(600), into: &tokens)
    var item = WorkupItem(
      number: candidate.number, section: candidate.section, isEcho: candidate.isEcho || line.isEcho,
      text: text, signature: sighting?.signature, captures: sighting?.captures ?? [:],
      kind: signature?.kind, isGeneric: signature?.isGeneric ?? false,
      bucket: signature?.bucket ?? .unknown, category: signature?.category, tokens: tokens,
      features: [], around: candidate.around,
      distanceToExit: context.distanceToExit(candidate.number))
    item.tool = signature?.tool
    if let signature { item.judgePlace(of: signature, line: line.text, context: context) }
    let sequel = Sequel.of(candidate)
    item.isTolerated = sequel.contains(.isTolerated)
    item.isRetried = sequel.contains(.isRetried)
    item.isLastWord = candidate.isLastWord
    item.isOvertaken = sequel.contains(.isOvertaken)
    item.isAfterOutage =
      signature.map {
        context.followsOutage($0, candidate.number, section: candidate.section)
      } ?? false
    item.isInPassedStep = context.hasPassed(candidate.section)
    item.isMarkedPassed = context.isMarked
    item.features = RankingFeatures.values(
      item, candidate: candidate, context: context, isKnownGood: baseline?.contains(text) ?? false)
    return item
  }

  /// Whether a line is text: in an image or an archive a cue or a pattern is chance.
  private static func isReadable(_ text: [UInt8]) -> Bool {
    var odd = 0
    for (index, byte) in text.enumerated() {
      let isControl = byte < 0x20 && byte != 0x09 && byte != 0x1B
      // U+FFFD stands for bytes that are no UTF-8.
      let isRepaired = byte == 0xEF && text[index...].starts(with: [0xEF, 0xBF, 0xBD])
      if isControl || isRepaired { odd += 1 }
    }
    return odd * 12 <= text.count
  }

  private static func breaksOffInTests(
    _ gathered: Gathered, _ cleaner: inout LineCleaner
  ) -> Bool {
    let source = gathered.exits.first?.tail ?? gathered.tail
    return TestsInFlight.broken(source.quotes(with: &cleaner).map(\.text))
  }

  private static func tail(_ gathered: Gathered, cleaner: inout LineCleaner) -> TokenCounts {
    var tokens = TokenCounts()
    let source = gathered.exits.first?.tail ?? gathered.tail
    for (_, line, text) in source.quotes(with: &cleaner) where !line.isEcho {
      Tokenizer.count(text.prefix(400), into: &tokens)
    }
    return tokens
  }
}

extension WorkupItem {
  /// What any program may print about the world around it, which a failing test prints as well.
  private static let ofTheWorld: Set = [
    "network-connection", "network-dns", "network-tls", "service-5xx", "rate-limit",
    "missing-file", "permission-denied", "missing-variable",
  ]

  /// What stops a program that needs more than it was given.
  private static let ofTheProgram: Set = ["quota-config", "out-of-memory"]

  /// What the compiler says of whatever it compiles.
  private static let ofTheBuild: Set = ["compile", "link"]

  /// The same words mean something else in a test: there a refused connection is the test's matter,
  /// and so is the time limit that stopped the job. A package that a package manager builds is not
  /// the project's own code.
  fileprivate mutating func judgePlace(
    of signature: Signature, line: [UInt8], context: RankingContext
  ) {
    guard signature.kind == .cause, let stated = signature.category else { return }
    let isIndented = line.starts(with: [0x20, 0x20]) || line.first == 0x09
    if stated == "job-timeout", context.breaksOffInTests {
      (bucket, category) = (.test, "test-timeout")
    } else if signature.isGeneric, Self.ofTheWorld.contains(stated),
      context.isInsideTest(number, section: section)
    {
      (bucket, category) = (.test, "exception")
    } else if stated == "infrastructure-code",
      (number...number + 200).contains(context.lastTestSymptom)
    {
      (bucket, category) = (.test, "assertion")
    } else if isIndented, Self.ofTheProgram.contains(stated),
      context.isInReport(number, section: section)
    {
      (bucket, category) = (.test, "crash")
    } else if Self.ofTheBuild.contains(stated), isIndented || Self.isQuoted(line),
      context.isInInstallation(number)
    {
      (bucket, category) = (.dependency, "install-failed")
    }
  }

  /// How a package manager marks what it hands on of a build: opam's `- ` and `# `, npm's own.
  private static let quoting = ["- ", "# ", "npm ERR! ", "npm error "].map { Array($0.utf8) }

  private static func isQuoted(_ line: [UInt8]) -> Bool {
    quoting.contains { line.starts(with: $0) }
  }

  /// What the line says, the same whether it is quoted or not, and in which run.
  var words: UInt64 {
    let mark = Self.quoting.first { text.starts(with: $0) }
    return LineTemplate.hash(text.dropFirst(mark?.count ?? 0))
  }
}

extension Neighbourhood {
  /// The held line with this number, cleaned; nil if it is not held.
  func clean(_ wanted: Int, with cleaner: inout LineCleaner) -> Line? {
    var found: Line?
    forEachLine { number, offset, raw in
      if number == wanted { found = cleaner.clean(raw, number: number, offset: offset) }
    }
    return found
  }
}
