/// How often each token occurs in one document.
public struct TokenCounts: Sendable, Equatable {
  public private(set) var counts: [String: Int] = [:]

  public init() {}

  /// Counts `tokens`, for instance `["cannot", "find", "cannot find"]`.
  public init(_ tokens: some Sequence<String>) {
    for token in tokens { add(token) }
  }

  public mutating func add(_ token: String, times: Int = 1) {
    counts[token, default: 0] += times
  }

  public var isEmpty: Bool { counts.isEmpty }

  /// The tokens in an order that is the same in every process.
  public var sorted: [(token: String, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { (token: $0.key, count: $0.value) }
  }
}
