import Classifier
import Logs
import Signatures

/// A log into a diagnosis: the catalog finds, the model weighs, the rules at the end keep honest.
///
/// Pure and `Sendable`: it holds the catalog and the model, and every log gets its own ``LogScan``.
public struct Triager: Sendable {
  public let catalog: Catalog
  public let model: TriageModel
  /// What the repository says about its own lines.
  public var rules = LineRules()

  public init(catalog: Catalog, model: TriageModel) {
    self.catalog = catalog
    self.model = model
  }

  /// Explains what a pass gathered.
  ///
  /// - Parameters:
  ///   - name: the log's name for the answer.
  ///   - baseline: masked lines of green logs of the same job, which count against being the cause.
  public func diagnose(_ gathered: Gathered, name: String, baseline: Baseline? = nil) -> Diagnosis {
    diagnosis(gathered.without(rules), name: name, baseline: baseline).masked(by: rules)
  }

  private func diagnosis(_ gathered: Gathered, name: String, baseline: Baseline?) -> Diagnosis {
    let workup = Workup(gathered, catalog: catalog, baseline: baseline)
    let verdict = Verdict(workup, model: model)
    var chain = Chain(workup, verdict.ranked, gathered: gathered, catalog: catalog)
    let lead = verdict.ranked.order.first.map { workup.items[$0] }
    let signature = lead?.signature.map { catalog.signatures[$0] }
    let bucket = verdict.bucket(threshold: model.threshold)
    if !verdict.failed { chain.evidence = [] }
    let section = lead.flatMap { item -> String? in
      gathered.sections.indices.contains(item.section) ? gathered.sections[item.section].name : nil
    }
    let told = Telling(
      bucket: bucket, failed: verdict.failed, lead: lead, signature: signature,
      gathered: gathered)
    return Diagnosis(
      source: .init(
        name: name, bytes: gathered.bytes, lines: gathered.lines,
        provider: gathered.provider.rawValue, section: verdict.failed ? section : nil,
        truncation: gathered.truncation),
      bucket: bucket, category: told.category, confidence: verdict.confidence,
      probabilities: verdict.probabilities, summary: told.summary, evidence: chain.evidence,
      fingerprint: verdict.failed ? told.fingerprint : nil,
      signature: verdict.failed ? signature?.id : nil,
      isTransient: told.isTransient, actor: told.actor, remediation: told.remediation,
      references: verdict.failed ? signature?.references ?? [] : [],
      reasons: verdict.failed ? verdict.reasons(workup, model: model, bucket: bucket) : [],
      unevaluated: gathered.refused.map {
        .init(signature: catalog.signatures[$0.signature].id, line: $0.line, reason: $0.reason)
      },
      failed: verdict.failed)
  }
}

/// The model's judgement on one workup.
struct Verdict {
  let ranked: Ranked
  /// P(the job failed).
  let failure: Double
  let probabilities: [Bucket: Double]
  let best: Bucket
  let confidence: Double
  /// A specific signature's cause leads.
  let isSpecific: Bool

  /// A log without any line to point at and without a failing exit says nothing of a failure.
  let hasTrace: Bool

  /// A log without a CI's decoration and without an exit is an excerpt or a tool's own output: it is
  /// shown because it failed, unless the tool says behind the cause that all is well.
  let isBare: Bool

  var failed: Bool { hasTrace && (failure >= 0.5 || isBare) }

  init(_ workup: Workup, model: TriageModel) {
    let lineScores = Ranked.lineScores(workup, model: model.lines)
    let ranked = Ranked(workup, logit: model.ranking, lineScores: lineScores)
    self.init(
      workup, ranked, words: BucketFeatures.words(ranked.excerpt(workup), model: model.excerpts),
      buckets: model.buckets, failure: model.failure, trust: model.trust)
  }

