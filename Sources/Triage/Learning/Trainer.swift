import Classifier
import Signatures

/// A corpus into a model.
///
/// What one stage learns from another's output it learns from *held-out* output: line and excerpt
/// models score a log only when they have not seen its tool family. Otherwise the ranking would
/// trust them far more than they deserve on tomorrow's logs.
struct Trainer {
  /// What is compared and chosen by `corpus evaluate`.
  struct Settings: Sendable {
    var lines = BayesLedger.Settings(
      estimator: .multinomial, counting: .binary, smoothing: 0.5, minimumDocuments: 2)
    var excerpts = BayesLedger.Settings(
      estimator: .complement, counting: .counted, smoothing: 0.3, minimumDocuments: 2)
    /// What a signature's example counts beside a log: per line, and as an excerpt.
    var cardLine = 0.5
    var cardExcerpt = 0.25
    /// What a passing log counts beside a failed one: there are few in the corpus, many in life, and
    /// an alarm about one costs more trust than a missed failure.
    var greenWeight = 2.5
    var folds = 6
    var shrinkage = 0.0015
    /// Below this confidence the answer is `unknown`.
    var threshold = 0.33
    /// What a log that nobody could explain counts when trust is learned: the corpus has far more of
    /// them than life.
    var unexplainedWeight = 0.1
    /// Features that learning may not use: what they are worth shows without them.
    var silenced: Set<String> = []
  }

  let settings: Settings
  let study: Study
  /// Ledgers of all lessons, and of all lessons outside each fold.
  private let lines: BayesLedger
  private let linesOutside: [BayesLedger]
  private let excerptsOutside: [BayesLedger]
  private let cardExcerpts: BayesLedger
  /// The tools whose cards are left out of each fold.
  private let foldTools: [Set<String>]

  init(_ lessons: [Lesson], cards: [Card], settings: Settings = Settings()) {
    self.settings = settings
    let study = Study(
      lessons, cards: cards, folds: settings.folds, silenced: settings.silenced)
    self.study = study
    let foldTools = (0..<settings.folds).map { study.tools(inFold: $0) }
    self.foldTools = foldTools
    var words = study.emptyExcerpts(settings.excerpts)
    var wordsOutside = foldTools.map { _ in words }
    var all = study.emptyLines(settings.lines)
    var outside = (0..<settings.folds).map { _ in all }
    for look in study.looks where look.variant == 0 {
      study.enter(look, into: &all)
      for fold in outside.indices where study.folds[look.lesson] != fold {
        study.enter(look, into: &outside[fold])
      }
    }
    for card in study.cards {
      study.enter(card, weight: settings.cardLine, into: &all)
      if let bucket = card.bucket {
        words.add(card.whole, label: bucket, weight: settings.cardExcerpt)
      }
      for fold in outside.indices where !foldTools[fold].contains(card.tool) {
        study.enter(card, weight: settings.cardLine, into: &outside[fold])
        if let bucket = card.bucket {
          wordsOutside[fold].add(card.whole, label: bucket, weight: settings.cardExcerpt)
        }
      }
    }
    lines = all
    linesOutside = outside
    cardExcerpts = words
    excerptsOutside = wordsOutside
  }

  /// Learns from every lesson.
  func train() -> TriageModel { model(learn(without: nil, after: nil)) }

  /// The model that answers use.
  func model(_ learned: Learned) -> TriageModel {
    TriageModel(
      lines: NaiveBayes(learned.lineLedger, labels: Study.lineLabels, table: study.table),
      excerpts: NaiveBayes(learned.excerptLedger, labels: Bucket.named, table: study.table),
      ranking: learned.ranking, buckets: learned.buckets, failure: learned.failure,
      trust: learned.trust, threshold: settings.threshold)
  }

  /// What was learned, in the form that learning uses.
  struct Learned {
    var lineLedger: BayesLedger
    var excerptLedger: BayesLedger
    var lines: NumberedBayes
    var excerpts: NumberedBayes
    var ranking: ConditionalLogit
    var buckets: ConditionalLogit
    var failure: ConditionalLogit
    var trust: ConditionalLogit
    /// How the losses bend: what makes the next, similar learning quick.
    var bends: Bends?
  }

  struct Bends {
    var ranking: Curvature
    var buckets: Curvature
    var failure: Curvature
    var trust: Curvature
  }

  /// A look as the later stages see it: ranked, with its excerpt.
  struct View {
    var look: Study.Look
    var ranked: Ranked
    var excerpt: TokenVector
    /// The excerpt model's words on it, from a model that has not seen its fold.
    var words = BucketFeatures.Words(values: [0, 0, 0, 0], knownShare: 0)
  }

