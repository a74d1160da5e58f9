import Classifier
import Signatures

/// The lessons laid out for learning: every variant of every log with numbers for its tokens, and
/// tables that only want the scores of the models at hand.
struct Study: Sendable {
  /// One variant of one log.
  struct Look: Sendable {
    var lesson: Int
    var variant: Int
    var weight: Double
    /// Indexes of the items on marked lines.
    var right: Set<Int>
    /// One document per item.
    var items: [TokenVector]
    var tail: TokenVector
  }

  /// One card with numbers for its tokens.
  struct Deck: Sendable {
    var tool: String
    /// Position in `Bucket.named`.
    var bucket: Int?
    var lines: [(vector: TokenVector, isCause: Bool)]
    var whole: TokenVector
  }

  let lessons: [Lesson]
  let looks: [Look]
  let cards: [Deck]
  /// The tools whose signatures stand on the marked lines of a family: their cards are left out
  /// together with it.
  let toolsByFamily: [String: Set<String>]
  let table: TokenTable
  /// By lesson; a family is never split.
  let folds: [Int]
  let foldCount: Int
  /// One choice per look: which item is the cause.
  let lineChoices: ChoiceTable

  init(_ unsorted: [Lesson], cards: [Card], folds count: Int, silenced: Set<String> = []) {
    lessons = unsorted.sorted { $0.name < $1.name }
    foldCount = count
    folds = Self.folds(of: lessons, count: count)
    var table = TokenTable()
    var looks: [Look] = []
    var choices = ChoiceTable(
      width: RankingFeatures.names.count,
      silent: Self.columns(silenced, of: RankingFeatures.names),
      open: [RankingFeatures.lineScore, RankingFeatures.lineScoreOfUnknown])
    for (index, lesson) in lessons.enumerated() {
      for (number, variant) in lesson.variants.enumerated() {
        let right = variant.right
        looks.append(
          Look(
            lesson: index, variant: number, weight: variant.weight, right: right,
            items: variant.workup.items.map { table.vector($0.tokens) },
            tail: table.vector(variant.workup.tailTokens)))
        choices.add(
          .init(
            alternatives: variant.workup.items.map(\.features),
            right: lesson.bucket == nil ? [] : right, weight: variant.weight))
      }
    }
    self.cards = cards.map { Self.deck($0, &table) }
    var tools: [String: Set<String>] = [:]
    for lesson in lessons { tools[lesson.family, default: []].formUnion(lesson.tools) }
    toolsByFamily = tools
    self.table = table
    self.looks = looks
    lineChoices = choices
  }

  static func columns(_ names: Set<String>, of all: [String]) -> Set<Int> {
    Set(all.indices.filter { names.contains(all[$0]) })
  }

  func variant(_ look: Look) -> Lesson.Variant { lessons[look.lesson].variants[look.variant] }

  /// A fold for each lesson; the largest families are dealt first to the smallest fold, so that
  /// folds are of like size.
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

  private static func deck(_ card: Card, _ table: inout TokenTable) -> Deck {
    let documents = card.documents()
    var whole = TokenCounts()
    for document in documents {
      for (token, count) in document.tokens.sorted { whole.add(token, times: count) }
    }
    return Deck(
      tool: card.tool, bucket: card.bucket.flatMap { Bucket.named.firstIndex(of: $0) },
      lines: documents.map { (table.vector($0.tokens), $0.isCause) }, whole: table.vector(whole))
  }

  /// The tools seen in the families of a fold.
  func tools(inFold fold: Int) -> Set<String> {
    var out: Set<String> = []
    for (index, lesson) in lessons.enumerated() where folds[index] == fold {
      out.formUnion(lesson.tools)
    }
    return out
  }

  // MARK: Documents of the line model

  /// Position of each label in the models' sorted lists.
  static let lineLabels: [LineLabel] = [.cause, .other]

  /// Enters the lines of a lesson into a ledger, or takes them out.
  ///
  /// Every log has one vote for its causes and one for its other lines, however long it is.
  func enter(_ look: Look, into ledger: inout BayesLedger, sign: Int = 1) {
    let others = max(1, look.items.count - look.right.count)
    for (index, vector) in look.items.enumerated() {
      let isRight = look.right.contains(index)
      let weight = isRight ? 4 / Double(look.right.count) : 4 / Double(others)
      ledger.add(vector, label: isRight ? 0 : 1, weight: weight, sign: sign)
    }
  }

  /// Enters a card's lines, each with `weight`, or takes them out.
  func enter(_ card: Deck, weight: Double, into ledger: inout BayesLedger, sign: Int = 1) {
    for line in card.lines {
      ledger.add(line.vector, label: line.isCause ? 0 : 1, weight: weight, sign: sign)
    }
  }

  func emptyLines(_ settings: BayesLedger.Settings) -> BayesLedger {
    BayesLedger(tokens: table.count, labels: Self.lineLabels.count, settings: settings)
  }

  func emptyExcerpts(_ settings: BayesLedger.Settings) -> BayesLedger {
    BayesLedger(tokens: table.count, labels: Bucket.named.count, settings: settings)
  }
}
