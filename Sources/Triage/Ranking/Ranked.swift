import Classifier
import Signatures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The items of a workup with the probability of each to be the line to point at.
struct Ranked {
  /// Indexes into the workup's items, best first.
  var order: [Int]
  /// By item.
  var utilities: [Double]
  var probabilities: [Double]

  /// Ranks by the model. `lineScores` gives each item's cause-likeness; training passes scores
  /// from models that have not seen the log.
  init(_ workup: Workup, logit: ConditionalLogit, lineScores: [Double]) {
    let rows = zip(workup.items, lineScores).map { RankingFeatures.scored($0, lineScore: $1) }
    let raw = rows.map(logit.utility)
    // A wrapper never wins while a cause or a symptom exists: it has nothing to say.
    let hasBetter = workup.items.contains {
      $0.kind == .cause || $0.kind == .symptom || $0.isLastWord && !$0.isEcho
    }
    let hasOutput = workup.items.contains { !$0.isEcho }
    // Of several attempts the last one is why it was given up.
    var lastAttempt: [Int: Int] = [:]
    for item in workup.items where !item.isRetried {
      if let signature = item.signature { lastAttempt[signature] = item.number }
    }
    // Nor does a line that stands in a green log of the same job, unless all lines do.
    utilities = zip(workup.items, raw).map { item, utility in
      let isEmpty = hasBetter && item.kind == .wrapper
      // An environment that is printed before the command runs has not failed yet.
      let isPreface = item.isEcho && item.kind == nil && hasOutput
      return utility - (isEmpty ? 20 : 0) - (isPreface ? 4 : 0)
        - ((item.kind == nil || item.isGeneric) && item.saysPassed ? 5 : 0)
        - (item.isTolerated ? 5 : 0) - (item.isInPassedStep ? (item.isMarkedPassed ? 20 : 5) : 0)
        - (item.isRetried ? (item.isBefore(lastAttempt) ? 5 : 1.5) : 0) - (item.isOvertaken ? 1 : 0)
        - (item.isAfterOutage ? 5 : 0)
        - 1.5 * item.features[RankingFeatures.missingAfterCause]
        - 10 * item.features[RankingFeatures.inBaseline]
    }
    probabilities = softmax(utilities)
    order = Self.order(utilities, workup)
  }

  /// Best first; of lines that say the same the first one leads, because what is printed again
  /// further down (a summary, a second listing) is a retelling.
  private static func order(_ utilities: [Double], _ workup: Workup) -> [Int] {
    var order = utilities.indices.sorted { (utilities[$1], $0) < (utilities[$0], $1) }
    guard let lead = order.first, workup.items[lead].kind != .wrapper else { return order }
    let said = workup.items[lead]
    let words = said.words
    let first = workup.items.indices.first { index in
      let item = workup.items[index]
      return item.signature == said.signature && item.section == said.section && !item.isEcho
        && !item.isTolerated && !item.isRetried && item.words == words
    }
    if let first, first != lead { order.lead(with: first) }
    if let first = firstOfEquals(order[0], utilities, workup) { order.lead(with: first) }
    if let whole = tellingAll(order[0], workup) { order.lead(with: whole) }
    return order
  }

  /// The specific cause before an exception's cause that has the same message in it: it says what
  /// was tried as well.
  ///
  ///     build.xml:5: Execute failed: Cannot run program "protoc": error=2, No such file or directory
  ///     …
  ///     Caused by: java.io.IOException: error=2, No such file or directory
  private static func tellingAll(_ lead: Int, _ workup: Workup) -> Int? {
    let said = workup.items[lead]
    guard !said.isSpecificCause, let message = innerMessage(said.text) else { return nil }
    return workup.items.indices.first { index in
      let item = workup.items[index]
      return item.number < said.number && item.section == said.section && item.isSpecificCause
        && !item.isTolerated && !item.isRetried && !item.isInPassedStep
        && item.text.firstRange(of: message) != nil
    }
  }

  /// What stands behind the class in `Caused by: CLASS: MESSAGE`; nil of a short one.
  private static func innerMessage(_ text: [UInt8]) -> ArraySlice<UInt8>? {
    let mark = Array("Caused by: ".utf8)
    guard let start = text.firstRange(of: mark)?.upperBound,
      let colon = text[start...].firstRange(of: Array(": ".utf8))?.upperBound
    else { return nil }
    return text.count - colon < 12 ? nil : text[colon...]
  }