  /// Learns from all lessons but those of `family`.
  ///
  /// - Parameter known: what was learned from all; the result is close to it and found from there.
  func learn(without family: String?, after known: Learned?) -> Learned {
    let included = study.lessons.map { $0.family != family }
    let scores = heldOutLineScores(without: family, included: included)
    var choices = study.lineChoices
    for (index, look) in study.looks.enumerated() {
      if !included[look.lesson] { choices.weights[index] = 0 }
      fill(&choices, index, look, scores[index])
    }
    let ranking = fit(choices, RankingFeatures.names, known?.ranking, known?.bends?.ranking)
    var views = views(included: included, scores, ranking)
    let excerptLedger = wordsHeldOut(&views, without: family)
    let bucketTable = bucketTable(views)
    let buckets = fit(bucketTable, BucketFeatures.names, known?.buckets, known?.bends?.buckets)
    let failureTable = failureTable(views)
    let failure = fit(failureTable, FailureFeatures.names, known?.failure, known?.bends?.failure)
    let bucketBend =
      known?.bends?.buckets
      ?? buckets.curvature(over: bucketTable, shrinkage: settings.shrinkage)
    let trustTable = trustTable(views, bucketTable, buckets, bucketBend)
    let trust = fit(trustTable, TrustFeatures.names, known?.trust, known?.bends?.trust)
    let bends = Bends(
      ranking: known?.bends?.ranking
        ?? ranking.curvature(over: choices, shrinkage: settings.shrinkage),
      buckets: bucketBend,
      failure: known?.bends?.failure
        ?? failure.curvature(over: failureTable, shrinkage: settings.shrinkage),
      trust: known?.bends?.trust
        ?? trust.curvature(over: trustTable, shrinkage: settings.shrinkage))
    let lineLedger = ledger(lines, without: family, in: nil)
    return Learned(
      lineLedger: lineLedger, excerptLedger: excerptLedger,
      lines: NumberedBayes(lineLedger, tokens: study.table.count),
      excerpts: NumberedBayes(excerptLedger, tokens: study.table.count),
      ranking: ranking, buckets: buckets, failure: failure, trust: trust,
      bends: bends)
  }

  private func fit(
    _ table: ChoiceTable, _ features: [String], _ known: ConditionalLogit?, _ bend: Curvature?
  ) -> ConditionalLogit {
    if let known, let bend {
      return ConditionalLogit(
        training: table, after: known, bend: bend, shrinkage: settings.shrinkage)
    }
    return ConditionalLogit(training: table, features: features, shrinkage: settings.shrinkage)
  }

  // MARK: Lines

  /// `whole` without the lessons of `family` (of those only the ones outside `fold`).
  private func ledger(
    _ whole: BayesLedger, without family: String?, in fold: Int?
  ) -> BayesLedger {
    var ledger = whole
    for look in study.looks where look.variant == 0 {
      if study.lessons[look.lesson].family == family, study.folds[look.lesson] != fold {
        study.enter(look, into: &ledger, sign: -1)
      }
    }
    for card in cards(of: family, outside: fold) {
      study.enter(card, weight: settings.cardLine, into: &ledger, sign: -1)
    }
    return ledger
  }

  /// The cards that leave with `family` from what is outside `fold`.
  private func cards(of family: String?, outside fold: Int?) -> [Study.Deck] {
    guard let family, let tools = study.toolsByFamily[family] else { return [] }
    let gone = fold.map { foldTools[$0] } ?? []
    return study.cards.filter { tools.contains($0.tool) && !gone.contains($0.tool) }
  }

  /// By look: the line scores of its items from models without its fold.
  private func heldOutLineScores(without family: String?, included: [Bool]) -> [[Double]] {
    var out = study.looks.map { _ in [Double]() }
    for fold in 0..<settings.folds {
      let ledger = ledger(linesOutside[fold], without: family, in: fold)
      let model = NumberedBayes(ledger, tokens: study.table.count)
      for (index, look) in study.looks.enumerated()
      where study.folds[look.lesson] == fold && included[look.lesson] {
        out[index] = look.items.map { Self.causeOdds(model.scores($0)) }
      }
    }
    return out
  }

  static func causeOdds(_ scored: (values: [Double], knownShare: Double)) -> Double {
    (scored.values[0] - scored.values[1]) * scored.knownShare
  }

  private func fill(
    _ choices: inout ChoiceTable, _ index: Int, _ look: Study.Look, _ scores: [Double]
  ) {
    let items = study.variant(look).workup.items
    let isSilent = settings.silenced.contains("line-score")
    for (alternative, known) in scores.enumerated() {
      let score = isSilent ? 0 : known
      let row = RankingFeatures.scored(items[alternative], lineScore: score)
      choices.set(
        [row[RankingFeatures.lineScore], row[RankingFeatures.lineScoreOfUnknown]],
        ofChoice: index, alternative: alternative)
    }
  }

  // MARK: Buckets

  private func views(
    included: [Bool], _ scores: [[Double]], _ ranking: ConditionalLogit
  ) -> [View] {
    var sum = TokenSum(count: study.table.count)
    return zip(study.looks, scores).compactMap { look, values in
      guard included[look.lesson] else { return nil }
      return view(look, values, ranking, &sum)
    }
  }