  init(
    _ workup: Workup, _ ranked: Ranked, words: BucketFeatures.Words, buckets: ConditionalLogit,
    failure logit: ConditionalLogit, trust: ConditionalLogit
  ) {
    self.ranked = ranked
    let shares = softmax(BucketFeatures.rows(workup, ranked, words: words).map(buckets.utility))
    let failure = Self.failure(workup, ranked, logit: logit)
    hasTrace = !workup.items.isEmpty || workup.failureFeatures[0] > 0
    self.failure = failure
    let lead = ranked.order.first.map { workup.items[$0] }
    isSpecific = lead?.isSpecificCause ?? false
    isBare = workup.isBare && Self.isUnanswered(workup, ranked)
    let best = Self.best(lead, shares: shares)
    self.best = best
    let row = TrustFeatures.values(workup, ranked, words: words, shares: shares, best: best)
    let confidence = trust.probabilities([row.map { _ in 0 }, row])[1]
    // That it failed and why; trust was learned on logs of which it was known that they failed.
    self.confidence = confidence * (isBare ? 1 : failure)
    probabilities = Self.probabilities(
      shares, best: best, confidence: confidence, failure: failure)
  }

  /// Whether the lead, or a specific cause close behind it, stands without a later word of success.
  private static func isUnanswered(_ workup: Workup, _ ranked: Ranked) -> Bool {
    ranked.order.prefix(3).enumerated().contains { place, index in
      let item = workup.items[index]
      return (place == 0 || item.isSpecificCause) && workup.isUnanswered(item)
    }
  }

  /// A specific cause outranks the words around it; that they disagree shows in the confidence.
  static func best(_ lead: WorkupItem?, shares: [Double]) -> Bucket {
    if let lead, lead.isSpecificCause { return lead.bucket }
    return zip(Bucket.named, shares).max { $0.1 < $1.1 }?.0 ?? .unknown
  }

  /// What `best` leaves is shared out among the others as their utilities have it.
  private static func probabilities(
    _ shares: [Double], best: Bucket, confidence: Double, failure: Double
  ) -> [Bucket: Double] {
    let rest = zip(Bucket.named, shares).reduce(0) { $0 + ($1.0 == best ? 0 : $1.1) }
    var out: [Bucket: Double] = [:]
    for (bucket, share) in zip(Bucket.named, shares) {
      let part = rest > 0 ? share / rest : 1 / Double(max(1, Bucket.named.count - 1))
      out[bucket] = (bucket == best ? confidence : (1 - confidence) * part) * failure
    }
    return out
  }

  static func failure(_ workup: Workup, _ ranked: Ranked, logit: ConditionalLogit) -> Double {
    let row = failureRow(workup, ranked)
    return logit.probabilities([row.map { _ in 0 }, row])[1]
  }

  static func failureRow(_ workup: Workup, _ ranked: Ranked) -> [Double] {
    var row = workup.failureFeatures
    if let top = ranked.order.first {
      row[FailureFeatures.topUtility] = max(-2, min(2, ranked.utilities[top] / 4))
      let item = workup.items[top]
      row[FailureFeatures.topIsCause] = item.kind == .cause && !item.isGeneric ? 1 : 0
      row[FailureFeatures.topNearEnd] = workup.lines - item.number < 30 ? 1 : 0
    }
    return row
  }

  /// The bucket to name: none when the job passed or the best guess is too weak. What a specific
  /// signature says is told even when the words around it make it unlikely.
  func bucket(threshold: Double) -> Bucket {
    failed && (confidence >= threshold || isSpecific) ? best : .unknown
  }

  /// The tokens that spoke for `bucket` against the strongest other.
  func reasons(_ workup: Workup, model: TriageModel, bucket: Bucket) -> [Diagnosis.Reason] {
    guard bucket != .unknown else { return [] }
    let other = Bucket.named.filter { $0 != bucket }.max {
      (probabilities[$0] ?? 0) < (probabilities[$1] ?? 0)
    }
    return model.excerpts.reasons(
      ranked.excerpt(workup), for: bucket, against: other ?? .infra, most: 8
    ).map {
      Diagnosis.Reason(token: $0.token, bucket: bucket, weight: $0.weight)
    }
  }
}
