import Classifier
import Signatures

/// What the engine says of corpus logs whose tool family it has not learned from.
public struct Evaluation: Sendable {
  /// One log's outcome.
  public struct Row: Sendable {
    public var name: String
    public var family: String
    public var label: CorpusLog.Label
    public var category: String?
    public var got: Bucket
    public var gotCategory: String?
    public var confidence: Double
    public var failed: Bool
    /// Lines of the first three pieces of evidence.
    public var evidence: [Int]
    public var causes: [Int]

    var want: Bucket? {
      if case .bucket(let bucket) = label { return bucket }
      return nil
    }

    var hit1: Bool { near(evidence.prefix(1)) }
    var hit3: Bool { near(evidence.prefix(3)) }

    private func near(_ lines: ArraySlice<Int>) -> Bool {
      lines.contains { line in causes.contains { abs($0 - line) <= 1 } }
    }
  }

  public var rows: [Row]
  /// The same logs made harder: their tools' signatures unknown, or after another job's noise.
  public var harder: [Row]
  /// Learned from the whole corpus, for printing.
  public var model: TriageModel
  public var families: Int

  /// The share of labelled logs with the right bucket; `unknown` counts as wrong.
  public var accuracy: Double { share(labelled) { $0.got == $0.want } }
  public var answered: Double { share(labelled) { $0.got != .unknown } }
  public var hit1: Double { share(labelled, \.hit1) }
  public var hit3: Double { share(labelled, \.hit3) }
  public var confidentWrong: Double {
    share(labelled) { $0.got != .unknown && $0.got != $0.want && $0.confidence >= 0.7 }
  }
  public var greenAlarm: Double {
    share(rows.filter { $0.label == .green }) { $0.got != .unknown && !$0.evidence.isEmpty }
  }

  var labelled: [Row] { rows.filter { $0.want != nil } }

  public var macroF1: Double {
    let values = Bucket.named.map { bucket -> Double in
      let right = labelled.count { $0.want == bucket && $0.got == bucket }
      let missed = labelled.count { $0.want == bucket && $0.got != bucket }
      let wrong = labelled.count { $0.want != bucket && $0.got == bucket }
      return right == 0 ? 0 : 2 * Double(right) / Double(2 * right + missed + wrong)
    }
    return values.reduce(0, +) / Double(values.count)
  }

  /// Expected calibration error over the answered logs, in ten bins of equal mass.
  public var calibrationError: Double {
    let bins = calibration
    let total = bins.reduce(0) { $0 + $1.count }
    guard total > 0 else { return 0 }
    return bins.reduce(0) { $0 + Double($1.count) * abs($1.said - $1.was) } / Double(total)
  }

  /// Mean stated confidence against the share that was right, from least to most confident.
  public var calibration: [(count: Int, said: Double, was: Double)] {
    let answered = labelled.filter { $0.got != .unknown }.sorted {
      ($0.confidence, $0.name) < ($1.confidence, $1.name)
    }
    guard !answered.isEmpty else { return [] }
    let size = max(1, answered.count / 10)
    return stride(from: 0, to: answered.count, by: size).map { start in
      let part = answered[start..<min(answered.count, start + size)]
      let said = part.reduce(0) { $0 + $1.confidence } / Double(part.count)
      let was = Double(part.count { $0.got == $0.want }) / Double(part.count)
      return (part.count, said, was)
    }
  }

  /// Accuracy among the most confident share of the labelled logs.
  public func selectiveAccuracy(coverage: Double) -> Double {
    let ranked = labelled.sorted { ($1.confidence, $0.name) < ($0.confidence, $1.name) }
    let part = ranked.prefix(Int((Double(ranked.count) * coverage).rounded()))
    return share(Array(part)) { $0.got == $0.want }
  }

  func share(_ rows: [Row], _ test: (Row) -> Bool) -> Double {
    rows.isEmpty ? 0 : Double(rows.count(where: test)) / Double(rows.count)
  }
}

/// A folder of labelled logs, worked up once and used for training and evaluation.
public struct Schoolroom: Sendable {
  let catalog: Catalog
  let lessons: [Lesson]
  let cards: [Card]

  /// Works the logs up; the order of `logs` does not matter.
  ///
  /// - Parameter cards: the examples of the catalog's signatures.
  public init(_ logs: [CorpusLog], cards: [Card], catalog: Catalog) {
    self.catalog = catalog
    self.cards = cards
    lessons = Self.lessons(logs.sorted { $0.name < $1.name }, catalog: catalog)
  }

  public var count: Int { lessons.count }

  /// Works each log up, with another one of the same CI and a different family to stand before it;
  /// which one is fixed by the names alone.
  private static func lessons(_ logs: [CorpusLog], catalog: Catalog) -> [Lesson] {
    let harmless = harmlessLines(logs, catalog: catalog)
    return logs.map { log in
      let others = logs.filter { $0.provider == log.provider && $0.family != log.family }
      let pick = Int(StableHash.hash(log.name.utf8) % UInt64(max(1, others.count)))
      return Lesson(
        log, before: others.isEmpty ? nil : others[pick], among: strangers(to: log, logs),
        victims: victims(of: log, logs),
        noise: noise(for: log, from: harmless),
        catalog: catalog)
    }
  }