  func view(
    _ look: Study.Look, _ scores: [Double], _ ranking: ConditionalLogit, _ sum: inout TokenSum
  ) -> View {
    let ranked = Ranked(study.variant(look).workup, logit: ranking, lineScores: scores)
    for index in ranked.order.prefix(Ranked.excerptLines) { sum.add(look.items[index]) }
    sum.add(look.tail, once: true)
    return View(look: look, ranked: ranked, excerpt: sum.take())
  }

  /// Fills in each view's words and returns the ledger of all views.
  private func wordsHeldOut(_ views: inout [View], without family: String?) -> BayesLedger {
    var all = cardExcerpts
    var outside = excerptsOutside
    takeCards(of: family, from: &all, outside: nil)
    for fold in outside.indices { takeCards(of: family, from: &outside[fold], outside: fold) }
    for view in views where view.look.variant == 0 {
      guard let label = label(of: view.look) else { continue }
      all.add(view.excerpt, label: label)
      for fold in outside.indices where study.folds[view.look.lesson] != fold {
        outside[fold].add(view.excerpt, label: label)
      }
    }
    for fold in outside.indices {
      let model = NumberedBayes(outside[fold], tokens: study.table.count)
      for index in views.indices where study.folds[views[index].look.lesson] == fold {
        views[index].words = BucketFeatures.words(model.scores(views[index].excerpt))
      }
    }
    return all
  }

  private func takeCards(
    of family: String?, from ledger: inout BayesLedger, outside fold: Int?
  ) {
    for card in cards(of: family, outside: fold) {
      guard let bucket = card.bucket else { continue }
      ledger.add(card.whole, label: bucket, weight: settings.cardExcerpt, sign: -1)
    }
  }

  /// The look's bucket as a position in `Bucket.named`.
  private func label(of look: Study.Look) -> Int? {
    study.lessons[look.lesson].bucket.flatMap { Bucket.named.firstIndex(of: $0) }
  }

  private func bucketTable(_ views: [View]) -> ChoiceTable {
    let silent = Study.columns(settings.silenced, of: BucketFeatures.names)
    var table = ChoiceTable(width: BucketFeatures.names.count, silent: silent)
    for view in views {
      table.add(
        .init(
          alternatives: BucketFeatures.rows(
            study.variant(view.look).workup, view.ranked, words: view.words),
          right: label(of: view.look).map { [$0] } ?? [], weight: view.look.weight))
    }
    return table
  }

  /// Whether the bucket that would be chosen is the right one, by folds: no look is judged by
  /// weights that were learned from its family. Of a log that nobody could explain any answer is
  /// wrong: it teaches what guesses look like.
  private func trustTable(
    _ views: [View], _ table: ChoiceTable, _ known: ConditionalLogit, _ bend: Curvature
  ) -> ChoiceTable {
    let silent = Study.columns(settings.silenced, of: TrustFeatures.names)
    var out = ChoiceTable(width: TrustFeatures.names.count, silent: silent)
    for fold in 0..<settings.folds {
      var part = table
      for (index, view) in views.enumerated() where study.folds[view.look.lesson] == fold {
        part.weights[index] = 0
      }
      let logit = ConditionalLogit(
        training: part, after: known, bend: bend, shrinkage: settings.shrinkage)
      for (index, view) in views.enumerated() where study.folds[view.look.lesson] == fold {
        let isUnexplained = study.lessons[view.look.lesson].label == .unexplained
        let right = label(of: view.look)
        guard right != nil || isUnexplained else { continue }
        let shares = softmax(table.utilities(ofChoice: index, at: logit.weights))
        let workup = study.variant(view.look).workup
        let best = Verdict.best(
          view.ranked.order.first.map { workup.items[$0] }, shares: shares)
        let row = TrustFeatures.values(
          workup, view.ranked, words: view.words, shares: shares, best: best)
        out.add(
          .init(
            alternatives: [row.map { _ in 0 }, row],
            right: [right.map { best == Bucket.named[$0] } ?? false ? 1 : 0],
            weight: view.look.weight * (isUnexplained ? settings.unexplainedWeight : 1)))
      }
    }
    return out
  }

  // MARK: Failed or not

  private func failureTable(_ views: [View]) -> ChoiceTable {
    let silent = Study.columns(settings.silenced, of: FailureFeatures.names)
    var table = ChoiceTable(width: FailureFeatures.names.count, silent: silent)
    for view in views {
      let failed = study.lessons[view.look.lesson].failed
      let row = Verdict.failureRow(study.variant(view.look).workup, view.ranked)
      table.add(
        .init(
          alternatives: [row.map { _ in 0 }, row],
          right: [failed ? 1 : 0],
          weight: view.look.weight * (failed ? 1 : settings.greenWeight)))
    }
    return table
  }
}