  /// How much less likely (as the difference of utilities) than the lead the first complaint of the
  /// same tool may be to take its place: half as likely.
  private static let equal = 0.7

  /// The first of the lead's equals: what a compiler or a test runner says after its first complaint
  /// most often follows from it, or tells it again in a summary.
  private static func firstOfEquals(
    _ lead: Int, _ utilities: [Double], _ workup: Workup
  ) -> Int? {
    let said = workup.items[lead]
    guard said.kind == .cause, let tool = said.tool else { return nil }
    let first = workup.items.indices.first { index in
      let item = workup.items[index]
      return item.tool == tool && item.kind == .cause && item.bucket == said.bucket
        && item.section == said.section
        && !item.isEcho && !item.isTolerated && !item.isRetried
        && utilities[index] >= utilities[lead] - equal
    }
    return first == lead ? nil : first
  }

  /// Cause-likeness of each item by the line model: the log-odds of its words, zero if none of
  /// them is known.
  static func lineScores(_ workup: Workup, model: NaiveBayes<LineLabel>) -> [Double] {
    guard let cause = model.labels.firstIndex(of: .cause),
      let other = model.labels.firstIndex(of: .other)
    else { return workup.items.map { _ in 0 } }
    return workup.items.map { item in
      let scored = model.scores(item.tokens)
      return (scored.values[cause] - scored.values[other]) * scored.knownShare
    }
  }

  static let excerptLines = 12

  /// The words by which the bucket is judged: the best lines and the lines before the exit.
  func excerpt(_ workup: Workup) -> TokenCounts {
    var tokens = TokenCounts()
    for index in order.prefix(Self.excerptLines) {
      for (token, count) in workup.items[index].tokens.sorted { tokens.add(token, times: count) }
    }
    for (token, _) in workup.tailTokens.sorted { tokens.add(token) }
    return tokens
  }
}

extension [Int] {
  /// Moves `item` to the front.
  fileprivate mutating func lead(with item: Int) {
    guard let place = firstIndex(of: item) else { return }
    remove(at: place)
    insert(item, at: 0)
  }
}

/// What speaks for each bucket.
enum BucketFeatures {
  static let names = [
    "ranked-mass", "log-mass", "best-cause", "best-specific", "top-three", "tests-failed-after",
    "words", "words-alone",
    "is-infra", "is-test", "is-dependency", "is-config",
  ]

  /// One row per named bucket.
  static func rows(
    _ workup: Workup, _ ranked: Ranked, words: Words
  ) -> [[Double]] {
    var mass: [Bucket: Double] = [:]
    for (item, probability) in zip(workup.items, ranked.probabilities) {
      mass[item.bucket, default: 0] += probability
    }
    let best = ranked.order.first.map { workup.items[$0] }
    let topThree = ranked.order.prefix(3).map { workup.items[$0].bucket }
    let silent = best?.bucket ?? .unknown == .unknown
    return Bucket.named.enumerated().map { index, bucket in
      let share = mass[bucket] ?? 0
      var row = [
        share, log2(0.02 + share) / 4, best?.bucket == bucket && best?.kind == .cause ? 1 : 0,
        best?.bucket == bucket && best?.isGeneric == false && best?.kind == .cause ? 1 : 0,
        Double(topThree.count { $0 == bucket }) / 3,
        bucket == .test && workup.lastTestSymptom >= best?.number ?? .max ? 1 : 0,
        words.values[index] * words.knownShare,
        silent ? words.values[index] * words.knownShare : 0,
      ]
      for other in Bucket.named { row.append(other == bucket ? 1 : 0) }
      return row
    }
  }

  /// The excerpt model's score of each named bucket, centred on zero, and the share of tokens it
  /// knows.
  struct Words {
    var values: [Double]
    var knownShare: Double
  }

  static func words(_ tokens: TokenCounts, model: NaiveBayes<Bucket>) -> Words {
    let scored = model.scores(tokens)
    let values = Bucket.named.map { bucket in
      model.labels.firstIndex(of: bucket).map { scored.values[$0] } ?? 0
    }
    return words((values, scored.knownShare))
  }

  /// From scores in the order of `Bucket.named`.
  static func words(_ scored: (values: [Double], knownShare: Double)) -> Words {
    let mean = scored.values.reduce(0, +) / Double(max(1, scored.values.count))
    return Words(values: scored.values.map { $0 - mean }, knownShare: scored.knownShare)
  }
}