  /// Lines of passing logs that alarm, with the family of each.
  private static func harmlessLines(
    _ logs: [CorpusLog], catalog: Catalog
  ) -> [(family: String, line: [UInt8])] {
    logs.filter { $0.label == .green }.flatMap { log in
      Workup(Gathered.read(log.bytes, catalog: catalog), catalog: catalog).items
        .filter { !$0.isEcho && $0.text.count < 400 }.map { (log.family, $0.text) }
    }
  }

  /// Six harmless lines for a log, fixed by its name.
  private static func noise(
    for log: CorpusLog, from harmless: [(family: String, line: [UInt8])]
  ) -> [[UInt8]] {
    let others = harmless.filter { $0.family != log.family }
    guard !others.isEmpty else { return [] }
    return (0..<6).map { turn in
      let seed = StableHash.hash((String(turn) + log.name).utf8)
      return others[Int(seed % UInt64(others.count))].line
    }
  }

  /// Two logs of other families in which a running test failed.
  private static func victims(of log: CorpusLog, _ logs: [CorpusLog]) -> [CorpusLog] {
    let running: Set = ["assertion", "exception", "crash", "test-timeout"]
    let others = logs.filter {
      $0.label == .bucket(.test) && running.contains($0.category ?? "") && $0.family != log.family
    }
    guard !others.isEmpty else { return [] }
    return (0..<2).map { turn in
      let seed = StableHash.hash((log.name + String(turn)).utf8, seed: 3)
      return others[Int(seed % UInt64(others.count))]
    }
  }

  /// Three logs of other families whose failure has nothing to do with a test.
  private static func strangers(to log: CorpusLog, _ logs: [CorpusLog]) -> [CorpusLog] {
    let others = logs.filter { other in
      guard case .bucket(let bucket) = other.label else { return false }
      let isHarmless = !RankingFeatures.machine.contains(other.category ?? "")
      return bucket != .test && isHarmless && other.family != log.family
    }
    guard !others.isEmpty else { return [] }
    return (0..<3).map { turn in
      let seed = StableHash.hash((log.name + String(turn)).utf8)
      return others[Int(seed % UInt64(others.count))]
    }
  }

  /// Learns from every log.
  public func train() -> TriageModel { Trainer(lessons, cards: cards).train() }

  /// Leaves out one tool family at a time, learns from the rest and explains what was left out.
  ///
  /// - Parameter progress: called before each family with its name.
  public func evaluate(progress: (String) -> Void = { _ in }) -> Evaluation {
    evaluate(Trainer.Settings(), progress: progress)
  }

  func evaluate(
    _ settings: Trainer.Settings, progress: (String) -> Void = { _ in }
  ) -> Evaluation {
    let trainer = Trainer(lessons, cards: cards, settings: settings)
    let whole = trainer.learn(without: nil, after: nil)
    let families = Set(lessons.map(\.family)).sorted()
    var rows: [Evaluation.Row] = []
    var harder: [Evaluation.Row] = []
    var sum = TokenSum(count: trainer.study.table.count)
    for family in families {
      progress(family)
      let learned = trainer.learn(without: family, after: whole)
      for look in trainer.study.looks where trainer.study.lessons[look.lesson].family == family {
        let row = row(look, trainer, learned, &sum)
        if look.variant == 0 { rows.append(row) } else { harder.append(row) }
      }
    }
    rows.sort { $0.name < $1.name }
    return Evaluation(
      rows: rows, harder: harder, model: trainer.model(whole), families: families.count)
  }

  private func row(
    _ look: Study.Look, _ trainer: Trainer, _ learned: Trainer.Learned, _ sum: inout TokenSum
  ) -> Evaluation.Row {
    let lesson = trainer.study.lessons[look.lesson]
    let variant = lesson.variants[look.variant]
    let scores = look.items.map { Trainer.causeOdds(learned.lines.scores($0)) }
    let view = trainer.view(look, scores, learned.ranking, &sum)
    let verdict = Verdict(
      variant.workup, view.ranked,
      words: BucketFeatures.words(learned.excerpts.scores(view.excerpt)),
      buckets: learned.buckets, failure: learned.failure, trust: learned.trust)
    let order = verdict.failed ? verdict.ranked.order : []
    let lead = order.first.map { variant.workup.items[$0] }
    let bucket = verdict.bucket(threshold: trainer.settings.threshold)
    let signature = lead?.signature.map { catalog.signatures[$0] }
    return Evaluation.Row(
      name: lesson.name, family: lesson.family, label: lesson.label, category: lesson.category,
      got: bucket, gotCategory: signature?.bucket == bucket ? signature?.category : nil,
      confidence: verdict.confidence, failed: verdict.failed,
      evidence: order.prefix(3).map { variant.workup.items[$0].number }, causes: variant.causes)
  }
}
