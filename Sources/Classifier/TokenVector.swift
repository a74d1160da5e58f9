/// Numbers for tokens, in the order in which they were first met.
///
/// Training walks the same documents hundreds of times; with numbers instead of strings each walk
/// is an array access per token.
public struct TokenTable: Sendable {
  public private(set) var tokens: [String] = []
  private var ids: [String: Int32] = [:]

  public init() {}

  public var count: Int { tokens.count }

  /// The document with numbers for its tokens; new tokens get the next numbers.
  public mutating func vector(_ counts: TokenCounts) -> TokenVector {
    var vector = TokenVector()
    for (token, count) in counts.sorted {
      let id: Int32
      if let known = ids[token] {
        id = known
      } else {
        id = Int32(tokens.count)
        ids[token] = id
        tokens.append(token)
      }
      vector.append(id, count: Int32(clamping: count))
    }
    return vector
  }
}

/// How often each token, known by its number in a ``TokenTable``, occurs in one document.
public struct TokenVector: Sendable, Equatable {
  public private(set) var ids: [Int32] = []
  public private(set) var counts: [Int32] = []

  public init() {}

  public var isEmpty: Bool { ids.isEmpty }

  /// Adds a token that the vector does not hold yet.
  public mutating func append(_ id: Int32, count: Int32) {
    ids.append(id)
    counts.append(count)
  }
}

/// Adds documents up to one: dense scratch space that is cleared in the size of what was added.
public struct TokenSum {
  private var counts: [Int32]
  private var touched: [Int32] = []

  /// For the tokens of a table of `count` tokens.
  public init(count: Int) { counts = Array(repeating: 0, count: count) }

  /// Adds a document's counts, or one per token of it.
  public mutating func add(_ vector: TokenVector, once: Bool = false) {
    for (id, count) in zip(vector.ids, vector.counts) {
      if counts[Int(id)] == 0 { touched.append(id) }
      counts[Int(id)] += once ? 1 : count
    }
  }

  /// What was added since the last call.
  public mutating func take() -> TokenVector {
    var out = TokenVector()
    for id in touched {
      out.append(id, count: counts[Int(id)])
      counts[Int(id)] = 0
    }
    touched.removeAll(keepingCapacity: true)
    return out
  }
}
