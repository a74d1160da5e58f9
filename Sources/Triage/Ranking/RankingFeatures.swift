import Signatures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The explicit features by which lines compete for being the cause. Their weights are learned
/// from the corpus and printed by `faultline corpus evaluate`.
enum RankingFeatures {
  static let names = [
    "specific-cause", "generic-cause", "symptom", "wrapper", "cue-only", "transient",
    "echo", "in-first-failed-section", "in-last-failed-section", "in-other-section",
    "after-last-exit", "near-exit", "no-exit-after", "position", "near-end", "rare",
    "first-of-kind", "last-of-kind", "first-cause-of-section", "echoed-by-its-tool",
    "captures", "long-line", "in-baseline", "provider-error",
    "cue-strong", "cue-failure", "cue-reason", "cue-contradiction", "cue-softening",
    "infra-inside-tests", "stack-frame", "line-score", "line-score-of-unknown",
    "provider-error-message", "machine-broken", "last-words", "missing-after-cause",
  ]

  static let inBaseline = 22
  static let lineScore = 31
  static let lineScoreOfUnknown = 32
  static let missingAfterCause = 36

  /// All features but those of the line model, which are zero until ``scored(_:lineScore:)``.
  static func values(
    _ item: WorkupItem, candidate: Candidate, context: RankingContext, isKnownGood: Bool
  ) -> [Double] {
    let signature = item.signature.map { context.catalog.signatures[$0] }
    let isCause = item.kind == .cause
    let distance = context.distanceToExit(item.number)
    let afterExits = !context.exitLines.isEmpty && distance == nil
    let sectioned = context.hasSections && context.firstExitSection != nil
    let span = item.signature.flatMap { context.span[$0] }
    let count = item.signature.flatMap { context.counts[$0] } ?? 1
    let complaint = signature.flatMap { context.lastComplaint[$0.tool] } ?? 0
    let fromEnd = Double(context.lines - item.number)
    return [
      flag(isCause && !item.isGeneric), flag(isCause && item.isGeneric),
      flag(item.kind == .symptom), flag(item.kind == .wrapper), flag(item.kind == nil),
      flag(signature?.isTransient ?? false), flag(item.isEcho),
      flag(sectioned && item.section == context.firstExitSection),
      flag(sectioned && item.section == context.lastExitSection),
      flag(
        sectioned && item.section != context.firstExitSection
          && item.section != context.lastExitSection),
      flag(afterExits), distance.map { closeness(Double($0)) } ?? 0,
      flag(distance == nil), Double(item.number) / Double(context.lines), closeness(fromEnd),
      1 / (1 + log2(Double(max(1, count)))),
      flag(span?.lowerBound == item.number), flag(span?.upperBound == item.number),
      flag(isCause && context.firstCause[item.section] == item.number),
      flag(isCause && complaint > item.number),
      Double(min(3, item.captures.count)) / 3, flag(item.text.count > 400), flag(isKnownGood),
      flag(item.text.starts(with: Array("##[error]".utf8))),
      flag(candidate.cues.contains(.strong)), flag(candidate.cues.contains(.failure)),
      flag(candidate.cues.contains(.reason)), flag(candidate.cues.contains(.contradiction)),
      flag(candidate.cues.contains(.softening)),
      flag(
        isCause && item.bucket != .test && context.lastTestSymptom > item.number
          && (item.isGeneric || item.text.starts(with: Array("E   ".utf8)))),
      flag(isStackFrame(item.text)),
      0, 0,
      // What a step itself reports as its error, in its own words.
      flag(
        (item.kind == nil || item.isGeneric) && item.text.starts(with: Array("##[error]".utf8))),
      flag(isCause && item.bucket == .infra && machine.contains(item.category ?? "")),
      flag(candidate.isLastWord),
      // A file that is not there is most often one that an earlier failure did not leave behind.
      flag(
        isCause && item.category == "missing-file"
          && context.followsCause(item.number, section: item.section)),
    ]
  }

