import Classifier
import Foundation
import Testing

private typealias Bayes = NaiveBayes<String>

/// A document whose label and words are written as `label: word word`.
private func document(_ text: String) -> Bayes.Document {
  let parts = text.split(separator: ":").map(String.init)
  return .init(label: parts[0], tokens: TokenCounts(words(parts[1])))
}

private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

@Suite struct NaiveBayesTests {
  /// Worked out by hand: smoothing 1, every token kept, one unit-length token per document.
  struct Known: CustomTestStringConvertible, Sendable {
    var documents: [String]
    var text: String
    var estimator: NaiveBayes<String>.Estimator
    /// Score of `a` less score of `c`.
    var difference: Double
    var testDescription: String { "\(estimator) \(documents) on '\(text)'" }
  }

  static let known: [Known] = [
    // x: 2/3 against 1/3.
    .init(documents: ["a: x", "c: y"], text: "x", estimator: .multinomial, difference: log(2)),
    // The complement of one of two labels is the other one: the same figures.
    .init(documents: ["a: x", "c: y"], text: "x", estimator: .complement, difference: log(2)),
    .init(documents: ["a: x", "c: y"], text: "x y", estimator: .multinomial, difference: 0),
    // x: 3/4 against 1/3; y: 1/4 against 2/3.
    .init(
      documents: ["a: x", "a: x", "c: y"], text: "x", estimator: .multinomial,
      difference: log(9.0 / 4)),
    .init(
      documents: ["a: x", "a: x", "c: y"], text: "y", estimator: .multinomial,
      difference: log(3.0 / 8)),
    // Three labels tell the estimators apart: 2/3 to 1/3, but 3/4 to 2/4 in the complements.
    .init(
      documents: ["a: x", "b: x", "c: y"], text: "x", estimator: .multinomial,
      difference: log(2)),
    .init(
      documents: ["a: x", "b: x", "c: y"], text: "x", estimator: .complement,
      difference: log(1.5)),
    // An unknown word takes its share of the unit length and says nothing.
    .init(
      documents: ["a: x", "c: y"], text: "x z", estimator: .multinomial,
      difference: log(2) / 2.0.squareRoot()),
  ]

  @Test(arguments: known) func scoresAreThoseWorkedOutByHand(_ known: Known) throws {
    let model = Bayes(
      training: known.documents.map(document),
      settings: .init(
        estimator: known.estimator, counting: .binary, smoothing: 1, minimumDocuments: 1))
    let scores = model.scores(TokenCounts(words(known.text))).values
    let a = try #require(model.labels.firstIndex(of: "a"))
    let c = try #require(model.labels.firstIndex(of: "c"))
    #expect(abs(scores[a] - scores[c] - known.difference) < 1e-6)
  }

  @Test func countedTokensAreDampedByTheLogarithm() {
    let settings = Bayes.Settings(
      estimator: .multinomial, counting: .counted, smoothing: 1, minimumDocuments: 1)
    let model = Bayes(training: [document("a: x"), document("c: y")], settings: settings)
    let scores = model.scores(TokenCounts(["x", "x", "x", "y"])).values
    let heavy = 1 + log(3.0)
    let expected = (heavy - 1) / (heavy * heavy + 1).squareRoot() * log(2)
    #expect(abs(scores[0] - scores[1] - expected) < 1e-6)
  }

  @Test func theShareOfKnownTokensComesWithTheScores() {
    let settings = Bayes.Settings(smoothing: 1, minimumDocuments: 1)
    let model = Bayes(training: [document("a: x"), document("c: y")], settings: settings)
    #expect(model.scores(TokenCounts(words("x z"))).knownShare == 0.5)
    #expect(model.scores(TokenCounts(words("q r"))).values == [0, 0])
    #expect(model.scores(TokenCounts()).knownShare == 0)
  }

  @Test func rareTokensAreLeftOut() {
    let documents = ["a: x rare", "a: x", "c: y", "c: y"].map(document)
    let model = Bayes(training: documents, settings: .init(minimumDocuments: 2))
    #expect(model.vocabulary == ["x", "y"])
  }

  /// Documents from a fixed generator, with weights that no binary fraction holds.
  static let crowd: [NaiveBayes<String>.Document] = {
    var random = SplitMix(seed: 7)
    return (0..<300).map { index in
      let tokens = (0..<12).map { _ in "t\(random.next() % 40)" }
      return .init(
        label: ["a", "b", "c"][index % 3], tokens: TokenCounts(tokens),
        weight: [1, 0.35, 0.1][index % 3])
    }
  }()

  @Test(arguments: NaiveBayes<String>.Estimator.allCases, NaiveBayes<String>.Counting.allCases)
  func theOrderOfDocumentsChangesNoBit(
    _ estimator: NaiveBayes<String>.Estimator, _ counting: NaiveBayes<String>.Counting
  ) {
    let settings = Bayes.Settings(estimator: estimator, counting: counting)
    let first = Bayes(training: Self.crowd, settings: settings)
    var random = SplitMix(seed: 1)
    for _ in 0..<5 {
      let other = Bayes(training: Self.crowd.shuffled(using: &random), settings: settings)
      #expect(other.vocabulary == first.vocabulary)
      #expect(other.weights.map(\.bitPattern) == first.weights.map(\.bitPattern))
    }
  }

  @Test func reasonsAddUpToTheDifferenceOfTheScores() {
    let model = Bayes(training: Self.crowd, settings: .init())
    for document in Self.crowd.prefix(20) {
      let scores = model.scores(document.tokens).values
      let pro = model.reasons(document.tokens, for: "a", against: "b", most: .max)
      let contra = model.reasons(document.tokens, for: "b", against: "a", most: .max)
      let sum = pro.reduce(0) { $0 + $1.weight } - contra.reduce(0) { $0 + $1.weight }
      #expect(abs(sum - (scores[0] - scores[1])) < 1e-6)
      #expect(pro.map(\.weight) == pro.map(\.weight).sorted(by: >))
      #expect(pro.allSatisfy { $0.label == "a" && $0.weight > 0 })
    }
  }

  @Test func onlyTheHeaviestReasonsAreGivenAndNoneForAnUnknownLabel() {
    let model = Bayes(training: Self.crowd, settings: .init())
    let tokens = Self.crowd[0].tokens
    let all = model.reasons(tokens, for: "a", against: "b", most: .max)
    let two = model.reasons(tokens, for: "a", against: "b", most: 2)
    #expect(two.map(\.token) == all.prefix(2).map(\.token))
    #expect(model.reasons(tokens, for: "nobody", against: "b", most: 9).isEmpty)
  }

  @Test func countsAreSortedByToken() {
    let counts = TokenCounts(words("b a b"))
    #expect(counts.sorted.map(\.token) == ["a", "b"])
    #expect(counts.sorted.map(\.count) == [1, 2])
    #expect(!counts.isEmpty && TokenCounts().isEmpty)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every process.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
