import Signatures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far the bucket that was chosen can be trusted: what agrees with it and what speaks against.
///
/// The utilities of the buckets alone are too sure of themselves, because the corpus and the
/// signatures have one author: a specific signature on a corpus log is nearly always right, on a
/// stranger's log it may stand on a tolerated error or on what another failure broke. The confidence
/// is therefore a logistic regression of its own (Platt 1999, with more than the score), learned on
/// folds that saw neither the family nor, in the harder variants, its signatures.
enum TrustFeatures {
  static let names = [
    "margin", "specific-lead", "generic-lead", "unsigned-lead", "words-agree", "words-margin",
    "words-oppose", "rival", "near-rivals", "mass", "known-share", "allies", "tests-failed-after",
    "far-from-exit", "without-exit", "bias",
  ]

  /// - Parameters:
  ///   - shares: the probability of each of `Bucket.named` by their utilities.
  ///   - best: the bucket that was chosen.
  static func values(
    _ workup: Workup, _ ranked: Ranked, words: BucketFeatures.Words, shares: [Double],
    best: Bucket
  ) -> [Double] {
    let place = Bucket.named.firstIndex(of: best)
    let share = place.map { shares[$0] } ?? 0
    let lead = ranked.order.first.map { workup.items[$0] }
    let isCause = lead?.kind == .cause
    let rivals = rivals(workup, ranked, of: best)
    let told = place.map { words.values[$0] } ?? 0
    let others = words.values.enumerated().filter { $0.offset != place }.map(\.element).max() ?? 0
    let verdict = (told - others) * words.knownShare
    let distance = lead?.distanceToExit
    return [
      max(-2, min(2, log((share + 0.005) / (1.005 - share)) / 3)),
      isCause && lead?.isGeneric == false ? 1 : 0, isCause && lead?.isGeneric == true ? 1 : 0,
      lead?.kind == nil ? 1 : 0,
      told > others ? 1 : 0, max(-2, min(2, verdict / 4)), verdict < -1 ? 1 : 0,
      rivals.first ?? 0, min(1, Double(rivals.count { $0 > 0.1 }) / 3),
      mass(workup, ranked, of: best), words.knownShare, allies(workup, of: best),
      best != .test && workup.lastTestSymptom > lead?.number ?? .max ? 1 : 0,
      distance.map { min(1, log2(1 + Double($0)) / 12) } ?? 0, distance == nil ? 1 : 0, 1,
    ]
  }

  /// How near other buckets' causes come to the lead in the ranking, the nearest first; specific
  /// ones count in full, each signature once.
  private static func rivals(_ workup: Workup, _ ranked: Ranked, of best: Bucket) -> [Double] {
    guard let lead = ranked.order.first else { return [] }
    var nearest: [Int: Double] = [:]
    for index in ranked.order {
      let item = workup.items[index]
      guard item.kind == .cause, !item.isEcho, item.bucket != best, item.bucket != .unknown,
        let signature = item.signature
      else { continue }
      let closeness = exp((ranked.utilities[index] - ranked.utilities[lead]) / 4)
      let worth = min(1, closeness) * (item.isGeneric ? 0.5 : 1)
      nearest[signature] = max(nearest[signature] ?? 0, worth)
    }
    return nearest.values.sorted(by: >)
  }

  private static func mass(_ workup: Workup, _ ranked: Ranked, of best: Bucket) -> Double {
    zip(workup.items, ranked.probabilities).reduce(0) { sum, pair in
      sum + (pair.0.bucket == best ? pair.1 : 0)
    }
  }

  /// Different signatures that say the same, damped.
  private static func allies(_ workup: Workup, of best: Bucket) -> Double {
    let seen = Set(
      workup.items.filter { $0.bucket == best && !$0.isEcho }.compactMap(\.signature))
    return min(2, log2(1 + Double(seen.count)) / 2)
  }
}
