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
    var lines = NaiveBayes<LineLabel>.Settings(
      estimator: .multinomial, counting: .binary, smoothing: 0.5, minimumDocuments: 2)
    var excerpts = NaiveBayes<Bucket>.Settings(
      estimator: .complement, counting: .binary, smoothing: 0.3, minimumDocuments: 2)
    var folds = 6
    var shrinkage = 0.003
    /// Below this confidence the answer is `unknown`.
    var threshold = 0.42
  }

  let settings: Settings

  init(settings: Settings = Settings()) { self.settings = settings }

  /// Learns everything from `lessons`; their order does not matter.
  func train(_ unsorted: [Lesson]) -> TriageModel {
    let lessons = unsorted.sorted { $0.name < $1.name }
    let folds = Self.folds(of: lessons, count: settings.folds)
    let lineScores = heldOutLineScores(lessons, folds)
    let ranking = ranking(lessons, lineScores)
    let views = views(lessons, lineScores, ranking)
    let words = heldOutWords(lessons, views, folds)
    let buckets = buckets(views, words, lessons)
    let failure = failure(lessons, views)
    let temperature = temperature(lessons, views, words, folds)
    return TriageModel(
      lines: NaiveBayes(training: Self.lineDocuments(lessons), settings: settings.lines),
      excerpts: NaiveBayes(
        training: Self.excerptDocuments(lessons, views), settings: settings.excerpts),
      ranking: ranking, buckets: buckets, failure: failure, temperature: temperature,
      threshold: settings.threshold)
  }

  /// A fold for each lesson; a family is never split. The largest families are dealt first to the
  /// smallest fold, so that folds are of like size.
  static func folds(of lessons: [Lesson], count: Int) -> [Int] {
    var sizes: [String: Int] = [:]
    for lesson in lessons { sizes[lesson.family, default: 0] += 1 }
    var load = Array(repeating: 0, count: max(1, count))
    var fold: [String: Int] = [:]
    for (family, size) in sizes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let lightest = load.indices.min { (load[$0], $0) < (load[$1], $1) } ?? 0
      fold[family] = lightest
      load[lightest] += size
    }
    return lessons.map { fold[$0.family] ?? 0 }
  }

  // MARK: Lines

  static func lineDocuments(_ lessons: [Lesson]) -> [NaiveBayes<LineLabel>.Document] {
    var out: [NaiveBayes<LineLabel>.Document] = []
    for lesson in lessons {
      let right = lesson.variants[0].right
      let others = max(1, lesson.workup.items.count - right.count)
      for (index, item) in lesson.workup.items.enumerated() {
        let isRight = right.contains(index)
        // Every log has one vote for its causes and one for its other lines, however long it is.
        let weight = isRight ? 4 / Double(right.count) : 4 / Double(others)
        out.append(
          .init(label: isRight ? .cause : .other, tokens: item.tokens, weight: weight))
      }
    }
    return out
  }

  /// By lesson and variant: the line scores of its items.
  private func heldOutLineScores(_ lessons: [Lesson], _ folds: [Int]) -> [[[Double]]] {
    var out = lessons.map { _ in [[Double]]() }
    for fold in 0..<settings.folds {
      let seen = zip(lessons, folds).filter { $0.1 != fold }.map(\.0)
      let model = NaiveBayes(training: Self.lineDocuments(seen), settings: settings.lines)
      for (index, lesson) in lessons.enumerated() where folds[index] == fold {
        out[index] = lesson.variants.map { Ranked.lineScores($0.workup, model: model) }
      }
    }
    return out
  }

  // MARK: Ranking

  private func ranking(_ lessons: [Lesson], _ scores: [[[Double]]]) -> ConditionalLogit {
    var choices: [ConditionalLogit.Choice] = []
    for (lesson, perVariant) in zip(lessons, scores) where lesson.bucket != nil {
      for (variant, values) in zip(lesson.variants, perVariant) {
        let rows = zip(variant.workup.items, values).map {
          RankingFeatures.scored($0, lineScore: $1)
        }
        choices.append(.init(alternatives: rows, right: variant.right, weight: variant.weight))
      }
    }
    return ConditionalLogit(
      training: choices, features: RankingFeatures.names, shrinkage: settings.shrinkage)
  }

  // MARK: Buckets

  /// A log as the later stages see it: ranked, with its excerpt.
  struct View {
    var lesson: Int
    var variant: Lesson.Variant
    var ranked: Ranked
    var excerpt: TokenCounts
  }

  private func views(
    _ lessons: [Lesson], _ scores: [[[Double]]], _ ranking: ConditionalLogit
  ) -> [View] {
    var out: [View] = []
    for (index, lesson) in lessons.enumerated() {
      for (variant, values) in zip(lesson.variants, scores[index]) {
        let ranked = Ranked(variant.workup, logit: ranking, lineScores: values)
        out.append(
          View(
            lesson: index, variant: variant, ranked: ranked,
            excerpt: ranked.excerpt(variant.workup)))
      }
    }
    return out
  }

  private static func excerptDocuments(
    _ lessons: [Lesson], _ views: [View]
  ) -> [NaiveBayes<Bucket>.Document] {
    views.compactMap { view in
      guard view.variant.weight == 1, let bucket = lessons[view.lesson].bucket else { return nil }
      return .init(label: bucket, tokens: view.excerpt)
    }
  }

  private typealias Words = (values: [Double], knownShare: Double)

  private func heldOutWords(_ lessons: [Lesson], _ views: [View], _ folds: [Int]) -> [Words] {
    var out: [Words] = views.map { _ in ([0, 0, 0, 0], 0) }
    for fold in 0..<settings.folds {
      let seen = views.filter { folds[$0.lesson] != fold }
      let model = NaiveBayes(
        training: Self.excerptDocuments(lessons, seen), settings: settings.excerpts)
      for (index, view) in views.enumerated() where folds[view.lesson] == fold {
        out[index] = BucketFeatures.words(view.excerpt, model: model)
      }
    }
    return out
  }

  private func bucketChoices(
    _ views: [View], _ words: [Words], _ lessons: [Lesson], where included: (View) -> Bool
  ) -> [ConditionalLogit.Choice] {
    zip(views, words).compactMap { view, words in
      guard included(view), let bucket = lessons[view.lesson].bucket,
        let right = Bucket.named.firstIndex(of: bucket)
      else { return nil }
      return .init(
        alternatives: BucketFeatures.rows(
          view.variant.workup, view.ranked, words: words.values, knownShare: words.knownShare),
        right: [right], weight: view.variant.weight)
    }
  }

  private func buckets(
    _ views: [View], _ words: [Words], _ lessons: [Lesson]
  ) -> ConditionalLogit {
    ConditionalLogit(
      training: bucketChoices(views, words, lessons) { _ in true },
      features: BucketFeatures.names, shrinkage: settings.shrinkage)
  }

  /// One parameter fitted on held-out folds (Guo et al. 2017, "On Calibration of Modern Neural
  /// Networks"): the temperature with the best likelihood from a fixed grid. Only the harder
  /// variants count: tomorrow's logs come from tools and surroundings the corpus has not seen.
  private func temperature(
    _ lessons: [Lesson], _ views: [View], _ words: [Words], _ folds: [Int]
  ) -> Double {
    var scored: [(utilities: [Double], right: Int, weight: Double)] = []
    for fold in 0..<settings.folds {
      let logit = ConditionalLogit(
        training: bucketChoices(views, words, lessons) { folds[$0.lesson] != fold },
        features: BucketFeatures.names, shrinkage: settings.shrinkage, steps: 200)
      let held = bucketChoices(views, words, lessons) {
        folds[$0.lesson] == fold && $0.variant.weight < 1
      }
      for choice in held {
        guard let right = choice.right.first else { continue }
        scored.append((choice.alternatives.map(logit.utility), right, choice.weight))
      }
    }
    let grid = stride(from: 0.5, through: 3.0, by: 0.05)
    let best = grid.max { a, b in
      Self.likelihood(scored, at: a) < Self.likelihood(scored, at: b)
    }
    return best ?? 1
  }

  private static func likelihood(
    _ scored: [(utilities: [Double], right: Int, weight: Double)], at temperature: Double
  ) -> Double {
    scored.reduce(0) { sum, entry in
      let p = softmax(entry.utilities.map { $0 / temperature })
      return sum + entry.weight * logarithm(max(1e-9, p[entry.right]))
    }
  }

  // MARK: Failed or not

  private func failure(_ lessons: [Lesson], _ views: [View]) -> ConditionalLogit {
    let choices = views.map { view -> ConditionalLogit.Choice in
      let row = Verdict.failureRow(view.variant.workup, view.ranked)
      return .init(
        alternatives: [row.map { _ in 0 }, row], right: [lessons[view.lesson].failed ? 1 : 0],
        weight: view.variant.weight)
    }
    return ConditionalLogit(
      training: choices, features: FailureFeatures.names, shrinkage: settings.shrinkage)
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

private func logarithm(_ value: Double) -> Double { log(value) }
