/// Flakes that fail together are one incident, not thirteen tickets (flakes.md 5.8).
public enum CoFailure {
  /// Groups of two or more tests, each sorted, largest first. `runs` holds the failing tests of
  /// every unmasked run; two tests are linked when they fail together at least `minimum` times
  /// and five times as often as chance, or in half of the runs in which either fails. Candidates
  /// are pairs seen together only, so the cost follows the failures, not the tests squared.
  public static func clusters(
    ofFailing runs: [[Int]], minimum: Int = 3, lift: Double = 5, jaccard: Double = 0.5
  ) -> [[Int]] {
    var single: [Int: Int] = [:]
    var joint: [Pair: Int] = [:]
    for run in runs {
      let failing = Set(run).sorted()
      for (index, test) in failing.enumerated() {
        single[test, default: 0] += 1
        for other in failing[(index + 1)...] { joint[Pair(test, other), default: 0] += 1 }
      }
    }
    var groups = UnionFind()
    for (pair, together) in joint where together >= minimum {
      let first = Double(single[pair.first] ?? 0)
      let second = Double(single[pair.second] ?? 0)
      let both = Double(together)
      let expected = first * second / Double(max(1, runs.count))
      if both >= lift * expected || both >= jaccard * (first + second - both) {
        groups.join(pair.first, pair.second)
      }
    }
    return groups.groups
  }

  private struct Pair: Hashable {
    let first: Int
    let second: Int

    init(_ first: Int, _ second: Int) {
      self.first = first
      self.second = second
    }
  }

  /// Disjoint sets, the smallest member standing for its set.
  private struct UnionFind {
    private var parent: [Int: Int] = [:]

    mutating func join(_ a: Int, _ b: Int) {
      let first = root(a)
      let second = root(b)
      parent[max(first, second)] = min(first, second)
      parent[min(first, second)] = min(first, second)
    }

    private mutating func root(_ element: Int) -> Int {
      var top = element
      while let above = parent[top], above != top { top = above }
      parent[element] = top
      return top
    }

    var groups: [[Int]] {
      var copy = self
      var members: [Int: [Int]] = [:]
      for element in parent.keys.sorted() {
        members[copy.root(element), default: []].append(element)
      }
      return members.values.filter { $0.count > 1 }
        .sorted { ($0.count, $1[0]) > ($1.count, $0[0]) }
    }
  }
}