  /// What no test or tool can be blamed for, and what makes them all fail.
  static let machine: Set = ["disk-full", "out-of-memory", "runner-lost", "device"]

  /// The features with the line model's score filled in.
  static func scored(_ item: WorkupItem, lineScore score: Double) -> [Double] {
    var row = item.features
    row[lineScore] = score
    row[lineScoreOfUnknown] = item.signature == nil || item.isGeneric ? score : 0
    return row
  }

  /// `	at com.acme.Main.main(Main.java:9)`, `  File "x.py", line 3`: where, never why.
  private static func isStackFrame(_ text: [UInt8]) -> Bool {
    let body = text.drop { $0 == 0x20 || $0 == 0x09 }
    guard body.startIndex > 0 else { return false }
    return body.starts(with: Array("at ".utf8)) || body.starts(with: Array("File \"".utf8))
      || body.starts(with: Array("... ".utf8))
  }

  private static func flag(_ value: Bool) -> Double { value ? 1 : 0 }

  /// 1 at distance nought, about a half at one line, 0.1 at 500 lines.
  private static func closeness(_ distance: Double) -> Double {
    1 / (1 + log2(1 + max(0, distance)))
  }
}

/// Whether the log says that the job failed at all: features of the log as a whole.
enum FailureFeatures {
  static let names = [
    "failing-exit", "success-after-last-exit", "success-at-end", "job-success", "causes",
    "generic-causes", "symptoms", "provider-without-exit", "short", "top-utility",
    "top-is-cause", "top-near-end", "bias", "cause-in-excerpt", "complete-without-exit",
  ]

  static let topUtility = 9
  static let topIsCause = 10
  static let topNearEnd = 11

  static func values(_ gathered: Gathered, context: RankingContext) -> [Double] {
    let lastExit = gathered.exits.last?.line ?? 0
    let lastSuccess = gathered.successes.last?.line ?? 0
    let jobSuccess = gathered.successes.last { $0.ends }?.line ?? 0
    var seen: [Kind: Int] = [:]
    var generic = 0
    for signature in context.span.keys {
      let entry = context.catalog.signatures[signature]
      if entry.kind == .cause, entry.isGeneric {
        generic += 1
      } else {
        seen[entry.kind, default: 0] += 1
      }
    }
    // Part of a log whose runner marks what fails may end before the mark.
    let isPart = RankingContext.marking.contains(gathered.provider) && !isComplete(gathered)
    let named = ![.plain, .timestamped].contains(gathered.provider) && !isPart
    let isExcerpt = gathered.successes.isEmpty && (!named || gathered.lines < 60)
    return [
      gathered.exits.isEmpty ? 0 : 1,
      lastExit > 0 && lastSuccess > lastExit ? 1 : 0,
      lastSuccess > 0 && gathered.lines - lastSuccess < 30 ? 1 : 0,
      jobSuccess > lastExit ? 1 : 0,
      damped(seen[.cause] ?? 0), damped(generic), damped(seen[.symptom] ?? 0),
      named && gathered.exits.isEmpty ? 1 : 0,
      gathered.lines < 40 ? 1 : 0,
      0, 0, 0, 1,
      isExcerpt && seen[.cause] ?? 0 > 0 ? 1 : 0,
      gathered.exits.isEmpty && isComplete(gathered) ? 1 : 0,
    ]
  }

  /// Whether the log reaches the line with which GitHub's and Azure's runner ends every job: a step
  /// that had failed would have said so before.
  static func isComplete(_ gathered: Gathered) -> Bool {
    let ends = ["Cleaning up orphan processes", "##[section]Finishing: "].map { Array($0.utf8) }
    let last = gathered.tail.bytes.split(separator: 0x0A).suffix(8)
    return last.contains { line in
      line.indices.contains { index in ends.contains { line[index...].starts(with: $0) } }
    }
  }

  private static func damped(_ count: Int) -> Double { min(2, log2(1 + Double(count)) / 2) }
}
