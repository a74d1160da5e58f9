import Classifier
import Foundation
import Testing

@Suite struct ConditionalLogitTests {
  /// Choices in which the alternative with the largest first feature is right; the second feature
  /// is noise, the third is the same for all alternatives.
  static func planted(_ count: Int, seed: UInt64) -> [ConditionalLogit.Choice] {
    var random = SplitMix(seed: seed)
    return (0..<count).map { _ in
      let rows = (0..<4).map { _ in
        [Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random), 1]
      }
      let right = rows.indices.max { rows[$0][0] < rows[$1][0] } ?? 0
      return .init(alternatives: rows, right: [right])
    }
  }

  private static let features = ["rule", "noise", "constant"]

  @Test func learnsAPlantedRule() {
    let model = ConditionalLogit(training: Self.planted(300, seed: 3), features: Self.features)
    #expect(model.weights[0] > 5 * abs(model.weights[1]))
    // What all alternatives share cannot tell them apart.
    #expect(abs(model.weights[2]) < 1e-6)
    let fresh = Self.planted(200, seed: 4)
    let right = fresh.count { choice in
      let shares = model.probabilities(choice.alternatives)
      return choice.right.contains(shares.indices.max { shares[$0] < shares[$1] } ?? -1)
    }
    #expect(right >= 190)
  }

  @Test func isDeterministic() {
    let choices = Self.planted(50, seed: 5)
    let first = ConditionalLogit(training: choices, features: Self.features)
    let second = ConditionalLogit(training: choices, features: Self.features)
    #expect(first.weights.map(\.bitPattern) == second.weights.map(\.bitPattern))
  }

  @Test func choicesThatTeachNothingLeaveTheStart() {
    let start = [0.5, -1, 2]
    let idle: [ConditionalLogit.Choice] = [
      .init(alternatives: [[1, 0, 0], [0, 1, 0]], right: []),
      .init(alternatives: [[1, 0, 0], [0, 1, 0]], right: [0, 1]),
    ]
    let model = ConditionalLogit(training: idle, features: Self.features, start: start)
    #expect(model.weights == start)
    #expect(ConditionalLogit(training: [], features: Self.features).weights == [0, 0, 0])
  }

  @Test func anyOfSeveralRightAlternativesWillDo() {
    let choice = ConditionalLogit.Choice(
      alternatives: [[1, 0], [1, 0], [0, 1]], right: [0, 1])
    let model = ConditionalLogit(training: [choice], features: ["good", "bad"])
    let shares = model.probabilities(choice.alternatives)
    #expect(shares[0] + shares[1] > 0.9)
    #expect(shares[0] == shares[1])
  }

  @Test func aHeavierChoiceWins() {
    let model = ConditionalLogit(
      training: [
        .init(alternatives: [[1], [0]], right: [0], weight: 3),
        .init(alternatives: [[1], [0]], right: [1], weight: 1),
      ], features: ["x"], shrinkage: 0)
    // Maximum likelihood: three of four say the first, so the odds are three.
    #expect(abs(model.weights[0] - log(3.0)) < 0.02)
  }

  @Test func utilityIsTheWeightedSum() {
    let model = ConditionalLogit(features: ["a", "b"], weights: [2, -1])
    #expect(model.utility([3, 4]) == 2)
  }

  @Test func softmaxAddsUpToOneAndNeverOverflows() {
    #expect(softmax([]).isEmpty)
    #expect(softmax([5]) == [1])
    #expect(softmax([1, 1]) == [0.5, 0.5])
    let shares = softmax([1000, 999, -1000])
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    #expect(abs(shares[0] / shares[1] - M_E) < 1e-9)
    #expect(shares[2] == 0)
  }
}
