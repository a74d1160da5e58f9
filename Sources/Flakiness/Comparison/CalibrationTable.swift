/// Of the tests with P(flaky) in a range, how many are flaky: said beside what was.
public struct CalibrationTable: Sendable, Equatable {
  public struct Bin: Sendable, Equatable {
    /// P(flaky) in lower ..< upper.
    public var lower: Double
    public var upper: Double
    public var tests = 0
    public var flaky = 0
    /// Sum of the probabilities said.
    public var expected = 0.0
  }

  public private(set) var bins: [Bin]

  public init(edges: [Double] = [0, 0.1, 0.5, 0.9, 0.99, 1]) {
    bins = zip(edges, edges.dropFirst()).map { Bin(lower: $0, upper: $1) }
  }

  /// Counts one test.
  public mutating func add(probability: Double, isFlaky: Bool) {
    let index = bins.lastIndex { probability >= $0.lower } ?? 0
    bins[index].tests += 1
    bins[index].flaky += isFlaky ? 1 : 0
    bins[index].expected += probability
  }
}
